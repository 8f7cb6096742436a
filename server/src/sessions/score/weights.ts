/* Made by training/sessions.ts: not to be edited. */
export const WEIGHTS: {
  bias: number;
  weights: readonly number[];
  /** From a probability to a score of 0..100, in straight pieces. */
  scale: readonly (readonly [number, number])[];
} = {
  bias: -2.374,
  weights: [
    2.316, // evidence over turns
    0.802, // average turn
    0.212, // strongest turn
    2.563, // last turn
    1.462, // rise since the first turns
    0.185, // refusals
    0.715, // asked again after a refusal
    0.82, // more wanted of a risky topic
    1.404, // means asked for on a risky topic
    1.889, // not being noticed
    0.808, // fiction around a risky topic
    1.055, // entitlement claimed on a risky topic
    -0.936, // sides of prevention
    0, // insisting
    2.141, // turned round
    0, // going on with a risky topic
    0, // topic of the moment
    0, // parts of one risky topic
    0.174, // share of risky turns
    0.635, // injection or jailbreak
    2.357, // turns read together
    0.129, // strongest turns read together
  ],
  scale: [
    [0.0, 0],
    [0.1758, 10],
    [0.3156, 30],
    [0.6552, 55],
    [0.7969, 70],
    [0.9304, 85],
    [1.0, 100],
  ],
};
