import type { Operation } from "../operations/index.ts";
import { makeCommands } from "./commands.ts";
import { processIo } from "./io.ts";
import { referenceText } from "./reference.ts";
import { runCommands } from "./run.ts";

/** Runs `lumos ARGV` and answers with the exit code. */
export async function runCommandLine(argv: readonly string[]): Promise<number> {
  return runCommands(argv, processIo(), table);
}

/** The text of docs/reference/cli.md. */
export async function commandReference(): Promise<string> {
  return referenceText(makeCommands(table));
}

/** Loaded by the commands that need it; the others start faster. */
async function table(): Promise<readonly Operation[]> {
  return (await import("../operations/index.ts")).operations;
}
