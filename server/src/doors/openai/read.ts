import { isUtf8 } from "node:buffer";
import { type CallProblem, type ModelAsk, type TextPart, isRecord, scanJson } from "../../kernel/index.ts";

/** Deeper than any tool's schema needs to be. */
const MAX_DEPTH = 64;
const MAX_MESSAGES = 10_000;
const MAX_MODEL_NAME = 200;
/** What a picture, sound or file in place of an address begins with. */
const INLINE_MEDIA = /^data:(?:image|audio|video|application)\/[a-z0-9.+-]{1,100};base64,/i;
const BASE64 = /^[A-Za-z0-9+/]+={0,2}$/;
/** Shorter than any picture; what is shorter is read as text. */
const MIN_MEDIA = 512;
/** Below it a number is too short to be somebody's. */
const TELLING_NUMBER = 1e6;
const TELLING_NAME = 6;
/** A name that may be shown: no key and no address looks like it. */
const PLAIN_NAME = /^[a-z_]{1,40}$/;
const ROLES = new Set(["system", "developer", "user", "assistant", "tool", "function"]);
const PART_TYPES = new Set(["text", "refusal", "image_url", "input_audio", "file"]);
const MEMBER_NAMES = new Set(
  `content tool_calls tool_call_id function_call refusal reasoning_content cache_control image_url input_audio detail
  format file_data file_id filename`.split(/\s+/),
);
/** Members whose values are short words of the protocol, not text. */
const PROTOCOL = new Set(["model", "stream", "messages"]);

const NOTHING: ModelAsk = {
  format: "openai.chat",
  model: "",
  stream: false,
  body: Buffer.alloc(0),
  members: new Map(),
  texts: [],
  maxTokensOut: 0,
  tokensIn: 0,
  tools: false,
  images: false,
};

export interface Read {
  ask: ModelAsk;
  problem?: CallProblem;
}

/** Reads a chat completion request from its bytes. What cannot be read comes back as a problem, never thrown. */
export function readChat(body: Buffer): Read {
  // Guarantee: bytes that are not UTF-8 are refused.
  // They would be read as other text than they are sent as.
  if (!isUtf8(body)) return problem("The body is not UTF-8.");
  let parsed: unknown;
  try {
    parsed = JSON.parse(body.toString("utf8"));
  } catch {
    return problem("The body is not valid JSON.");
  }
  if (!isRecord(parsed)) return problem("The body must be a JSON object.");
  // Guarantee: what is inspected is what goes out; a body that two parsers could read differently is refused.
  const shape = scanJson(body, MAX_DEPTH);
  if ("problem" in shape) {
    return shape.problem === "too-deep"
      ? problem(`The body nests deeper than ${MAX_DEPTH} levels.`)
      : PLAIN_NAME.test(shape.name)
        ? problem(`The member ${shape.name} appears twice in one object.`, shape.name)
        : problem("A member appears twice in one object.");
  }

  const model = parsed["model"];
  if (typeof model !== "string" || model === "" || model.length > MAX_MODEL_NAME) {
    return problem("model must be the name of a route or model.", "model");
  }
  const stream = parsed["stream"] ?? false;
  if (typeof stream !== "boolean") return problem("stream must be true or false.", "stream", model);
  const messages = parsed["messages"];
  if (!Array.isArray(messages) || messages.length === 0) {
    return problem("messages must be a list with at least one message.", "messages", model);
  }
  if (messages.length > MAX_MESSAGES)
    return problem(`messages has more than ${MAX_MESSAGES} entries.`, "messages", model);
  const wrong = messages.findIndex((message) => !isRecord(message) || typeof message["role"] !== "string");
  if (wrong >= 0) return problem(`messages[${wrong}] must be an object with a role.`, `messages[${wrong}]`, model);

  const found = new Texts();
  for (const [index, message] of messages.entries()) found.message(index, message as Record<string, unknown>);
  for (const [name, value] of Object.entries(parsed)) if (!PROTOCOL.has(name)) found.rest([name], value);
  return {
    ask: {
      format: "openai.chat",
      model,
      stream,
      body,
      members: shape.members,
      texts: found.texts,
      maxTokensOut: limitOf(parsed),
      tokensIn: Math.ceil(found.characters / 4),
      tools: Array.isArray(parsed["tools"]) && parsed["tools"].length > 0,
      images: found.images,
    },
  };
}

