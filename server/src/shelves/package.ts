import { parseDocument } from "yaml";
import { type Result, isRecord, ok, refused, sha256 } from "../kernel/index.ts";
import type { FileEntry, PackageFile } from "./types.ts";

/* What a skill or a plugin is: a folder, checked and pinned by a digest over all of it. */

export const MAX_FILES = 200;
export const MAX_BYTES = 2 * 1_048_576;
const MAX_PATH = 240;
const MAX_DEPTH = 12;
const MAX_FRONT = 16_384;
const SKILL_NAME = /^(?=.{1,64}$)[a-z0-9]+(?:-[a-z0-9]+)*$/;
const VERSION = /^[0-9A-Za-z][0-9A-Za-z.+_-]{0,63}$/;
/** What Windows reads as a device, whatever follows the dot. */
const DEVICE = /^(?:con|prn|aux|nul|com\d|lpt\d)(?:\..*)?$/i;

const MANIFESTS = new Set([".claude-plugin/plugin.json", "plugin.json"]);

export interface Package {
  name: string;
  /** As the package itself says; empty where it does not. */
  version: string;
  title: string;
  description: string;
  digest: string;
  /** By path. */
  files: PackageFile[];
  bytes: number;
}

/** A folder as a package, or why it is none. */
export function readPackage(kind: "skill" | "plugin", files: readonly PackageFile[]): Result<Package, string> {
  const wrong = problemOf(files);
  if (wrong !== undefined) return refused(wrong);
  const sorted = files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  const about = kind === "skill" ? aboutSkill(sorted) : aboutPlugin(sorted);
  if (!about.ok) return about;
  const bytes = sorted.reduce((sum, { content }) => sum + content.length, 0);
  return ok({ ...about.value, digest: digestOf(sorted), files: sorted, bytes });
}

// Guarantee: a package's digest changes with every byte, path and mode in it.
export function digestOf(files: readonly PackageFile[]): string {
  const lines = files.map(
    ({ path, content, executable }) => `${executable ? "x" : "-"} ${sha256(content)} ${JSON.stringify(path)}\n`,
  );
  return `sha256:${sha256(lines.toSorted().join(""))}`;
}

export function entryOf({ path, content, executable }: PackageFile): FileEntry {
  return { path, digest: `sha256:${sha256(content)}`, bytes: content.length, executable };
}

// Guarantee: no path of a package leaves its folder, on any system it may be written to.
function problemOf(files: readonly PackageFile[]): string | undefined {
  if (files.length === 0) return "it holds no file";
  if (files.length > MAX_FILES) return `it holds more than ${MAX_FILES} files`;
  if (files.reduce((sum, { content }) => sum + content.length, 0) > MAX_BYTES) return "it is larger than 2 MB";
  const seen = new Set<string>();
  for (const { path } of files) {
    const why = pathProblem(path);
    if (why !== undefined) return `the path of one of its files ${why}`;
    const folded = path.toLowerCase();
    if (seen.has(folded)) return "two of its files have the same path, or differ in capitals only";
    seen.add(folded);
  }
  for (const path of seen)
    for (let end = path.lastIndexOf("/"); end > 0; end = path.lastIndexOf("/", end - 1))
      if (seen.has(path.slice(0, end))) return "one of its paths is a file and a folder";
  return undefined;
}

/** Why a path is not taken; undefined where it is. */
export function pathProblem(path: string): string | undefined {
  if (path.length === 0 || path.length > MAX_PATH) return "is empty or too long";
  if (!path.isWellFormed() || path !== path.normalize("NFC")) return "is written in an unusual way";
  if (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\\:*?"<>|]/u.test(path)) return "has characters that not every system takes";
  const pieces = path.split("/");
  if (pieces.length > MAX_DEPTH) return "is too deep";
  for (const piece of pieces) {
    if (piece === "" || piece === "." || piece === "..") return "leaves its folder or is absolute";
    if (/[. ]$/.test(piece) || piece.startsWith(" ") || DEVICE.test(piece)) return "has a name not every system takes";
    if (piece.toLowerCase() === ".git") return "lies in a .git folder";
  }
  return undefined;
}

type About = Pick<Package, "name" | "version" | "title" | "description">;

function aboutSkill(files: readonly PackageFile[]): Result<About, string> {
  const text = textOf(files.find(({ path }) => path === "SKILL.md"));
  if (text === undefined) return refused("a skill is a folder with a SKILL.md of text in it");
  const front = frontMatter(text);
  if (front === undefined) return refused("SKILL.md does not begin with front matter between two lines of ---");
  const { name, description, metadata } = front;
  if (typeof name !== "string" || !SKILL_NAME.test(name))
    return refused("`name` in SKILL.md is 1 to 64 small letters, digits and single hyphens");
  if (typeof description !== "string" || description.trim() === "" || description.length > 1_024)
    return refused("`description` in SKILL.md is 1 to 1024 characters");
  const version = versionIn(isRecord(metadata) ? metadata["version"] : undefined) ?? versionIn(front["version"]) ?? "";
  return ok({ name, version, title: "", description: description.trim() });
}

function aboutPlugin(files: readonly PackageFile[]): Result<About, string> {
  const text = textOf(files.find(({ path }) => MANIFESTS.has(path)));
  if (text === undefined) return refused("a plugin is a folder with a .claude-plugin/plugin.json in it");
  const manifest = jsonIn(text);
  if (!isRecord(manifest)) return refused("plugin.json is not a JSON object");
  const { name, description, version, displayName } = manifest;
  if (typeof name !== "string" || !SKILL_NAME.test(name))
    return refused("`name` in plugin.json is 1 to 64 small letters, digits and single hyphens");
  if (description !== undefined && (typeof description !== "string" || description.length > 1_024))
    return refused("`description` in plugin.json is at most 1024 characters");
  return ok({
    name,
    version: versionIn(version) ?? "",
    title: typeof displayName === "string" ? displayName.slice(0, 200) : "",
    description: description ?? "",
  });
}

function versionIn(value: unknown): string | undefined {
  const text = typeof value === "number" ? String(value) : value;
  return typeof text === "string" && VERSION.test(text) ? text : undefined;
}

function frontMatter(text: string): Record<string, unknown> | undefined {
  const match = /^\ufeff?---[ \t]*\r?\n([\s\S]*?)\r?\n---[ \t]*(?:\r?\n|$)/.exec(text.slice(0, MAX_FRONT));
  if (!match) return undefined;
  try {
    const value: unknown = parseDocument(match[1] ?? "", { uniqueKeys: true }).toJS({ maxAliasCount: 10 });
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** The content as text; undefined where it is none. */
export function textOf(file: PackageFile | undefined): string | undefined {
  if (!file || file.content.includes(0)) return undefined;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(file.content);
  } catch {
    return undefined;
  }
}

export function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, "")) as unknown;
  } catch {
    return undefined;
  }
}
