export { shelfExportCommand } from "./export.ts";
export { pluginPutCommand, skillPutCommand } from "./put.ts";
