import type { IncomingHttpHeaders } from "node:http";
import type { CallProblem, FaultCode, Format, ModelAsk, ModelOperation } from "../../kernel/index.ts";
import type { PublicWhy } from "../../record/index.ts";

export interface Read {
  ask: ModelAsk;
  problem?: CallProblem;
}

/** What a door knows of a request before it has read its body. */
export interface Request {
  operation: ModelOperation;
  /** The model, where the path names it (Gemini). */
  model: string;
  /** True where the path says that the answer streams (Gemini). */
  stream: boolean;
  headers: IncomingHttpHeaders;
}

/** What an error says, before it is put into a format. */
export interface Told {
  code: FaultCode;
  status: number;
  message: string;
  param: string | undefined;
  decision: string | undefined;
  docs: string;
  why: PublicWhy | undefined;
  retryAfterS: number | undefined;
  /** The calling program, where it is known: some need another status so as not to try again. */
  client: string;
}

/** One wire format at the door: how it is read, and how it says that something went wrong. */
export interface FormatDoor {
  format: Format;
  /** Reads a request from its bytes. What cannot be read comes back as a problem, never thrown. */
  read(body: Buffer, request: Request): Read;
  /** Status and body of a refusal. The status may differ from the code's own where clients of the format need it. */
  refusal(told: Told): { status: number; body: unknown };
  /** The error event that ends a stream which has begun and cannot be completed. `begun`: some of it has gone out. */
  streamError(code: FaultCode, message: string, decision: string, begun: boolean): string;
  /** Written into a stream that has been silent for long; clients of the format ignore it. */
  ping: string;
  /** The body of the list of models. */
  models(names: readonly ModelName[], page: ModelPage): unknown;
  /** The body about one of them, where the format has one. */
  model?(name: ModelName): unknown;
  /** The header that clients of the format take a request's id from. */
  requestId?: string;
}

/** Something a caller may ask for by name. */
export interface ModelName {
  id: string;
  /** `lumos` for a route, else the provider's id. */
  ownedBy: string;
}

/** How a caller wants its list: Anthropic pages by ids, Gemini by a token. */
export interface ModelPage {
  limit: number | undefined;
  after: string | undefined;
  before: string | undefined;
}
