import type { Format, ModelAsk } from "../../../kernel/index.ts";
import type { ConnectedKey, ConnectedModel } from "../../../registry/index.ts";
import type { JsonObject } from "../codecs/form.ts";

export type Api = ConnectedModel["provider"]["api"];

/** How one model is spoken to for one kind of call. */
export interface Wire {
  /** What its provider understands; where it is the caller's own format, bytes pass as they are. */
  format: Format;
  /** How events of a stream are told apart: server-sent events, or Amazon's binary frames around JSON. */
  framing: "sse" | "aws-events";
  /** Tags of opaque blobs it can read; the first is the one its own get. */
  issuers: readonly string[];
  /** Asked for where its format demands a limit of the answer and the caller gave none. */
  maxTokensDefault: number;
  quirks: Quirks;
  /** True where a tool may take plain text instead of JSON; elsewhere such a tool goes as a function. */
  textTools?: boolean;
  /** True where its errors have another shape than its format says: they are told in the caller's own. */
  foreignErrors?: boolean;
  /**
   * Address and headers for a body that is ready to be sent. Asynchronous where a token must be fetched first;
   * a problem where it could not be.
   */
  request(
    body: Buffer,
    key: ConnectedKey | undefined,
    sent: Sent,
  ): WireRequest | Unready | Promise<WireRequest | Unready>;
}

/** What of the call goes along beside the body. */
export interface Sent {
  stream: boolean;
  /** The caller's own headers, already chosen by name; empty where the call was translated. */
  headers: Readonly<Record<string, string>>;
}

/** Why a request could not be made. Nothing of it is the caller's fault. */
export interface Unready {
  problem: string;
}

export interface WireRequest {
  origin: string;
  /** With its query. */
  path: string;
  headers: Record<string, string>;
  /** The body, where signing or a quirk changed it. */
  body: Buffer;
}

/** What a provider wants otherwise than its format says. Top-level members only; everything else stays as it was. */
export interface Quirks {
  /** False where the path names the model: the member is taken out. */
  modelInBody: boolean;
  /** False where the path says that the answer streams. */
  streamInBody: boolean;
  /** Members that are set, whatever the caller wrote. */
  set?: JsonObject;
  /** Members that are added where the caller wrote none. */
  defaults?: JsonObject;
  /** Members the provider refuses. They are named as lost when they were there. */
  drop?: readonly string[];
  /** Members the provider refuses, and whose wish it grants without being asked: nothing is lost with them. */
  needless?: readonly string[];
  /** Members it knows by another name. */
  rename?: Readonly<Record<string, string>>;
  /**
   * Headers of the caller that are a list in the body here, which of their entries it knows, and which of the
   * others ask for nothing.
   */
  headersInBody?: Readonly<Record<string, ListInBody>>;
}

export interface ListInBody {
  member: string;
  known: RegExp;
  needless: RegExp;
}

/** How a model can be spoken to for this call; a sentence where it cannot. */
export type WireFor = (
  model: ConnectedModel,
  ask: Pick<ModelAsk, "format" | "operation">,
) => Wire | { problem: string };
