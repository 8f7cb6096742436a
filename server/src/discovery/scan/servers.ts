import { isRecord } from "../../kernel/index.ts";
import { plainAddress, runOf, targetOfUrl } from "../../shelves/index.ts";
import type { Flag, Found } from "../types.ts";
import type { Masker } from "./masked.ts";
import { at } from "./parse.ts";

/* Servers in settings. Clients differ in names, and hardly in anything else: one reader knows all of them. */

const MAX_SERVERS = 500;
/** So much of a command line is looked at. */
const MAX_READ = 4_096;
const LOOPBACK = /^(?:localhost|127\.\d+\.\d+\.\d+|\[::1\]|host\.docker\.internal)$/;
const SHELLS = new Set(["sh", "bash", "zsh", "dash", "fish", "cmd", "powershell", "pwsh"]);
const FETCHES = /\b(?:curl|wget|iwr|invoke-webrequest)\b[^\n]*(?:\||\$\(|<\(|;\s*(?:ba)?sh)/i;

export type Entry = Pick<Found, "name" | "target" | "transport" | "runs" | "env" | "headers" | "flags"> & {
  steps: readonly string[];
  lumos: boolean;
};

export function serversIn(
  value: unknown,
  where: readonly (readonly string[])[],
  masker: Masker,
  isLumos: (address: string) => boolean,
): Entry[] {
  const found: Entry[] = [];
  const seen = new Set<string>();
  for (const steps of where)
    for (const [taken, servers] of at(value, steps))
      for (const [name, spec] of entriesOf(servers)) {
        const place = [...taken, name];
        if (found.length >= MAX_SERVERS || seen.has(JSON.stringify(place))) continue;
        const entry = serverOf(name, spec, masker, isLumos);
        if (!entry) continue;
        seen.add(JSON.stringify(place));
        found.push({ ...entry, steps: place });
      }
  return found;
}

/** A map by name, or a list whose entries say their name. */
function entriesOf(servers: unknown): [string, Record<string, unknown>][] {
  if (Array.isArray(servers))
    return servers.flatMap((one: unknown, place): [string, Record<string, unknown>][] =>
      isRecord(one) ? [[typeof one["name"] === "string" ? one["name"] : String(place), one]] : [],
    );
  if (!isRecord(servers)) return [];
  return Object.entries(servers).flatMap(([name, one]): [string, Record<string, unknown>][] =>
    isRecord(one) ? [[name, one]] : [],
  );
}

function serverOf(
  name: string,
  spec: Record<string, unknown>,
  masker: Masker,
  isLumos: (address: string) => boolean,
): Omit<Entry, "steps"> | undefined {
  const address = textAt(spec, "url", "serverUrl", "httpUrl", "uri", "endpoint");
  const command = commandOf(spec);
  if (address === undefined && command.length === 0) return undefined;
  const environment = first(spec, "env", "environment", "envs");
  const headers = first(spec, "headers", "http_headers", "requestHeaders");
  const flags = new Set<Flag>();
  if (spec["disabled"] === true || spec["enabled"] === false) flags.add("disabled");
  if (isTrusting(spec)) flags.add("auto-approved");
  for (const values of [environment, headers])
    if (isRecord(values) && Object.entries(values).some(([key, one]) => isClear(key, one, masker)))
      flags.add("secret-in-settings");
  const told = {
    name: masker.name(name),
    env: masker.values(environment),
    headers: masker.values(headers),
  };
  if (address !== undefined) {
    const url = URL.parse(address);
    const plain = plainAddress(address);
    if (url?.protocol === "http:" && !LOOPBACK.test(url.hostname)) flags.add("plain-http");
    if (url && (url.password !== "" || url.username !== "" || masker.isSecret(address)))
      flags.add("secret-in-settings");
    if (plain?.masked === true && url && url.search !== "") flags.add("secret-in-settings");
    const transport = isSse(spec, address) ? ("sse" as const) : ("http" as const);
    const runs = plain ? [plain.url] : [];
    return { ...told, target: targetOfUrl(address), transport, runs, flags: [...flags], lumos: isLumos(address) };
  }
  const run = runOf(command);
  const words = masker.words(command, run.target);
  if (words.masked || command.some((word, place) => isClear(command[place - 1] ?? "", word, masker, true)))
    flags.add("secret-in-settings");
  if (run.unpinned) flags.add("unpinned");
  const program = run.target.replace("program:", "");
  if (SHELLS.has(program)) flags.add("shell");
  if (FETCHES.test(command.join(" ").slice(0, MAX_READ))) flags.add("fetch-and-run");
  // A bridge from stdio to an address is what the address is.
  const bridged = run.target === "npm:mcp-remote" ? command.find((word) => /^https?:\/\//.test(word)) : undefined;
  return {
    ...told,
    target: bridged === undefined ? run.target : targetOfUrl(bridged),
    transport: "stdio",
    runs: words.words,
    flags: [...flags],
    lumos: bridged !== undefined && isLumos(bridged),
  };
}

/** The program and its arguments, however they are written. */
export function commandOf(spec: Record<string, unknown>): string[] {
  const program = spec["command"] ?? spec["cmd"];
  const list = (value: unknown): string[] =>
    Array.isArray(value)
      ? value.flatMap((one) => (typeof one === "string" || typeof one === "number" ? [String(one)] : []))
      : [];
  if (Array.isArray(program)) return list(program);
  if (isRecord(program)) return commandOf({ command: program["path"], args: program["args"] });
  if (typeof program !== "string" || program.trim() === "") return [];
  const words = list(spec["args"] ?? spec["arguments"]);
  // Some write the whole line as the command; a path with spaces is no such line.
  if (words.length === 0 && /^\S+ /.test(program) && !/^(?:[A-Za-z]:)?[\\/]/.test(program)) return program.split(/\s+/);
  return [program, ...words];
}

function isClear(key: string, value: unknown, masker: Masker, flagOnly = false): boolean {
  if (typeof value !== "string" || value === "" || /\$\{|^\$|^\{(?:env|file):/.test(value)) return false;
  if (masker.isSecret(`${key}=${value}`) || masker.isSecret(value)) return true;
  const named = /(?:^|[-_])(?:key|token|secret|password|passwd|pwd|pat|auth|authorization|credential|apikey)s?$/i;
  return named.test(key) && (!flagOnly || key.startsWith("-")) && value.length >= 4;
}

/** Tools that run without anybody being asked. */
function isTrusting(spec: Record<string, unknown>): boolean {
  if (spec["trust"] === true) return true;
  return ["autoApprove", "alwaysAllow", "autoAllow"].some((name) => {
    const value = spec[name];
    return value === true || (Array.isArray(value) && value.length > 0);
  });
}

function isSse(spec: Record<string, unknown>, address: string): boolean {
  const type = spec["type"] ?? spec["transport"];
  if (typeof type === "string") return type.toLowerCase() === "sse";
  return /\/sse\/?$/.test(address);
}

function textAt(spec: Record<string, unknown>, ...names: string[]): string | undefined {
  for (const name of names) {
    const value = spec[name];
    if (typeof value === "string" && value.trim() !== "") return value.trim().slice(0, 4_096);
  }
  return undefined;
}

function first(spec: Record<string, unknown>, ...names: string[]): unknown {
  for (const name of names) if (spec[name] !== undefined) return spec[name];
  return undefined;
}
