import type { Usage } from "../../../kernel/index.ts";

/** Looks at the answers of one format as they pass, without changing a byte. One for each answer. */
export interface Tap {
  /**
   * Sees whole events of a stream, as they came. Gives the offset at which the closing events begin, or -1:
   * from there on everything is kept back until the outcome is written down.
   */
  see(events: Buffer): number;
  /** True once the closing events said that nothing follows, so that the connection's end need not be awaited. */
  readonly complete: boolean;
  /** Whether a regular end of the connection at this point leaves nothing missing. */
  mayEnd(): boolean;
  /** The failure the provider reported inside the stream. */
  readonly failure: string | undefined;
  /** What the provider counted so far; undefined when it has not said. */
  readonly counted: Usage | undefined;
  /** Characters or events of output seen, for an estimate where the provider does not count. */
  readonly outputSeen: number;
  /** The answers hold no words: where the provider does not count, no output is estimated. */
  readonly wordless?: true;
  /** Ids by which a later call can bring the answer in again; empty where its provider keeps nothing. */
  readonly keptAs?: readonly string[];
  /** The usage in an answer that came whole; undefined when there is none. */
  readWhole(answer: Record<string, unknown>): Usage | undefined;
}
