import { createInterface } from "node:readline/promises";
import { fault } from "../kernel/index.ts";
import type { Asked } from "./command.ts";

/** Asks a person; where there is none, --yes must have said so. */
export async function confirm(asked: Asked, question: string): Promise<void> {
  if (asked.common.yes) return;
  const { io } = asked;
  // Guarantee: without a terminal nothing is asked and nothing is destroyed.
  if (!io.terminal.in || !io.terminal.err) {
    throw fault("usage", {
      public: `${question} This needs --yes where there is no terminal to ask.`,
      fix: "Run the same command again with --yes",
    });
  }
  const reader = createInterface({ input: io.stdin, output: process.stderr });
  try {
    const answer = await reader.question(`${question} [y/N] `);
    if (!/^y(es)?$/i.test(answer.trim())) throw fault("usage", { public: "Nothing was done." });
  } finally {
    reader.close();
  }
}
