export { openCatalog as makeCatalog } from "./catalog.ts";
export { INSTRUCTIONS } from "./definition.ts";
export { shown } from "./shown.ts";
export type { CatalogFinding, CatalogNews, CatalogRoom, CatalogTool, Listing, PinnedTool, ToolStory } from "./types.ts";
