export type { CommandClass, Reading, ShellReading, SqlReading } from "./types.ts";
