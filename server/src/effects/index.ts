export { clientToolDoes } from "./client-tools.ts";
export { QUERY_ROWS, doesOf, explained, rowsAsked } from "./does-of.ts";
export { readSql } from "./sql/read.ts";
export { readySql } from "./sql/parser.ts";
