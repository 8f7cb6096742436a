import type { DecisionAsk } from "./decision.ts";
import type { FaultCode } from "./faults.ts";
import type { Millis } from "./clock.ts";
import type { Secret } from "./secret.ts";
import type { ToolAsk } from "./tool.ts";

/** A wire format that callers and providers speak. */
export type Format =
  | "openai.chat"
  | "openai.responses"
  | "openai.embeddings"
  | "anthropic.messages"
  | "gemini.generate"
  /** Only providers speak it: Amazon Bedrock's Converse. */
  | "bedrock.converse";

/** What a model call wants: an answer, the number of tokens of a prompt, or vectors. */
export type ModelOperation = "generate" | "count" | "embed";

/**
 * What a caller says about its call. Nothing here is believed as it stands: whatever widens rights is
 * checked against the credential, whatever narrows them is taken.
 */
export interface Stated {
  workflow?: string;
  run?: string;
  session?: string;
  customer?: string;
  purpose?: string;
  dataClasses?: string[];
  traceparent?: string;
  /** The caller wants no answer that was given before; or none kept of its own either. */
  cache?: "no-cache" | "no-store";
  /** How much the caller's program does without asking, 0 to 4: it may say that it is more than its principal's. */
  autonomy?: number;
  /** A program that the caller's program started asks: one step of delegation more. */
  subagent?: true;
  /** Whether the call can wait for a cheaper class of service. That it cannot goes before what a route says. */
  latency?: "batchable" | "sensitive";
}

/** One piece of text that a call carries, and where it stands in the caller's body. */
export interface TextPart {
  /** Path of the value in the parsed body, e.g. ["messages", 2, "content"]. */
  path: (string | number)[];
  /** For people: `messages[2].content`. */
  place: string;
  /** Who the text speaks for. Tool results and documents are untrusted data. */
  channel: "prompt" | "system" | "assistant" | "document" | "tool_result" | "tool_definition";
  /**
   * `string`: the value is this text. `json`: this is the value's JSON. `name`: the member's own name is this text.
   * `base64`: the value is this text in base64, maybe behind `data:...;base64,`.
   */
  encoding: "string" | "json" | "name" | "base64";
  text: string;
}

/** What a model call asks for, read once at the door. */
export interface ModelAsk {
  format: Format;
  operation: ModelOperation;
  /** A route's or a model's id, as the caller wrote it. */
  model: string;
  stream: boolean;
  /** The stream is wanted as one JSON array instead of server-sent events (Gemini without `alt=sse`). */
  jsonArray?: true;
  /** The body as it was received; what goes upstream is cut from these bytes. */
  body: Buffer;
  /** Where the value of each top-level member stands in the bytes: [start, end). */
  members: ReadonlyMap<string, readonly [number, number]>;
  texts: TextPart[];
  /** Some of it is written so that nobody reads it as text, such as token ids. The call counts as not assessed. */
  unread?: true;
  /** What the caller asked for at most; 0 when it did not say. */
  maxTokensOut: number;
  /** An estimate from the size of the texts; the provider's own count settles the cost. */
  tokensIn: number;
  tools: boolean;
  images: boolean;
  /** Files, sound and video beside pictures. */
  files: boolean;
  /** An answer that follows a JSON schema is demanded. */
  schema: boolean;
  /** Headers of the caller that mean something to a provider of the same format, such as `anthropic-beta`. */
  headers: Readonly<Record<string, string>>;
  /** An earlier answer this call goes on from, which only its provider keeps. */
  previous: string | undefined;
  /** Ids of answers, and of items of answers, that the call brings in; what it names otherwise is not among them. */
  broughtIn?: readonly string[];
  /** The caller said that it can wait (batch, flex), or the class of service it asks for. */
  serviceTier: string | undefined;
}

/** What is known of a request that was not read. */
export const UNREAD: ModelAsk = {
  format: "openai.chat",
  operation: "generate",
  model: "",
  stream: false,
  body: Buffer.alloc(0),
  members: new Map(),
  texts: [],
  maxTokensOut: 0,
  tokensIn: 0,
  tools: false,
  images: false,
  files: false,
  schema: false,
  headers: {},
  previous: undefined,
  serviceTier: undefined,
};

/** Why a door could not read a call. It is refused after the caller is known, so that strangers learn nothing. */
export interface CallProblem {
  code: Extract<FaultCode, "invalid_request" | "too_large" | "unsupported_media_type">;
  message: string;
  param?: string;
}

/** One governed thing, as a door hands it in. */
export type Call = ModelCall | DecisionCall | ToolCall;

/** A call that a model is to answer. */
export interface ModelCall extends Arrival {
  kind: "model";
  ask: ModelAsk;
}

/** A question whether something may be done; whoever asks does it or leaves it. */
export interface DecisionCall extends Arrival {
  kind: "decision";
  ask: DecisionAsk;
}

/** The use of a tool, or of what else a server offers. `hook`: somebody else carries it out, and asks or tells. */
export interface ToolCall extends Arrival {
  kind: "tool" | "hook";
  ask: ToolAsk;
}

/** What is known of a call whatever it asks for. */
interface Arrival {
  /** Also the id of the decision about it. */
  id: string;
  at: Millis;
  /** Reading of the monotonic clock when the call came in. */
  startedAt: number;
  credential: Secret | undefined;
  onBehalfOf: Secret | undefined;
  stated: Stated;
  /** Address the call came from. */
  ip: string;
  /** Name of the calling program, from its user agent: `openai-node`, `claude-code`, ... */
  client: string;
  problem?: CallProblem;
}

/** Members in which a caller asks for JSON. */
const FORMS = ["response_format", "text", "output_format", "output_config", "generationConfig", "generation_config"];

/** Whether what the model writes is to be JSON: a placeholder in it must not break that. */
export function asksForJson({ members, body }: Pick<ModelAsk, "members" | "body">): boolean {
  return FORMS.some((name) => {
    const [start, end] = members.get(name) ?? [0, 0];
    return end > start && /json/i.test(body.toString("utf8", start, end));
  });
}
