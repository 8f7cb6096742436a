import { createHash } from "node:crypto";

const DIMENSIONS = 16;
const MAX_DIMENSIONS = 4_096;

/** Vectors of a simulated model: the same text always gives the same one, of length 1. */
export function sandboxVectors(ask: Record<string, unknown>, model: string): unknown {
  const { input, dimensions } = ask;
  const size =
    typeof dimensions === "number" ? Math.min(MAX_DIMENSIONS, Math.max(1, Math.floor(dimensions))) : DIMENSIONS;
  const one = typeof input === "string" || (Array.isArray(input) && input.every((value) => typeof value === "number"));
  const inputs: unknown[] = one ? [input] : Array.isArray(input) ? input : [];
  const tokens = inputs.reduce((sum: number, value) => sum + tokensOf(value), 0);
  return {
    object: "list",
    model,
    data: inputs.map((value, index) => {
      const vector = vectorOf(JSON.stringify(value), size);
      const embedding =
        ask["encoding_format"] === "base64" ? Buffer.from(vector.buffer).toString("base64") : [...vector];
      return { object: "embedding", index, embedding };
    }),
    usage: { prompt_tokens: tokens, total_tokens: tokens },
  };
}

function tokensOf(value: unknown): number {
  return Array.isArray(value) ? value.length : Math.max(1, Math.ceil(String(value).length / 4));
}

function vectorOf(text: string, size: number): Float32Array {
  const vector = new Float32Array(size);
  let length = 0;
  for (let at = 0; at < size; at += 1) {
    const value = createHash("sha256").update(`${at} ${text}`).digest().readInt16BE(0) / 32_768;
    vector[at] = value;
    length += value * value;
  }
  return vector.map((value) => value / Math.sqrt(length || 1));
}
