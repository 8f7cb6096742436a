import { diceFor } from "./rows.ts";

/** A row for the second layer. */
export interface Point {
  values: Float32Array;
  answer: number;
  weight: number;
}

export interface Line {
  weights: Float32Array;
  bias: number;
}

export interface StackOptions {
  epochs: number;
  rate: number;
  /** Pulls weights to zero. */
  decay: number;
  /** Values the line may look at. */
  mask?: Uint8Array;
  /** Values that may only speak for it. */
  rising?: Uint8Array;
}

export const STACK: StackOptions = { epochs: 12, rate: 0.02, decay: 1e-4 };

/** A logistic regression over few numbers, with Adam, in the numbers' own scale. */
export function fitLine(points: readonly Point[], options: StackOptions = STACK): Line {
  const whole = points[0]?.values.length ?? 0;
  const looked = Array.from({ length: whole }, (_, i) => i).filter((i) => options.mask?.[i] !== 0);
  const size = looked.length;
  const { table, means, spreads } = tableOf(points, looked);
  const weights = new Float64Array(size);
  const first = new Float64Array(size + 1);
  const second = new Float64Array(size + 1);
  let bias = 0;
  const gradient = new Float64Array(size + 1);
  const dice = diceFor("stack");
  const order = Int32Array.from(points, (_, i) => i);
  const batch = 64;
  let step = 0;
  for (let epoch = 0; epoch < options.epochs; epoch++) {
    for (let i = order.length - 1; i > 0; i--) {
      const j = dice.number(i + 1);
      const kept = order[i] as number;
      order[i] = order[j] as number;
      order[j] = kept;
    }
    const rate = options.rate * (1 - epoch / options.epochs) ** 0.5;
    for (let from = 0; from < order.length; from += batch) {
      gradient.fill(0);
      let total = 0;
      for (let at = from; at < Math.min(order.length, from + batch); at++) {
        const index = order[at] as number;
        const { answer, weight } = points[index] as Point;
        const row = index * size;
        let logit = bias;
        for (let i = 0; i < size; i++) logit += (weights[i] as number) * (table[row + i] as number);
        const error = (1 / (1 + Math.exp(-logit)) - answer) * weight;
        total += weight;
        for (let i = 0; i < size; i++) gradient[i] = (gradient[i] as number) + error * (table[row + i] as number);
        gradient[size] = (gradient[size] as number) + error;
      }
      step += 1;
      for (let i = 0; i <= size; i++) {
        const slope = (gradient[i] as number) / total + (i < size ? options.decay * (weights[i] as number) * 10 : 0);
        first[i] = 0.9 * (first[i] as number) + 0.1 * slope;
        second[i] = 0.999 * (second[i] as number) + 0.001 * slope * slope;
        const move =
          (rate * ((first[i] as number) / (1 - 0.9 ** step))) /
          (Math.sqrt((second[i] as number) / (1 - 0.999 ** step)) + 1e-8);
        if (i === size) bias -= move;
        else {
          const next = (weights[i] as number) - move;
          weights[i] = next < 0 && options.rising?.[looked[i] as number] === 1 ? 0 : next;
        }
      }
    }
  }
  const line: Line = { weights: new Float32Array(whole), bias };
  for (let i = 0; i < size; i++) {
    line.weights[looked[i] as number] = (weights[i] as number) / (spreads[i] as number);
    line.bias -= ((weights[i] as number) * (means[i] as number)) / (spreads[i] as number);
  }
  return line;
}

export function valueOf(line: Line, values: Float32Array): number {
  let sum = line.bias;
  for (let i = 0; i < values.length; i++) sum += (line.weights[i] as number) * (values[i] as number);
  return sum;
}

/** What is looked at, around 0 and with a like spread. */
function tableOf(points: readonly Point[], looked: readonly number[]) {
  const size = looked.length;
  const means = new Float64Array(size);
  const spreads = new Float64Array(size);
  const table = new Float32Array(points.length * size);
  for (const { values } of points)
    for (let i = 0; i < size; i++)
      means[i] = (means[i] as number) + (values[looked[i] as number] as number) / points.length;
  for (const { values } of points)
    for (let i = 0; i < size; i++)
      spreads[i] =
        (spreads[i] as number) + ((values[looked[i] as number] as number) - (means[i] as number)) ** 2 / points.length;
  for (let i = 0; i < size; i++) spreads[i] = Math.sqrt(spreads[i] as number) + 0.05;
  for (const [p, { values }] of points.entries())
    for (let i = 0; i < size; i++)
      table[p * size + i] = ((values[looked[i] as number] as number) - (means[i] as number)) / (spreads[i] as number);
  return { table, means, spreads };
}
