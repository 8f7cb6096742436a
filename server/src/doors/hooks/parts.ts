import type { Rooms } from "../../govern.ts";
import type { ToolOutcome, ToolWay } from "../../govern-tool.ts";
import type { RawJson } from "../../execution/index.ts";
import type { ApprovalTold } from "../../approvals/index.ts";
import type { Ids, ToolCall } from "../../kernel/index.ts";
import type { Records, Refusal } from "../../record/index.ts";
import type { Store } from "../../store/index.ts";
import type { Reconciler } from "./reconcile.ts";
import type { SameUse } from "./same-use.ts";
import type { ClientTools } from "./uses.ts";

/** What a look at a result that came about elsewhere came to. */
export type ResultTold =
  | {
      answered: true;
      id: string;
      headers: Readonly<Record<string, string>>;
      taken: {
        /** Undefined where it may not be read. */
        result: RawJson | undefined;
        verdict: string;
        why?: string;
        added: readonly string[];
        pending?: ApprovalTold;
        denied?: ApprovalTold;
      };
    }
  | { answered: false; refusal: Refusal };

/** The ways that events take: those of every call. */
export interface HookWays {
  use(call: ToolCall, way: ToolWay): Promise<ToolOutcome>;
  result(call: ToolCall, raw: RawJson): Promise<ResultTold>;
}

export interface HookParts {
  rooms: Rooms;
  ids: Ids;
  ways: HookWays;
  records: Pick<Records, "change" | "changes">;
  store: Pick<Store, "transact">;
  sightings: Reconciler;
  same: SameUse;
  clientTools: ClientTools;
  /** Where clients reach Lumos; undefined where nobody said. */
  publicUrl: string | undefined;
}
