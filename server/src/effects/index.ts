export { QUERY_ROWS, doesOf, explained, rowsAsked } from "./does-of.ts";
export { clientToolDoes } from "./client-tools.ts";
export { QUERY_ROWS, doesOf, explained, rowsAsked, type UseOfTool } from "./does-of.ts";
export { readSql } from "./sql/read.ts";
export { readySql } from "./sql/parser.ts";
export { readShell, type ShellAbout } from "./shell/index.ts";
export type { CommandClass, Reading, ShellReading, SqlReading } from "./types.ts";
