import { type Json, asList, asObject, asText, textOf } from "./json.ts";

/** How the fake upstream answers one request. What is left out is an ordinary, quick, successful answer. */
export interface Behaviour {
  /** An answer with this status; 400 and above get an error body in the provider's own shape. */
  status?: number;
  /** Seconds, or an HTTP date as text. */
  retryAfter?: number | string;
  errorMessage?: string;
  /** Added to the answer's headers. */
  headers?: Record<string, string>;
  contentType?: string;

  /** Milliseconds before the status line and headers. */
  headersMs?: number;
  /** Milliseconds between the headers and the first byte of the body. */
  firstByteMs?: number;
  /** Milliseconds between events of a stream. */
  chunkMs?: number;
  /** Pieces the text comes in. Without `text`, that many words are made up. */
  chunks?: number;
  /** A stream is written in pieces of this many bytes, so that events are torn anywhere. */
  splitBytes?: number;
  /** Line ends of a stream's events: "\r\n" instead of "\n". */
  crlf?: boolean;

  text?: string;
  /** Thinking before the text (Anthropic, Gemini), with a signature. */
  thinking?: string;
  /** Blocks of its own format before the text, as they stand (Anthropic): redacted thinking, server tools. */
  blocks?: { [key: string]: Json }[];
  /** Citations of the text, in the format's own shape (Anthropic). */
  citations?: Json[];
  /** Events after the first one of a stream, as they stand. */
  events?: string[];
  refusal?: string;
  /** The prompt itself is refused, with this word (Gemini). */
  blocked?: string;
  /** What the model had its provider search for (Gemini). */
  searches?: string[];
  tools?: { name: string; arguments: Json }[];
  /** The finish reason in the provider's own words. */
  finish?: string;
  usage?: {
    input?: number;
    output?: number;
    cached?: number;
    /** Written to the provider's cache in all, and how much of it for an hour. */
    cacheWrite?: number;
    cacheWrite1h?: number;
    reasoning?: number;
    /** Uses of the provider's own search. */
    searches?: number;
  };
  /** What an embedding is, for every text of the request. */
  vector?: number[];
  /** The answer says nothing about usage. */
  noUsage?: boolean;

  /** The socket is destroyed after this many events (a plain answer: after half of the body; -1: before the headers). */
  cut?: number;
  /** Nothing more comes after this many events (a plain answer: after half of the body; -1: not even headers). */
  stall?: number;
  /** An error event after this many events, then the end. */
  errorAfter?: number;
  /** The stream ends properly after this many events, without its closing ones. */
  endAfter?: number;
  /** Waits for `until` before the event with this number (default 1), so that a test needs no clock. */
  hold?: { at?: number; until: Promise<unknown> };
  malformed?: "json" | "sse";
  /** The answer is padded to at least this many bytes. */
  oversizeBytes?: number;
  /** Answered as it stands, whatever was asked. */
  raw?: { status?: number; headers?: Record<string, string>; body: string | Buffer };
}

/** What the request itself asks for: by its model's name, then by a marker in its last user message. */
export function askedFor(model: string, request: Json): Behaviour {
  return { ...byModel(model, request), ...byMarker(lastUserText(request)) };
}

/** `fake-429`, `fake-stall`, `fake-cut`, ... steer without touching the text. Any other name answers normally. */
function byModel(model: string, request: Json): Behaviour {
  const name = /^fake-(?<kind>[a-z0-9-]+)$/.exec(model)?.groups?.["kind"] ?? "";
  const status = /^[1-5]\d\d$/.exec(name);
  if (status) return name === "429" ? { status: 429, retryAfter: 1 } : { status: Number(name) };
  return Object.hasOwn(NAMED, name) ? (NAMED[name]?.(request) ?? {}) : {};
}

const NAMED: Record<string, (request: Json) => Behaviour> = {
  stall: () => ({ stall: 2 }),
  silent: () => ({ stall: -1 }),
  cut: () => ({ cut: 2 }),
  reset: () => ({ cut: -1 }),
  "error-midway": () => ({ errorAfter: 2 }),
  malformed: () => ({ malformed: "json" }),
  "malformed-sse": () => ({ malformed: "sse" }),
  oversize: () => ({ oversizeBytes: 64 * 1024 * 1024 }),
  html: () => ({
    contentType: "text/html",
    raw: { headers: { "content-type": "text/html" }, body: "<html>no</html>" },
  }),
  slow: () => ({ firstByteMs: 200, chunkMs: 50 }),
  "slow-headers": () => ({ headersMs: 1_000 }),
  "no-usage": () => ({ noUsage: true }),
  refusal: () => ({ refusal: "I cannot help with that." }),
  tool: (request) => ({ tools: declaredTools(request).slice(0, 1) }),
  tools: (request) => {
    const tools = declaredTools(request);
    return { tools: tools.length === 1 ? [...tools, ...tools] : tools.slice(0, 2) };
  },
};

