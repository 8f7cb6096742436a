import { DESCRIBED } from "./describe.ts";
import { type LineOf, STEPS } from "./weights.ts";

/** A line of the second layer, ready to be read off. */
export interface Line {
  bias: number;
  /** Places in the description, and their weights. */
  at: Uint16Array;
  weights: Float32Array;
  steps: Float32Array;
}

export function makeLine({ bias, weights, steps }: LineOf): Line {
  const names = Object.keys(weights);
  return {
    bias,
    at: Uint16Array.from(names, (name) => DESCRIBED.indexOf(name)),
    weights: Float32Array.from(Object.values(weights)),
    steps: Float32Array.from(steps),
  };
}

export function sumOf(line: Line, values: Float32Array): number {
  let sum = line.bias;
  for (let i = 0; i < line.at.length; i++)
    sum += (line.weights[i] as number) * (values[line.at[i] as number] as number);
  return sum;
}

/** 0 to 100: 50 is what one in a hundred ordinary texts of the channel reaches, 80 one in seven hundred. */
export function scoreOf({ steps }: Pick<Line, "steps">, sum: number): number {
  const last = STEPS.length - 1;
  if (sum <= (steps[0] as number)) return 0;
  for (let i = 1; i <= last; i++) {
    const high = steps[i] as number;
    if (sum >= high) continue;
    const low = steps[i - 1] as number;
    const [from, to] = [STEPS[i - 1] as number, STEPS[i] as number];
    return from + ((sum - low) / (high - low)) * (to - from);
  }
  return 100;
}
