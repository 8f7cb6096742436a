import { dirname, join } from "node:path";
import type { Found, Inventory } from "../../discovery/index.ts";
import { fault, isRecord, sha256 } from "../../kernel/index.ts";
import type { Asked } from "../command.ts";
import { Unreadable, jsonMembers } from "../connect/edits.ts";
import { makeFolders, readText, writeText } from "../connect/files.ts";
import { placesOf } from "../connect/kept.ts";

/*
 * Leading what a client reaches directly through Lumos: its entry gets the gateway's address, and everything else in the
 * file stays. What stood there is kept, readable by its owner alone, and comes back with --undo.
 */

const VARIABLE = "LUMOS_TOKEN";

/** How each client writes a server that is reached over HTTP, with its key from the environment. */
const ENTRIES: Readonly<Record<string, (url: string) => Record<string, unknown>>> = {
  "claude-code": (url) => ({ type: "http", url, headers: bearer(`\${${VARIABLE}}`) }),
  cursor: (url) => ({ url, headers: bearer(`\${env:${VARIABLE}}`) }),
  vscode: (url) => ({ type: "http", url, headers: bearer(`\${env:${VARIABLE}}`) }),
  "gemini-cli": (url) => ({ httpUrl: url, headers: bearer(`$${VARIABLE}`) }),
  "qwen-code": (url) => ({ httpUrl: url, headers: bearer(`$${VARIABLE}`) }),
  windsurf: (url) => ({ serverUrl: url, headers: bearer(`\${env:${VARIABLE}}`) }),
  antigravity: (url) => ({ serverUrl: url, headers: bearer(`\${env:${VARIABLE}}`) }),
  opencode: (url) => ({ type: "remote", url, headers: bearer(`{env:${VARIABLE}}`) }),
  kiro: (url) => ({ url, headers: bearer(`\${${VARIABLE}}`) }),
  copilot: (url) => ({ type: "http", url, headers: bearer(`\${${VARIABLE}}`), tools: ["*"] }),
};

function bearer(token: string): Record<string, string> {
  return { Authorization: `Bearer ${token}` };
}

interface Rewritten {
  steps: string[];
  value: Record<string, unknown>;
}

interface KeptFile {
  path: string;
  before: string;
  mode: number;
  written: string;
  entries: Rewritten[];
}

export interface Adoption {
  adopted: { place: string; name: string; server: string }[];
  /** What is left to a person, and why. */
  left: { place: string; name: string; server: string; why: string }[];
}

/** `servers`: the declared server that stands for each thing, where there is one. */
export function adopt(
  asked: Asked,
  inventory: Inventory,
  servers: ReadonlyMap<Found, string>,
  options: { url: string; dry: boolean },
): Adoption {
  const result: Adoption = { adopted: [], left: [] };
  const byFile = new Map<string, { found: Found; server: string; entry: Rewritten }[]>();
  for (const [found, server] of servers) {
    const standing = inventory.at.get(found);
    if (found.class !== "approved" || !standing) continue;
    const { name, place } = found;
    const write = ENTRIES[found.client];
    const why = whyNot(found, standing, write !== undefined);
    if (why !== undefined || !write) {
      result.left.push({ place, name, server, why: why ?? "" });
      continue;
    }
    const entry = { steps: [...standing.steps], value: write(`${options.url}/mcp/${encodeURIComponent(server)}`) };
    const list = byFile.get(standing.file) ?? [];
    byFile.set(standing.file, [...list, { found, server, entry }]);
  }
  const kept = readKept(asked);
  for (const [path, list] of byFile) {
    const entries = list.map(({ entry }) => entry);
    try {
      const now = readText(path);
      if (now.text === undefined) throw new Unreadable("it is gone");
      const next = jsonMembers(entries.map(({ steps, value }) => [steps, value] as const)).apply(now.text);
      if (!options.dry && next !== now.text) {
        const earlier = kept.find((one) => one.path === path);
        const before = earlier && sha256(now.text) === earlier.written ? earlier.before : now.text;
        const all = [...(earlier?.entries ?? []), ...entries];
        const file = { path, before, mode: now.mode, written: sha256(next), entries: all };
        // What was there before is safe before anything is replaced.
        writeKept(asked, [...kept.filter((one) => one.path !== path), file]);
        kept.splice(0, kept.length, ...readKept(asked));
        writeText(path, next, now.mode);
      }
      for (const { found, server } of list) result.adopted.push({ place: found.place, name: found.name, server });
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      for (const { found, server } of list)
        result.left.push({ place: found.place, name: found.name, server, why: error.message });
    }
  }
  return result;
}

function whyNot(found: Found, { file, steps }: { file: string; steps: readonly string[] }, known: boolean) {
  if (found.scope === "managed") return "managed settings are an administrator's";
  if (/[\\/]plugins[\\/]/.test(file)) return "a plugin brings it";
  if (!/\.jsonc?$/.test(file) || !known || steps.length < 2)
    return "write it by hand: the client has no entry we write";
  return undefined;
}

// Guarantee: what was rewritten comes back, to the byte where nobody changed the file since.
export function takeBack(asked: Asked): string[] {
  const done: string[] = [];
  for (const { path, before, mode, written, entries } of readKept(asked)) {
    const now = readText(path).text;
    if (now !== undefined) {
      const edit = jsonMembers(entries.map(({ steps, value }) => [steps, value] as const));
      writeText(path, sha256(now) === written ? before : edit.remove(now, before), mode);
      done.push(path);
    }
  }
  writeKept(asked, []);
  return done;
}

function keptFile(asked: Pick<Asked, "io">): string {
  return join(dirname(placesOf(asked).own), "adopted.json");
}

function readKept(asked: Pick<Asked, "io">): KeptFile[] {
  const { text } = readText(keptFile(asked));
  if (text === undefined) return [];
  try {
    const value: unknown = JSON.parse(text);
    if (isRecord(value) && Array.isArray(value["files"])) return value["files"] as KeptFile[];
  } catch {
    // Told below.
  }
  throw fault("data_unwritable", {
    public: `${keptFile(asked)} is damaged; what was there before cannot be told.`,
    fix: "Mend the clients' settings by hand and remove that file.",
  });
}

function writeKept(asked: Pick<Asked, "io">, files: readonly KeptFile[]): void {
  makeFolders(dirname(keptFile(asked)));
  writeText(keptFile(asked), `${JSON.stringify({ files }, null, 2)}\n`, 0o600);
}
