export { clientToolDoes } from "./client-tools.ts";
export { QUERY_ROWS, doesOf, explained, rowsAsked } from "./does-of.ts";
export { readSql } from "./sql/read.ts";
export { readySql } from "./sql/parser.ts";
export { type ShellAbout, readShell } from "./shell/index.ts";
export type { CommandClass, Reading, ShellReading, SqlReading } from "./types.ts";
