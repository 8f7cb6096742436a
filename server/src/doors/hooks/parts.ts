import type { ToolRooms } from "../../govern-tool.ts";
import type { Ids } from "../../kernel/index.ts";
import type { Records } from "../../record/index.ts";
import type { Store } from "../../store/index.ts";
import type { Reconciler } from "./reconcile.ts";

/** What the door of hooks needs. */
export interface HookParts {
  rooms: ToolRooms;
  ids: Ids;
  records: Pick<Records, "change" | "changes">;
  store: Pick<Store, "transact">;
  sightings: Reconciler;
  /** Where clients reach Lumos. */
  publicUrl(): string;
}
