export { doesOf } from "./does.ts";
export type { CommandClass, Reading, ShellReading, SqlReading } from "./types.ts";
