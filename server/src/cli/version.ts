import { readFileSync } from "node:fs";
import type { Command } from "./command.ts";

export const versionCommand: Command = {
  words: ["version"],
  summary: "The version of this program, and of the Node it runs on.",
  positionals: [],
  flags: [],
  run: async ({ io, common }) => {
    const answer = {
      version: ownVersion(),
      node: process.versions.node,
      platform: `${process.platform}-${process.arch}`,
    };
    await io.out(
      common.json
        ? `${JSON.stringify(answer, null, 2)}\n`
        : `lumos ${answer.version} on Node ${answer.node}, ${answer.platform}\n`,
    );
    return 0;
  },
};

export function ownVersion(): string {
  const { version } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
    version: string;
  };
  return version;
}
