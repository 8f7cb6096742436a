import { type Millis, type Usage, isRecord } from "../../kernel/index.ts";
import type { ConnectedModel } from "../../registry/index.ts";
import type { Routing, Tried } from "../../routing/index.ts";
import { retryAfterOf } from "../models/attempt.ts";
import { makeLost } from "../models/codecs/lost.ts";
import { quirked } from "../models/prepare.ts";
import { parsedJson } from "../models/taps/counts.ts";
import { embeddingsTap } from "../models/taps/embeddings.ts";
import type { Made, UpstreamExchange } from "../types.ts";

export type EmbedParts = Pick<Made, "clock" | "http" | "sandbox" | "wireFor"> & {
  routing: Pick<Routing, "keyFor" | "tried">;
};

export interface Embedded {
  vector?: Float32Array;
  /** Why there is none. */
  detail?: string;
  status?: number;
  usage?: Usage;
}

type End = Pick<Tried, "status" | "failure" | "retryAfterMs" | "firstByteMs"> & { detail?: string; body?: Buffer };

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

  let sent = false;
  const end = await new Promise<End>((resolve) => {
    let exchange: UpstreamExchange | undefined;
    let over = false;
    const finish = (ended: End, abort: boolean) => {
      if (over) return;
      over = true;
      clearTimeout(timer);
      asked.stop.removeEventListener("abort", stopped);
      if (abort) exchange?.abort();
      resolve({ ...head, ...ended });
    };
    let head: Pick<End, "status" | "retryAfterMs" | "firstByteMs"> = {};
    const stopped = () => finish({ failure: "aborted", detail: "stopped" }, true);
    const timer = setTimeout(
      () => finish({ failure: "timeout", detail: `did not answer within ${asked.withinMs} ms` }, true),
      asked.withinMs,
    );
    asked.stop.addEventListener("abort", stopped);
    if (asked.stop.aborted) return stopped();

    const chunks: Buffer[] = [];
    let bytes = 0;
    const send = async () => {
      const made = await wire.request(Buffer.from(JSON.stringify(members)), key, SENT);
      if (over) return;
      if ("problem" in made) return finish({ failure: "unreachable", detail: made.problem }, false);
      const upstream = model.provider.api === "sandbox" ? parts.sandbox : parts.http;
      const timeouts = { headersMs: asked.withinMs, idleMs: asked.withinMs };
      sent = true;
      exchange = upstream.send(
        { ...made, model, timeouts },
        {
          head(status, headers) {
            const retryAfterMs = retryAfterOf(headers["retry-after"], headers["retry-after-ms"], parts.clock.now());
            const firstByteMs = parts.clock.elapsed() - at;
            head = { status, firstByteMs, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
            if (status >= 300) finish({ detail: `answered ${status}` }, true);
          },
          data(chunk) {
            bytes += chunk.length;
            if (bytes > MAX_BYTES) finish({ failure: "too_large", detail: "answered more than the limit" }, true);
            else chunks.push(chunk);
            return true;
          },
          end: () => finish({ body: Buffer.concat(chunks) }, false),
          failed: ({ kind, detail }) => finish({ failure: kind, detail }, false),
        },
      );
      if (over) exchange.abort();
    };
    send().catch(() => finish({ failure: "unreachable", detail: "could not be asked" }, true));
  });

  const { body, detail, ...went } = end;
  const answer = body && vectorIn(body);
  const failure = went.failure ?? (body && !answer ? "malformed" : undefined);
  parts.routing.tried({
    ...went,
    model,
    key,
    session,
    ok: answer !== undefined,
    totalMs: parts.clock.elapsed() - at,
    ...(failure === undefined ? {} : { failure }),
  });
  const status = went.status === undefined ? {} : { status: went.status };
  if (answer) return { vector: answer.vector, usage: answer.usage ?? guess, ...status };
  // What it was at work on when it was given up may be charged for.
  const charged = sent && failure !== "unreachable" && (went.status ?? 200) < 300;
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
