import { type Millis, type Usage, isRecord } from "../../kernel/index.ts";
import type { ConnectedModel } from "../../registry/index.ts";
import { type OnceParts, once, toldRouting } from "../beside/once.ts";
import { makeLost } from "../models/codecs/lost.ts";
import { quirked } from "../models/prepare.ts";
import { parsedJson } from "../models/taps/counts.ts";
import { embeddingsTap } from "../models/taps/embeddings.ts";
import type { Made } from "../types.ts";

export type EmbedParts = OnceParts & Pick<Made, "wireFor">;

export interface Embedded {
  vector?: Float32Array;
  /** Why there is none. */
  detail?: string;
  status?: number;
  usage?: Usage;
}

/** A vector of 8,192 numbers, written as long as numbers are, is half of it. */
const MAX_BYTES = 512 * 1024;
const MAX_NUMBERS = 8_192;
const EMBED = { format: "openai.embeddings", operation: "embed" } as const;
const SENT = { stream: false, headers: {} };

/** Asks a model once for the vector of a text. Nothing is thrown and nobody waits longer than `withinMs`. */
export async function embed(
  parts: EmbedParts,
  asked: { model: ConnectedModel; text: string; session: string; withinMs: Millis; stop: AbortSignal },
): Promise<Embedded> {
  const { model, text, session } = asked;
  const wire = parts.wireFor(model, EMBED);
  if ("problem" in wire) return { detail: wire.problem };
  const members = quirked({ model: model.upstream, input: text }, wire.quirks, makeLost());
  const key = parts.routing.keyFor(model, session);
  const at = parts.clock.elapsed();
  const guess: Usage = {
    source: "estimated",
    input: Math.ceil(text.length / 4),
    cachedInput: 0,
    output: 0,
    reasoning: 0,
  };

  const sending = {
    model,
    key,
    withinMs: asked.withinMs,
    maxBytes: MAX_BYTES,
    stop: asked.stop,
    request: () => wire.request(Buffer.from(JSON.stringify(members)), key, SENT),
  };
  const end = await once(parts, sending);
  const { body, detail, sent, ...went } = end;
  const answer = body && vectorIn(body);
  toldRouting(parts, sending, end, { ok: answer !== undefined, session, totalMs: parts.clock.elapsed() - at });
  const status = went.status === undefined ? {} : { status: went.status };
  if (answer) return { vector: answer.vector, usage: answer.usage ?? guess, ...status };
  // What it was at work on when it was given up may be charged for.
  const charged = sent && went.failure !== "unreachable" && (went.status ?? 200) < 300;
  return {
    detail: detail ?? "answered something that is no vector",
    ...status,
    ...(charged ? { usage: { ...guess, partial: true } } : {}),
  };
}

/** The one vector of an answer, if it is one that can be compared. */
function vectorIn(body: Buffer): { vector: Float32Array; usage: Usage | undefined } | undefined {
  const answer = parsedJson(body.toString("utf8"));
  const data = isRecord(answer) ? answer["data"] : undefined;
  const only: unknown = Array.isArray(data) && data.length === 1 ? data[0] : undefined;
  const numbers = isRecord(only) ? only["embedding"] : undefined;
  if (!isRecord(answer) || !Array.isArray(numbers)) return undefined;
  if (numbers.length === 0 || numbers.length > MAX_NUMBERS) return undefined;
  const vector = new Float32Array(numbers.length);
  for (const [at, value] of numbers.entries()) {
    if (typeof value !== "number" || !Number.isFinite(value)) return undefined;
    vector[at] = value;
  }
  return vector.some((value) => value !== 0) ? { vector, usage: embeddingsTap().readWhole(answer) } : undefined;
}
