import { type ModelAsk, UNREAD } from "../../../kernel/index.ts";
import { isModelName, openEnvelope, problem } from "../envelope.ts";
import type { Read, Request } from "../format.ts";
import { forwarded } from "../headers.ts";
import { Texts } from "../texts.ts";

/** As many as OpenAI takes. */
const MAX_INPUTS = 2_048;
const PROTOCOL = new Set(["model", "input"]);
const MEMBER_NAMES = new Set(["encoding_format", "dimensions"]);
const HEADERS = ["openai-beta", "idempotency-key"];

/** Reads a request for embeddings from its bytes. */
export function readEmbeddings(body: Buffer, request: Request): Read {
  const envelope = openEnvelope(body);
  if (!envelope.ok) return envelope.read;
  const { parsed, members } = envelope;

  const model = parsed["model"];
  if (!isModelName(model)) return problem("model must be the name of a route or model.", "model");
  const { input } = parsed;
  if (typeof input !== "string" && !(Array.isArray(input) && input.length > 0)) {
    return problem("input must be a text, or a list of texts or of token ids.", "input", model);
  }
  const inputs = inputsOf(input);
  if (inputs.length > MAX_INPUTS) return problem(`input has more than ${MAX_INPUTS} entries.`, "input", model);
  const wrong = inputs.findIndex(({ value }) => typeof value !== "string" && !areTokens(value));
  if (wrong >= 0) return problem(`input[${wrong}] must be a text or a list of token ids.`, "input", model);

  const found = new Texts(MEMBER_NAMES);
  let tokens = 0;
  for (const { path, value } of inputs) {
    if (areTokens(value)) tokens += value.length;
    else found.value(path, value, "prompt");
  }
  for (const [name, value] of Object.entries(parsed)) {
    if (PROTOCOL.has(name)) continue;
    found.name([name], name);
    found.value([name], value, "prompt");
  }
  const ask: ModelAsk = {
    ...UNREAD,
    format: "openai.embeddings",
    operation: request.operation,
    model,
    body,
    members,
    texts: found.texts,
    tokensIn: Math.ceil(found.characters / 4) + tokens,
    headers: forwarded(request.headers, HEADERS),
    // Guarantee: text written as token ids counts as not assessed.
    ...(tokens > 0 ? { unread: true } : {}),
  };
  return { ask };
}

interface Input {
  path: (string | number)[];
  value: unknown;
}

/** One text, one list of token ids, or a list of either. */
function inputsOf(input: string | unknown[]): Input[] {
  if (typeof input === "string" || areTokens(input)) return [{ path: ["input"], value: input }];
  return input.map((value, at) => ({ path: ["input", at], value }));
}

function areTokens(value: unknown): value is number[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every((token) => typeof token === "number" && Number.isSafeInteger(token) && token >= 0)
  );
}
