export type { CatalogFinding, CatalogRoom, CatalogTool, Listing, ToolState, ToolStory } from "./types.ts";
