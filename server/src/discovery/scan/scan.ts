import { relative, sep } from "node:path";
import type { Flag, Found, Inventory, Standing } from "../types.ts";
import { type Row, ROWS, SKILL_ROWS, layoutsOf } from "./clients.ts";
import { makeReader } from "./files.ts";
import { hooksIn } from "./hooks.ts";
import { makeMasker } from "./masked.ts";
import { parsed } from "./parse.ts";
import { type Entry, serversIn } from "./servers.ts";
import { skillsIn } from "./skills.ts";

export interface ScanAsk {
  /** Looked through for user settings; none when left out. */
  home?: string | undefined;
  /** Looked through for what a repository brings. */
  projects: readonly string[];
  /** The machine's own settings: `/`, or `C:\`; none when left out. */
  system?: string | undefined;
  /** Hashes of values are made with it. */
  key: Uint8Array;
  /** Addresses of this Lumos: what leads there is governed. */
  lumos: readonly string[];
}

/** Formats by what a file is called, where a row's folder holds files of any. */
const READABLE = /\.(?:json|jsonc|toml|ya?ml)$/i;

// Guarantee: a scan starts nothing and asks nobody: it reads files.
/** What clients on this machine are set to connect to and run. */
export function scan(ask: ScanAsk): Inventory {
  const reader = makeReader();
  const masker = makeMasker({ key: ask.key, home: ask.home ?? "" });
  const hosts = new Set(ask.lumos.flatMap((address) => URL.parse(address)?.host ?? []));
  const isLumos = (address: string) => {
    const url = URL.parse(address);
    return url !== null && hosts.has(url.host) && /^\/(?:mcp|hooks)(?:\/|$)/.test(url.pathname);
  };
  const standing = new Map<Found, Standing>();
  const result: Inventory = { found: [], broken: [], files: 0, truncated: false, at: standing };
  const seen = new Set<string>();

  const look = (row: Row, root: string, pattern: string) => {
    for (const path of reader.match(root, pattern)) {
      const once = JSON.stringify([row.client, row.format, path, row.servers, row.hooks]);
      if (seen.has(once) || (pattern.endsWith("*") && !READABLE.test(path))) continue;
      seen.add(once);
      const file = reader.read(root, path);
      if (!file) continue;
      result.files += 1;
      const place = placeOf(masker.path, ask, root, path);
      if ("problem" in file) {
        result.broken.push({ place, client: row.client, problem: file.problem });
        continue;
      }
      if (file.text.trim() === "") continue;
      const read = parsed(formatOf(row, path), file.text);
      if ("problem" in read) {
        result.broken.push({ place, client: row.client, problem: read.problem });
        continue;
      }
      const add = (kind: "server" | "hook", entries: readonly Entry[]) => {
        for (const { steps, ...entry } of entries) {
          const found = foundOf(kind, row, place, entry);
          standing.set(found, { file: path, steps });
          result.found.push(found);
        }
      };
      if (row.servers) add("server", serversIn(read.value, row.servers, masker, isLumos));
      if (row.hooks) add("hook", hooksIn(read.value, row.hooks, masker, isLumos));
    }
  };

  for (const [scope, root, head] of rootsOf(ask)) {
    for (const row of ROWS) {
      if (row.scope !== scope) continue;
      for (const path of row.paths)
        for (const layout of layoutsOf(path)) if (layout.startsWith(head)) look(row, root, layout.slice(head.length));
    }
    for (const row of SKILL_ROWS) {
      if (row.scope !== scope) continue;
      for (const path of row.paths)
        for (const folder of reader.match(root, path.slice(head.length)))
          for (const { name, digest, folder: at } of skillsIn(reader, root, folder))
            result.found.push({
              ...NOTHING,
              kind: "skill",
              client: row.client,
              scope: row.scope,
              name: masker.name(name),
              place: placeOf(masker.path, ask, root, at),
              digest,
            });
    }
  }
  result.truncated = reader.truncated();
  return result;
}

const NOTHING = {
  target: "",
  transport: "" as const,
  runs: [],
  env: [],
  headers: [],
  flags: [],
  class: "unknown" as const,
};

function* rootsOf(ask: ScanAsk): Iterable<[Row["scope"], string, string]> {
  if (ask.home !== undefined) yield ["user", ask.home, "~/"];
  if (ask.system !== undefined) yield ["managed", ask.system, "/"];
  for (const project of ask.projects) yield ["project", project, "./"];
}

function foundOf(kind: "server" | "hook", row: Row, place: string, { lumos, ...entry }: Omit<Entry, "steps">): Found {
  const flags: Flag[] = row.scope === "managed" ? [...entry.flags, "managed"] : entry.flags;
  return {
    ...entry,
    kind,
    client: row.client,
    scope: row.scope,
    place,
    flags,
    class: lumos ? "lumos" : "unknown",
    digest: "",
  };
}

function formatOf(row: Row, path: string): Row["format"] {
  if (/\.ya?ml$/i.test(path)) return "yaml";
  if (/\.toml$/i.test(path)) return "toml";
  return /\.jsonc?$/i.test(path) ? "json" : row.format;
}

/** As it may be told: a home is `~`, a project by the name of its folder. */
function placeOf(shown: (path: string) => string, ask: ScanAsk, root: string, path: string): string {
  const below = relative(root, path).split(sep).join("/");
  if (root === ask.home) return shown(`~/${below}`);
  const folder =
    root
      .replace(/[\\/]+$/, "")
      .split(/[\\/]/)
      .at(-1) ?? "";
  return shown(root === ask.system ? `/${below}` : `${folder}/${below}`);
}
