import type { Format } from "../../../kernel/index.ts";
import type { Answer, Delta, Json, JsonObject, Prompt } from "./form.ts";

/** One event of a stream of server-sent events. `data` is all its data lines, joined. */
export interface SseEvent {
  event: string;
  data: string;
}

/**
 * What a translation could not carry, as short names of the caller's format: `top_k`, `cache_control`,
 * `thinking.signature`, `tools.web_search`. Bounded, and never a name the caller made up.
 */
export interface Lost {
  add(name: string): void;
  readonly names: readonly string[];
}

/** Whom a prompt is written for. */
export interface PromptTarget {
  /** The provider's name of the model. */
  model: string;
  /** Issuers whose opaque blobs it can read: ["anthropic"], ["openai", "openai:south"]. */
  issuers: readonly string[];
  /** What the model may write at most where a format demands a limit and the caller gave none. */
  maxTokensDefault: number;
}

/** How an answer is presented to the caller it was translated for. */
export interface Frame {
  /** The call's id; ids of answers and parts are made from it. */
  call: string;
  /** What the caller asked for, shown as the model's name. */
  model: string;
  createdS: number;
  /** Chat: the caller asked for usage at the end of its stream. */
  includeUsage: boolean;
  /** The prompt as it was read; Responses answers repeat some of its settings. */
  prompt: Prompt;
}

/** Reads a stream of one format into deltas. */
export interface StreamReader {
  /** An event that cannot be read throws a SyntaxError; one of an unknown type gives nothing. */
  read(event: SseEvent): Delta[];
}

/** Writes deltas as a stream of one format, as text that is ready to be sent. */
export interface StreamWriter {
  write(delta: Delta): string;
}

/** One wire format: reads and writes what is asked and what is answered. Pure, and knows no other format. */
export interface Codec {
  format: Format;
  /** Its streams end with an event of their own: without it something is missing. */
  closes?: true;
  /** The body was read before at the door, so it is an object with the members the door demands. */
  readPrompt(body: JsonObject, from: PromptSource): Prompt;
  /** The body for a provider of this format. */
  writePrompt(prompt: Prompt, target: PromptTarget, lost: Lost): JsonObject;
  /** `issuer` tags what is opaque in it. Throws a SyntaxError where it is no answer of this format. */
  readAnswer(body: Json, issuer: string): Answer;
  writeAnswer(answer: Answer, frame: Frame, lost: Lost): JsonObject;
  readStream(issuer: string): StreamReader;
  writeStream(frame: Frame, lost: Lost): StreamWriter;
}

export interface PromptSource {
  /** Whose blobs a caller of this format carries when they bear no tag: "anthropic", "openai", "gemini". */
  issuer: string;
  /** Gemini says in its path whether it streams. */
  stream: boolean;
}