/** The highest of the limits a caller states; a value that does not limit is as good as none at all. */
function limitOf(parsed: Record<string, unknown>): number {
  const stated = [parsed["max_completion_tokens"], parsed["max_tokens"]].filter((value) => value != null);
  if (!stated.every((value) => typeof value === "number" && value >= 1)) return 0;
  return stated.length > 0 ? Math.floor(Math.max(...(stated as number[]))) : 0;
}

/** Collects every text a request carries, wherever it stands: a field nobody thought of is read as well. */
class Texts {
  readonly texts: TextPart[] = [];
  characters = 0;
  images = false;

  message(index: number, message: Record<string, unknown>): void {
    const channel = channelOf(message["role"]);
    for (const [name, value] of Object.entries(message)) {
      const path = ["messages", index, name];
      this.#name(path, name);
      if (name === "role") this.#word(path, value, ROLES);
      else if (name === "content" && Array.isArray(value)) {
        for (const [at, part] of value.entries()) this.#part([...path, at], part, channel);
      } else {
        this.#value(path, value, channel);
      }
    }
  }

  rest(path: (string | number)[], value: unknown): void {
    const name = path[0] as string;
    this.#name(path, name);
    this.#value(path, value, name === "tools" || name === "functions" ? "tool_definition" : "prompt");
  }

  #part(path: (string | number)[], part: unknown, channel: TextPart["channel"]): void {
    if (!isRecord(part)) return this.#value(path, part, channel);
    for (const [name, value] of Object.entries(part)) {
      const at = [...path, name];
      this.#name(at, name);
      if (name === "type") this.#word(at, value, PART_TYPES);
      else if (name === "image_url" || name === "input_audio" || name === "file") {
        if (name === "image_url") this.images = true;
        this.#media(at, value, channel);
      } else {
        this.#value(at, value, channel);
      }
    }
  }

  /** Pictures, sound and files: their base64 is left alone, everything beside it is read. */
  #media(path: (string | number)[], value: unknown, channel: TextPart["channel"]): void {
    if (!isRecord(value)) return isMedia(value) ? undefined : this.#value(path, value, channel);
    for (const [name, inner] of Object.entries(value)) {
      const at = [...path, name];
      this.#name(at, name);
      if (!isMedia(inner)) this.#value(at, inner, channel);
    }
  }

  /** A word of the protocol; any other is text in disguise. */
  #word(path: (string | number)[], value: unknown, known: ReadonlySet<string>): void {
    if (typeof value !== "string" || !known.has(value)) this.#value(path, value, "prompt");
  }

  #value(path: (string | number)[], value: unknown, channel: TextPart["channel"]): void {
    if (typeof value === "string") {
      if (value !== "") this.#add({ path, place: placeOf(path), channel, encoding: "string", text: value });
    } else if (isTelling(value)) {
      this.#add({ path, place: placeOf(path), channel, encoding: "json", text: JSON.stringify(value) });
    }
  }

  /** A member's name can carry text as well. */
  #name(path: (string | number)[], name: string): void {
    if (name.length < TELLING_NAME || MEMBER_NAMES.has(name)) return;
    this.#add({ path, place: placeOf(path), channel: "prompt", encoding: "name", text: name });
  }

  #add(part: TextPart): void {
    this.characters += part.text.length;
    this.texts.push(part);
  }
}

function isTelling(value: unknown): boolean {
  return typeof value === "number" ? Math.abs(value) >= TELLING_NUMBER : typeof value === "object" && value !== null;
}

// Guarantee: only base64 in the place of a picture, a sound or a file is left unread.
function isMedia(value: unknown): boolean {
  if (typeof value !== "string" || value.length < MIN_MEDIA) return false;
  return BASE64.test(value.slice(INLINE_MEDIA.exec(value.slice(0, 200))?.[0].length ?? 0));
}

function channelOf(role: unknown): TextPart["channel"] {
  switch (role) {
    case "system":
    case "developer":
      return "system";
    case "assistant":
      return "assistant";
    case "tool":
    case "function":
      return "tool_result";
    default:
      return "prompt";
  }
}

// Guarantee: a place never repeats what a caller wrote as a name.
function placeOf(path: (string | number)[]): string {
  return path
    .map((step, at) => {
      if (typeof step === "number") return `[${step}]`;
      return `${at === 0 ? "" : "."}${PLAIN_NAME.test(step) ? step : "*"}`;
    })
    .join("");
}

function problem(message: string, param?: string, model = ""): Read {
  return {
    ask: { ...NOTHING, model },
    problem: { code: "invalid_request", message, ...(param === undefined ? {} : { param }) },
  };
}

/** A call whose body could not even be taken in. */
export function unreadable(callProblem: CallProblem): Read {
  return { ask: NOTHING, problem: callProblem };
}
