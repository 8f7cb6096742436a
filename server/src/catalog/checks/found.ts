import type { Definition } from "../definition.ts";
import type { KeptServer } from "../memory.ts";
import type { CatalogFinding } from "../types.ts";

/** What is looked at together: one server's definitions, beside those of the others. */
export interface Looked {
  server: string;
  definitions: readonly Definition[];
  others: ReadonlyMap<string, KeptServer>;
}

export type Found = Omit<CatalogFinding, "server" | "tool">;

/** So many characters about one tool are read by nobody who approves it; more than the second are not looked at. */
export const LONG = { medium: 8_000, high: 20_000 };
