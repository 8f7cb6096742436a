import { isRecord } from "../../kernel/index.ts";
import { plainAddress, runOf, targetOfUrl } from "../../shelves/index.ts";
import type { Flag } from "../types.ts";
import { at } from "./parse.ts";
import type { Masker } from "./masked.ts";
import { type Entry, commandOf } from "./servers.ts";

/* Hooks in settings: what a client runs or asks at an event. What a command says is not told, only which program it is. */

const MAX_HOOKS = 500;

export function hooksIn(
  value: unknown,
  where: readonly (readonly string[])[],
  masker: Masker,
  isLumos: (address: string) => boolean,
): Entry[] {
  const found: Entry[] = [];
  for (const steps of where)
    for (const [taken, hooks] of at(value, steps)) {
      if (!isRecord(hooks)) continue;
      for (const [event, entries] of Object.entries(hooks))
        for (const spec of handlersIn(entries)) {
          const entry = found.length < MAX_HOOKS ? hookOf(event, spec, masker, isLumos) : undefined;
          if (entry) found.push({ ...entry, steps: [...taken, event] });
        }
    }
  return found;
}

/** Handlers lie in a list, or in lists inside of its entries. */
function handlersIn(entries: unknown, depth = 0): Record<string, unknown>[] {
  if (depth > 3 || !Array.isArray(entries)) return [];
  return entries.flatMap((one: unknown) => {
    if (typeof one === "string") return [{ command: one }];
    if (!isRecord(one)) return [];
    return Array.isArray(one["hooks"]) ? handlersIn(one["hooks"], depth + 1) : [one];
  });
}

function hookOf(
  event: string,
  spec: Record<string, unknown>,
  masker: Masker,
  isLumos: (address: string) => boolean,
): Omit<Entry, "steps"> | undefined {
  const name = masker.name(event);
  const headers = masker.values(spec["headers"]);
  const env = masker.values(spec["env"]);
  const address = spec["url"];
  if (typeof address === "string") {
    const url = URL.parse(address);
    const flags: Flag[] =
      url?.protocol === "http:" && !/^(?:localhost|127\.|\[::1\])/.test(url.hostname) ? ["plain-http"] : [];
    const plain = plainAddress(address);
    const runs = plain ? [plain.url] : [];
    return {
      name,
      target: targetOfUrl(address),
      transport: "http",
      runs,
      env,
      headers,
      flags,
      lumos: isLumos(address),
    };
  }
  const line = [spec["command"], spec["bash"], spec["powershell"]].find((one) => typeof one === "string");
  const command = typeof line === "string" ? wordsOf(line) : commandOf(spec);
  if (command.length === 0) return undefined;
  const run = runOf(command);
  const text = command.join(" ").slice(0, 4_096);
  const flags: Flag[] = [];
  if (run.unpinned) flags.push("unpinned");
  if (/\b(?:curl|wget|iwr)\b[^\n]*\|/.test(text)) flags.push("fetch-and-run");
  if (masker.isSecret(text)) flags.push("secret-in-settings");
  const lumos = /(?:^|[\\/ ])lumos(?:\.exe)?"? hook\b/.test(text);
  return { name, target: run.target, transport: "stdio", runs: [run.target], env, headers, flags, lumos };
}

/** The first words of a line, without what stands before the program: `A=1 exec npx x`. */
function wordsOf(line: string): string[] {
  const words =
    line
      .trim()
      .slice(0, 4_096)
      .match(/"[^"]*"|'[^']*'|\S+/g) ?? [];
  const bare = words.map((word) => word.replaceAll(/^["']|["']$/g, ""));
  const start = bare.findIndex((word) => !/^(?:[A-Za-z_]\w*=.*|exec|command|time|nohup|sudo|env)$/.test(word));
  return start < 0 ? [] : bare.slice(start);
}
