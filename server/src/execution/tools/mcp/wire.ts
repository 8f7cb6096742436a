import type { Fault } from "../../../kernel/index.ts";
import type { RawJson } from "../types.ts";
import type { Message } from "./message.ts";

/** Why one request could not be carried, or not to its end. */
export type Failure =
  /** The upstream answered with a status and no message of the protocol. */
  | { kind: "status"; status: number; fault: Fault }
  /** The upstream no longer knows the session; it did nothing. */
  | { kind: "session"; fault: Fault }
  | { kind: "fault"; fault: Fault };

export interface Outgoing {
  id: number;
  text: RawJson;
  /** Headers derived from the body, where the wire has headers. */
  headers: Readonly<Record<string, string>>;
}

/** What carries messages: HTTP, HTTP with one stream for all answers, or a child process. */
export interface Wire {
  request(out: Outgoing): void;
  /** A notice or an answer of ours. Its loss is not noticed. */
  send(text: RawJson, headers: Readonly<Record<string, string>>): void;
  /** Nothing more is wanted of a request: it was answered, or given up. */
  release(id: number, why: "answered" | "given up"): void;
  close(): Promise<void>;
}

export interface WireHears {
  /** `of`: the request whose own stream it came on, where the wire has such streams. */
  message(message: Message, of: number | undefined): void;
  failed(id: number, failure: Failure): void;
  /** The wire is over, and with it all that is open. */
  ended(fault: Fault): void;
}