/** The tools the request declares, each with arguments that fit its schema's required properties. */
function declaredTools(request: Json): { name: string; arguments: Json }[] {
  const declared = asList(asObject(request)["tools"]).flatMap((tool) => {
    const { function: inner, functionDeclarations, ...flat } = asObject(tool);
    if (functionDeclarations !== undefined) return asList(functionDeclarations).map(asObject);
    return [inner === undefined ? flat : asObject(inner)];
  });
  const tools = declared
    .filter((tool) => asText(tool["name"]) !== "")
    .map((tool) => ({
      name: asText(tool["name"]),
      arguments: example(asObject(tool["parameters"] ?? tool["parametersJsonSchema"] ?? tool["input_schema"] ?? null)),
    }));
  return tools.length > 0 ? tools : [{ name: "lookup", arguments: { id: "1" } }];
}

function example(schema: { [key: string]: Json }): Json {
  const properties = asObject(schema["properties"]);
  const values: { [key: string]: Json } = {};
  for (const key of asList(schema["required"]).map(asText)) {
    const type = asText(asObject(properties[key])["type"]);
    if (type === "number" || type === "integer") values[key] = 1;
    else if (type === "boolean") values[key] = true;
    else if (type === "array") values[key] = [];
    else if (type === "object") values[key] = {};
    else values[key] = "example";
  }
  return values;
}

/**
 * `[[status=429 retry-after=2]]`, `[[chunks=20 chunk-ms=5 cut=3]]`, `[[text="two words"]]`, `[[echo]]`,
 * `[[tool=find:{"id":"1"} tool=close]]`. Unknown words are ignored.
 */
function byMarker(text: string): Behaviour {
  const marker = /\[\[(?<inside>(?:"(?:[^"\\]|\\.)*"|[^\]]|\](?!\]))*)\]\]/.exec(text);
  const inside = marker?.groups?.["inside"];
  if (marker === null || inside === undefined) return {};
  const behaviour: Behaviour = {};
  for (const { word, value } of words(inside)) {
    if (word === "echo") behaviour.text = text.replace(marker[0], "").trim();
    else MARKERS[word]?.(behaviour, value);
  }
  return behaviour;
}

const MARKERS: Record<string, (behaviour: Behaviour, value: string) => void> = {
  status: (b, v) => void (b.status = Number(v)),
  "retry-after": (b, v) => void (b.retryAfter = v),
  error: (b, v) => void (b.errorMessage = v),
  "content-type": (b, v) => void (b.contentType = v),
  "headers-ms": (b, v) => void (b.headersMs = Number(v)),
  "first-byte-ms": (b, v) => void (b.firstByteMs = Number(v)),
  "chunk-ms": (b, v) => void (b.chunkMs = Number(v)),
  chunks: (b, v) => void (b.chunks = Math.min(100_000, Number(v))),
  "split-bytes": (b, v) => void (b.splitBytes = Number(v)),
  crlf: (b) => void (b.crlf = true),
  text: (b, v) => void (b.text = v),
  thinking: (b, v) => void (b.thinking = v),
  refusal: (b, v) => void (b.refusal = v === "" ? "I cannot help with that." : v),
  vector: (b, v) => void (b.vector = v.split(",").map(Number)),
  finish: (b, v) => void (b.finish = v),
  cut: (b, v) => void (b.cut = Number(v)),
  stall: (b, v) => void (b.stall = Number(v)),
  "error-after": (b, v) => void (b.errorAfter = Number(v)),
  "end-after": (b, v) => void (b.endAfter = Number(v)),
  malformed: (b, v) => void (b.malformed = v === "sse" ? "sse" : "json"),
  oversize: (b, v) => void (b.oversizeBytes = Math.min(1024 ** 3, Number(v))),
  "no-usage": (b) => void (b.noUsage = true),
  input: (b, v) => void (b.usage = { ...b.usage, input: Number(v) }),
  output: (b, v) => void (b.usage = { ...b.usage, output: Number(v) }),
  cached: (b, v) => void (b.usage = { ...b.usage, cached: Number(v) }),
  "cache-write": (b, v) => void (b.usage = { ...b.usage, cacheWrite: Number(v) }),
  reasoning: (b, v) => void (b.usage = { ...b.usage, reasoning: Number(v) }),
  tool: (b, v) => {
    const at = v.indexOf(":");
    const name = at < 0 ? v : v.slice(0, at);
    b.tools = [...(b.tools ?? []), { name, arguments: at < 0 ? {} : (JSON.parse(v.slice(at + 1)) as Json) }];
  },
};

/** Words of a marker; a value is bare, a JSON string, or `name:` and JSON without spaces. */
function* words(text: string): Generator<{ word: string; value: string }> {
  for (const match of text.matchAll(/(?<word>[a-z-]+)(?:=(?:(?<quoted>"(?:[^"\\]|\\.)*")|(?<bare>\S*)))?/g)) {
    const { word = "", quoted, bare = "" } = match.groups ?? {};
    yield { word, value: quoted === undefined ? bare : (JSON.parse(quoted) as string) };
  }
}

/** The text of the last message a user wrote, in whichever format. */
function lastUserText(request: Json): string {
  const { messages, input, contents } = asObject(request);
  if (typeof input === "string") return input;
  const list = asList(messages ?? input ?? contents).map(asObject);
  const last = list.findLast((message) => message["role"] === undefined || message["role"] === "user");
  return last === undefined ? "" : textOf(last["content"] ?? last["parts"] ?? null);
}
