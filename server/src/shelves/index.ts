export { concernsOf } from "./concerns.ts";
export { EXPORT_FORMATS, allowlistOf } from "./formats/allowlists.ts";
export { type GitRepository, gitRepository } from "./formats/git.ts";
export { marketplaceOf } from "./formats/marketplace.ts";
export { registryName, registryPage, registryServer } from "./formats/registry.ts";
export { skillsIndex } from "./formats/skills-index.ts";
export { zipOf } from "./formats/zip.ts";
export {
  MAX_ITEMS,
  changeItem,
  countItems,
  listFiles,
  listItems,
  readFile,
  readFiles,
  readItem,
  standingItems,
  writeItem,
} from "./items.ts";
export { MAX_BYTES, MAX_FILES, pathProblem, readPackage, textOf } from "./package.ts";
export { type ShelvedServer, isOnShelf, serversFor, serversOf, targetOfServer } from "./seen.ts";
export { plainAddress, runOf, targetOfUrl } from "./target.ts";
export { EVERYONE, SHELF_KINDS, SHELF_STATUSES } from "./types.ts";
export type { PackageFile, ShelfItem, ShelfKind } from "./types.ts";
