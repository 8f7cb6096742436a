import { isUtf8 } from "node:buffer";
import { type CallProblem, UNREAD, isRecord, scanJson } from "../../kernel/index.ts";
import type { Read } from "./format.ts";
import { PLAIN_NAME } from "./texts.ts";

/** Deeper than any tool's schema needs to be. */
const MAX_DEPTH = 64;
const MAX_MODEL_NAME = 200;

export type Envelope =
  | { ok: true; parsed: Record<string, unknown>; members: ReadonlyMap<string, readonly [number, number]> }
  | { ok: false; read: Read };

/** What every format demands of a body before anything in it is looked at. */
export function openEnvelope(body: Buffer): Envelope {
  // Guarantee: bytes that are not UTF-8 are refused.
  // They would be read as other text than they are sent as.
  if (!isUtf8(body)) return closed("The body is not UTF-8.");
  let parsed: unknown;
  try {
    parsed = JSON.parse(body.toString("utf8"));
  } catch {
    return closed("The body is not valid JSON.");
  }
  if (!isRecord(parsed)) return closed("The body must be a JSON object.");
  // Guarantee: what is inspected is what goes out; a body that two parsers could read differently is refused.
  const shape = scanJson(body, MAX_DEPTH);
  if (!("problem" in shape)) {
    const meant = [...shape.members.keys()].map(anotherSpelling).find((name) => name !== undefined);
    if (meant !== undefined) return closed(`The member ${meant} is written in other letters.`, meant);
    return { ok: true, parsed, members: shape.members };
  }
  return shape.problem === "too-deep"
    ? closed(`The body nests deeper than ${MAX_DEPTH} levels.`)
    : PLAIN_NAME.test(shape.name)
      ? closed(`The member ${shape.name} appears twice in one object.`, shape.name)
      : closed("A member appears twice in one object.");
}

export type Opened =
  | (Extract<Envelope, { ok: true }> & { model: string; stream: boolean })
  | Extract<Envelope, { ok: false }>;

/** Opens a body that names its model and says whether its answer streams. */
export function openModelBody(body: Buffer): Opened {
  const envelope = openEnvelope(body);
  if (!envelope.ok) return envelope;
  const { model, stream = false } = envelope.parsed;
  if (!isModelName(model)) return closed("model must be the name of a route or model.", "model");
  if (typeof (stream ?? false) !== "boolean") {
    return { ok: false, read: problem("stream must be true or false.", "stream", model) };
  }
  return { ...envelope, model, stream: stream === true };
}

/** The messages of a conversation, each with a role; or what is wrong with them. */
export function messagesOf(
  parsed: Record<string, unknown>,
  model: string,
  most: number,
): { messages: Record<string, unknown>[] } | { read: Read } {
  const { messages } = parsed;
  if (!Array.isArray(messages) || messages.length === 0) {
    return { read: problem("messages must be a list with at least one message.", "messages", model) };
  }
  if (messages.length > most) {
    return { read: problem(`messages has more than ${most} entries.`, "messages", model) };
  }
  const wrong = messages.findIndex((message) => !isRecord(message) || typeof message["role"] !== "string");
  if (wrong < 0) return { messages: messages as Record<string, unknown>[] };
  return { read: problem(`messages[${wrong}] must be an object with a role.`, `messages[${wrong}]`, model) };
}

/** Members that Lumos decides about, and sets or takes out. */
const DECIDED = new Set(
  "model models stream max_tokens max_completion_tokens max_output_tokens service_tier api_base base_url api_key".split(
    " ",
  ),
);

// Guarantee: no other spelling of a member that Lumos decides about goes out.
/** The member a name stands for with a server that does not tell capital letters from small ones. */
function anotherSpelling(name: string): string | undefined {
  if (name.length > MAX_MODEL_NAME) return undefined;
  // Both ways: some letters have the same capital, others the same small one.
  const folded = name.toUpperCase().toLowerCase();
  return folded !== name && DECIDED.has(folded) ? folded : undefined;
}

/** True for what may be the name of a route or a model. */
export function isModelName(value: unknown): value is string {
  return typeof value === "string" && value !== "" && value.length <= MAX_MODEL_NAME;
}

export function problem(message: string, param?: string, model = ""): Read {
  return {
    ask: { ...UNREAD, model },
    problem: { code: "invalid_request", message, ...(param === undefined ? {} : { param }) },
  };
}

/** A call whose body could not even be taken in. */
export function unreadable(callProblem: CallProblem): Read {
  return { ask: UNREAD, problem: callProblem };
}

function closed(message: string, param?: string): Extract<Envelope, { ok: false }> {
  return { ok: false, read: problem(message, param) };
}
