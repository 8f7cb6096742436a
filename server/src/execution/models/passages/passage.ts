import type { Stopped, Usage } from "../../../kernel/index.ts";

/** Why a stream cannot go on. */
export interface Broken {
  kind: "too_large" | "malformed" | "failed";
  detail: string;
}

/** An answer that came in one piece, as the caller gets it. */
export interface WholeAnswer {
  body: Buffer;
  contentType: string;
  usage: Usage;
}

/**
 * What a provider's answer goes through on its way to the caller: only looked at where both speak the same
 * format, put into other words where they do not. One for each try.
 */
export interface Passage {
  /**
   * Takes bytes of a stream as they came and gives those that may go on: whole events only, so that an answer
   * which breaks off can be ended cleanly. What says that the stream is complete is kept back for `last`.
   */
  push(chunk: Buffer): Buffer;
  /** True once the stream has said that it is complete. */
  readonly done: boolean;
  readonly broken: Broken | undefined;
  /** Set where the answer may not go on: `last` then says so to the caller, in its format. */
  readonly stopped?: Stopped | undefined;
  /** At a regular end of the connection: true when nothing was missing. */
  ended(): boolean;
  /** The kept-back end. */
  last(): Buffer;
  /** What was used so far; `partial` where the stream did not come to its end. */
  usage(partial: boolean): Usage;
  /** Undefined when it is not what it says it is. */
  whole(body: Buffer, contentType: string): WholeAnswer | undefined;
  /** A provider's words about a mistake, without what may not go on; absent where all may. */
  screened?(body: Buffer): Buffer;
  /** A provider's refusal of the request itself, as the caller may get it; undefined where it is another format's. */
  refusal(body: Buffer): Buffer | undefined;
  /** The content type of a stream, where it is not the provider's own. */
  readonly streamType: string | undefined;
  /** Ids by which a later call can bring in the answer, once it is complete. */
  readonly keptAs?: readonly string[];
  /** What the way back could not carry. */
  readonly lost: readonly string[];
}
