/* Made by training/sessions.ts: not to be edited. */
export const WEIGHTS: {
  bias: number;
  weights: readonly number[];
  /** Of single measures, each as a probability of its own: [bias, weight]. */
  alone: { danger: readonly [number, number]; turn: readonly [number, number] };
  /** From a probability to a score of 0..100, in straight pieces. */
  scale: readonly (readonly [number, number])[];
} = {
  bias: -0.793,
  weights: [
    0, // evidence over turns
    0, // average turn
    0, // strongest turn
    0, // last turn
    0, // rise since the first turns
    0.242, // refusals
    2.358, // asked again after a refusal
    4.093, // more wanted of a risky topic
    6.081, // means asked for on a risky topic
    7.444, // not being noticed
    0.46, // fiction around a risky topic
    1.675, // entitlement claimed on a risky topic
    -4.208, // sides of prevention
    1.899, // insisting
    7.658, // turned round
    0, // going on with a risky topic
    0, // topic of the moment
    0, // parts of one risky topic
    0.631, // share of risky turns
    0, // injection or jailbreak
  ],
  alone: { danger: [-0.267, 5.714], turn: [0, 0] },
  scale: [
    [0.0, 0],
    [0.5, 15],
    [0.7402, 55],
    [0.7579, 70],
    [0.9459, 85],
    [1.0, 100],
  ],
};
