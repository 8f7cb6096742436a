export { openCatalog as makeCatalog } from "./catalog.ts";
export { INSTRUCTIONS } from "./definition.ts";
export type {
  CatalogChange,
  CatalogFinding,
  CatalogRoom,
  CatalogTool,
  Listing,
  PinnedTool,
  ToolState,
  ToolStory,
} from "./types.ts";
