/* Made by training/sessions.ts: not to be edited. */
export const WEIGHTS: {
  bias: number;
  weights: readonly number[];
  /** From a probability to a score of 0..100, in straight pieces. */
  scale: readonly (readonly [number, number])[];
} = {
  bias: -2.356,
  weights: [
    1.656, // evidence over turns
    0.345, // average turn
    0.001, // strongest turn
    2.004, // last turn
    0.67, // rise since the first turns
    0.222, // refusals
    0.667, // asked again after a refusal
    0.98, // more wanted of a risky topic
    1.312, // means asked for on a risky topic
    1.733, // not being noticed
    0.718, // fiction around a risky topic
    1.037, // entitlement claimed on a risky topic
    -1.046, // sides of prevention
    0, // insisting
    2.108, // turned round
    0, // going on with a risky topic
    0, // topic of the moment
    0, // parts of one risky topic
    0.158, // share of risky turns
    1.48, // injection or jailbreak
    2.939, // turns read together
    0.618, // strongest turns read together
  ],
  scale: [
    [0.0, 0],
    [0.1514, 10],
    [0.2698, 30],
    [0.5489, 55],
    [0.7621, 70],
    [0.9356, 85],
    [1.0, 100],
  ],
};
