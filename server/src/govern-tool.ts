import type { ApprovalTold } from "./approvals/index.ts";
import type { Chain } from "./identity/index.ts";
import type { RawJson } from "./execution/index.ts";
import type { Refusal } from "./record/index.ts";

/** What a tool, or a resource, gave: the result of the protocol as JSON text. */
export interface Performed {
  result: RawJson;
  /** It is an answer of the upstream that the call failed, or no final one: nothing in it is inspected as data then. */
  kind: "result" | "error" | "unfinished";
}

/** What a door makes of an allowed call. */
export interface ToolWay {
  /**
   * Carries it out, once it was decided and written down. `raw`: the arguments, as they may go out. Left out where
   * whoever asks carries it out itself: a hook, an application with the SDK.
   */
  perform?(ready: { chain: Chain; raw: RawJson; signal: AbortSignal }): Promise<Performed>;
  /** Ends when the caller is gone. */
  signal: AbortSignal;
}

/** What is said to whoever made the call; a door puts it into its own words. */
export type ToolOutcome =
  | {
      answered: true;
      id: string;
      headers: Readonly<Record<string, string>>;
      performed: Performed | undefined;
      taint: readonly string[];
    }
  | { answered: false; refusal: Refusal; pending?: ApprovalTold; denied?: ApprovalTold };
