import { LumosError, LumosUnavailable } from "./errors.ts";
import type { Belongs, Json, LumosOptions, Token } from "./types.ts";

/** What is decided about is read whole by Lumos up to this size; what a tool gave may be longer. */
export const MAX_ASK_BYTES = 1_048_576;
export const MAX_TOLD_BYTES = 16 * 1_048_576;
const MAX_ANSWER_BYTES = 33_554_432;
const DEFAULT_TIMEOUT_MS = 10_000;
const MAX_TIMEOUT_MS = 600_000;
const DEFAULT_RETRIES = 2;
const MAX_RETRIES = 10;
/** Between two tries; doubled each time, and never past the deadline. */
const FIRST_PAUSE_MS = 100;
const AGAIN = new Set([429, 502, 503, 504]);
const CLAIM = /^[\x21-\x7e][\x20-\x7e]{0,199}$/;
const DATA_CLASS = /^[a-z0-9][a-z0-9._-]{0,63}$/;
const MAX_CLASSES = 50;

export type Answered = Record<string, Json>;

/** Where Lumos is and how it is asked. */
export interface Door {
  /** Sends one event. `again`: asking twice does no harm, so it may be tried again. */
  send(event: Record<string, unknown>, how: Sending): Promise<Answered>;
}

export interface Sending {
  belongs: Belongs;
  again: boolean;
  maxBytes: number;
  signal?: AbortSignal | undefined;
}

export function makeDoor(options: LumosOptions): Door {
  const address = addressOf(options);
  const ask = options.fetch ?? globalThis.fetch;
  if (typeof ask !== "function") throw new TypeError("There is no fetch here; give one as `fetch`.");
  const timeoutMs = within(options.timeoutMs, DEFAULT_TIMEOUT_MS, 1, MAX_TIMEOUT_MS, "timeoutMs");
  const retries = within(options.retries, DEFAULT_RETRIES, 0, MAX_RETRIES, "retries");

  return {
    async send(event, { belongs, again, maxBytes, signal }) {
      const body = bodyOf(event, maxBytes);
      const headers = {
        ...claims(belongs),
        "content-type": "application/json",
        accept: "application/json",
        authorization: `Bearer ${await revealed(options.token)}`,
        ...(options.onBehalfOf === undefined ? {} : { "x-lumos-on-behalf-of": await revealed(options.onBehalfOf) }),
      };
      const late = new AbortController();
      const timer = setTimeout(() => late.abort(), timeoutMs);
      const stop = joined(late.signal, signal);
      try {
        for (let left = again ? retries : 0, pause = FIRST_PAUSE_MS; ; left -= 1, pause *= 2) {
          const tried = await tryOnce(() =>
            ask(address, { method: "POST", headers, body, redirect: "manual", signal: stop.signal }),
          );
          if (tried.ok) return tried.body;
          signal?.throwIfAborted();
          if (late.signal.aborted) throw new LumosUnavailable("timeout");
          if (left === 0 || !tried.again) throw tried.error;
          await sleep(tried.afterMs ?? pause, stop.signal);
          signal?.throwIfAborted();
          if (late.signal.aborted) throw tried.error;
        }
      } finally {
        clearTimeout(timer);
        stop.release();
      }
    },
  };
}

type Tried = { ok: true; body: Answered } | { ok: false; error: LumosError; again: boolean; afterMs?: number };

async function tryOnce(send: () => Promise<Response>): Promise<Tried> {
  let response: Response;
  try {
    response = await send();
  } catch {
    // What a fetch says of its failure may hold the address and more: only that it failed is told on.
    return { ok: false, error: new LumosUnavailable("network"), again: true };
  }
  const body = await readJson(response);
  if (response.status === 200) {
    if (body !== undefined) return { ok: true, body };
    return { ok: false, error: new LumosUnavailable("unreadable"), again: false };
  }
  const { status } = response;
  const said = errorOf(body);
  const after = Number(response.headers.get("retry-after") ?? Number.NaN);
  const afterMs = Number.isFinite(after) && after >= 0 ? { afterMs: after * 1_000 } : {};
  // Guarantee: only what says nothing about the caller counts as not answered; a refusal of the caller never does.
  if (status >= 500 || status === 429 || said === undefined || status < 400) {
    return { ok: false, error: new LumosUnavailable("status", { status }), again: AGAIN.has(status), ...afterMs };
  }
  return { ok: false, error: new LumosError(said.message, { code: said.code }), again: false };
}

