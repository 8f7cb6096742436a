/* Made by training/sessions.ts: not to be edited. */
export const WEIGHTS: {
  version: string;
  bias: number;
  weights: readonly number[];
  /** Of single measures, each as a probability of its own: [bias, weight]. */
  alone: { danger: readonly [number, number]; turn: readonly [number, number] };
  /** From a probability to a score of 0..100, in straight pieces. */
  scale: readonly (readonly [number, number])[];
} = {
  version: "0",
  bias: -3,
  weights: [2, 2, 2, 1, 0.5, 0.6, 0.9, 0.6, 0.6, 0.8, 0.3, 0.1, -0.7, 0.1, 0.3, 0.5, 0.5, 0.2, 0.2, 0.5],
  alone: { danger: [-4, 8], turn: [-5, 6] },
  scale: [
    [0, 0],
    [0.5, 50],
    [1, 100],
  ],
};