function errorOf(body: Answered | undefined): { code: string; message: string } | undefined {
  const error = body?.["error"];
  if (typeof error !== "object" || error === null || Array.isArray(error)) return undefined;
  const { code, message } = error;
  return typeof code === "string" && typeof message === "string" ? { code, message: message.slice(0, 500) } : undefined;
}

async function readJson(response: Response): Promise<Answered | undefined> {
  try {
    const value = JSON.parse(await readText(response)) as unknown;
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Answered) : undefined;
  } catch {
    return undefined;
  }
}

/** Reads no more than an answer of Lumos can be. */
async function readText(response: Response): Promise<string> {
  if (!response.body) return "";
  const reader = response.body.getReader();
  const decoder = new TextDecoder();
  let text = "";
  let bytes = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    bytes += value.byteLength;
    if (bytes > MAX_ANSWER_BYTES) {
      await reader.cancel();
      return "";
    }
    text += decoder.decode(value, { stream: true });
  }
}

// Guarantee: a key is not sent in clear text to another machine unless that was asked for.
function addressOf({ url, allowHttp }: LumosOptions): string {
  let base: URL;
  try {
    base = new URL(url);
  } catch {
    throw new TypeError("`url` is not an address.");
  }
  if (base.username !== "" || base.password !== "") throw new TypeError("`url` must not hold a password.");
  const here = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(base.hostname);
  if (base.protocol !== "https:" && !(base.protocol === "http:" && (here || allowHttp === true)))
    throw new TypeError("`url` must be https, or http to this very machine.");
  return new URL(`${base.pathname.replace(/\/+$/, "")}/hooks/sdk`, base.origin).href;
}

/** The headers that say what a call belongs to. */
export function claims(belongs: Belongs): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const name of ["session", "workflow", "run", "customer", "purpose"] as const) {
    const value = belongs[name];
    if (value === undefined) continue;
    if (typeof value !== "string" || !CLAIM.test(value))
      throw new TypeError(`\`${name}\` is at most 200 printable characters of ASCII.`);
    headers[`x-lumos-${name}`] = value;
  }
  const classes = belongs.dataClasses ?? [];
  if (classes.length > MAX_CLASSES || classes.some((name) => !DATA_CLASS.test(name)))
    throw new TypeError("`dataClasses` is at most 50 names such as pii.customer.");
  if (classes.length > 0) headers["x-lumos-data-class"] = classes.join(",");
  return headers;
}

async function revealed(token: Token): Promise<string> {
  const key = typeof token === "function" ? await token() : token;
  if (typeof key !== "string" || !/^[\x21-\x7e]{1,8192}$/.test(key)) throw new TypeError("The token is not one.");
  return key;
}

function bodyOf(event: Record<string, unknown>, maxBytes: number): string {
  let body: string;
  try {
    body = JSON.stringify(event);
  } catch {
    throw new LumosError("This cannot be written as JSON, so nobody can look at it.", { code: "invalid_request" });
  }
  if (body.length > maxBytes || new TextEncoder().encode(body).byteLength > maxBytes)
    throw new LumosError(`This is larger than ${maxBytes} bytes.`, { code: "too_large" });
  return body;
}

/** One signal that ends with either; nothing of it stays on a signal that lives long. */
function joined(late: AbortSignal, own: AbortSignal | undefined): { signal: AbortSignal; release(): void } {
  const either = new AbortController();
  const end = () => either.abort();
  late.addEventListener("abort", end);
  own?.addEventListener("abort", end);
  if (late.aborted || own?.aborted === true) end();
  return {
    signal: either.signal,
    release() {
      late.removeEventListener("abort", end);
      own?.removeEventListener("abort", end);
    },
  };
}

/** Resolves after that time, or as soon as it is given up. */
export function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted === true) return resolve();
    const over = () => {
      clearTimeout(timer);
      signal?.removeEventListener("abort", over);
      resolve();
    };
    const timer = setTimeout(over, ms);
    signal?.addEventListener("abort", over);
  });
}

function within(value: number | undefined, otherwise: number, least: number, most: number, name: string): number {
  if (value === undefined) return otherwise;
  if (typeof value !== "number" || !(value >= least && value <= most))
    throw new TypeError(`\`${name}\` is a number from ${least} to ${most}.`);
  return value;
}
