import { relative } from "node:path";
import { type Result, isRecord, ok, refused } from "../kernel/index.ts";
import { serverSection } from "./file-schema.ts";
import { masked } from "./masks.ts";
import { DEFAULT_BASE_URLS } from "./catalog.ts";
import { KINDS, OBJECTS, type ObjectKind } from "./objects.ts";
import { ROOT_KEY_VARIABLE } from "./settings.ts";
import { knownKeys } from "./shape.ts";
import type { Loaded, Origin, Problem } from "./types.ts";
import { nearest, pathText, quoted } from "./words.ts";

/** One key of the configuration: what it is, and where that comes from. */
export interface Explanation {
  /** `models[0].price.input` */
  key: string;
  /** Secrets are covered; undefined where a known key is not set. */
  value: unknown;
  origin: Origin | { kind: "unset" };
  /** The origin for people: `lumos.yaml:6:11, LUMOS_X is not set, so its default`. */
  from: string;
}

/**
 * Says where a value comes from. A key names an object by its place or its id: `models[0].tier`,
 * `models.north-frontier.tier`. Without a key: every value there is.
 */
export function explainKey(loaded: Loaded, key?: string, cwd?: string): Result<Explanation[], Problem> {
  const root = valuesOf(loaded);
  const tell = (path: PropertyKey[], value: unknown): Explanation => {
    const origin = originOf(loaded, path, value);
    const settled = origin.kind === "default" && value === undefined ? defaultOf(root, path) : value;
    return {
      key: pathText(path),
      value: settled === undefined ? undefined : masked(settled, path, loaded.origins),
      origin,
      from: tellOrigin(origin, cwd),
    };
  };
  if (key === undefined || key === "") return ok(leaves(root, []).map(({ path, value }) => tell(path, value)));
  const found = follow(root, key);
  if (found.ok) return ok([tell(found.value.path, found.value.value)]);
  return refused({
    file: loaded.file ?? "lumos.yaml",
    line: 0,
    column: 0,
    path: key.length > 200 ? "" : key,
    message: found.error.message,
    ...(found.error.suggestion === undefined ? {} : { suggestion: found.error.suggestion }),
  });
}

/** The configuration as one value, with the keys of the file. */
function valuesOf(loaded: Loaded): Record<string, unknown> {
  const { listen, data, database, policyEngine, publicUrl, rootKey } = loaded.server;
  const host = listen.host.includes(":") ? `[${listen.host}]` : listen.host;
  return {
    version: 1,
    organization: loaded.declaration.organization,
    server: {
      listen: `${host}:${listen.port}`,
      data,
      database,
      policyEngine,
      ...(publicUrl === undefined ? {} : { publicUrl }),
      ...(rootKey === undefined ? {} : { rootKey: "" }),
    },
    guardrails: loaded.declaration.guardrails,
    ...loaded.declaration.objects,
  };
}

interface Step {
  path: PropertyKey[];
  value: unknown;
}

/** Walks a key as it is written. Ids and names may hold points, so the longest name that fits is taken. */
function follow(root: unknown, key: string): Result<Step, { message: string; suggestion?: string }> {
  let value = root;
  let rest = key;
  const path: PropertyKey[] = [];
  while (rest !== "") {
    const index = /^\[(\d{1,6})\]/.exec(rest);
    if (Array.isArray(value) && index !== null) {
      const place = Number(index[1]);
      if (place >= value.length) return refused({ message: `${quoted(pathText(path))} has ${value.length} entries` });
      value = value[place];
      path.push(place);
      rest = rest.slice(index[0].length);
      continue;
    }
    const names = namesIn(value, path);
    const wanted = path.length > 0 && rest.startsWith(".") ? rest.slice(1) : rest;
    const name = [...names.keys()].filter((one) => fits(wanted, one)).sort((a, b) => b.length - a.length)[0];
    if (name === undefined || (path.length > 0 && !rest.startsWith("."))) {
      const words = wordsOf(wanted);
      const meant = words.map((word) => nearest(word, names.keys())).find((one) => one !== undefined);
      const where = path.length === 0 ? "at the top" : `in ${quoted(pathText(path))}`;
      const message = `there is no ${quoted(words.at(-1) ?? rest)} ${where}`;
      if (meant === undefined) return refused({ message });
      return refused({
        message,
        suggestion: `did you mean ${quoted(key.slice(0, key.length - wanted.length) + meant)}?`,
      });
    }
    const step = names.get(name) as PropertyKey;
    value = Array.isArray(value) || isRecord(value) ? (value as Record<PropertyKey, unknown>)[step] : undefined;
    path.push(step);
    rest = wanted.slice(name.length);
  }
  return ok({ path, value });
}

/** Everything the next name could be, longest first: ids and names may hold points. */
function wordsOf(text: string): string[] {
  const ends = [...text.matchAll(/[.[]/g)].slice(0, 8).map((match) => match.index);
  return [...ends, text.length]
    .map((end) => text.slice(0, end))
    .filter((word) => word !== "")
    .reverse();
}

function fits(text: string, name: string): boolean {
  return (
    text.startsWith(name) && (text.length === name.length || text[name.length] === "." || text[name.length] === "[")
  );
}

/** What may follow: ids of a list, keys that are set, and keys that could be. */
function namesIn(value: unknown, path: readonly PropertyKey[]): Map<string, PropertyKey> {
  const names = new Map<string, PropertyKey>();
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries())
      if (isRecord(item) && typeof item.id === "string" && !names.has(item.id)) names.set(item.id, index);
    return names;
  }
  for (const key of knownAt(path, value)) names.set(key, key);
  if (isRecord(value)) for (const key of Object.keys(value)) names.set(key, key);
  return names;
}

function knownAt(path: readonly PropertyKey[], value: unknown): string[] {
  const [first, second, ...inside] = path;
  if (first === "server") return path.length === 1 ? [...Object.keys(serverSection.shape), "rootKey"] : [];
  if (!KINDS.includes(first as ObjectKind) || typeof second !== "number") return [];
  return knownKeys(OBJECTS[first as ObjectKind], inside, (at) =>
    at.length === inside.length + 1 && isRecord(value) ? value[String(at.at(-1))] : undefined,
  );
}

function originOf(loaded: Loaded, path: readonly PropertyKey[], value: unknown): Explanation["origin"] {
  const text = pathText(path);
  if (text === "server.rootKey")
    return value === undefined ? { kind: "unset" } : { kind: "environment", name: ROOT_KEY_VARIABLE };
  const own = loaded.origins.get(text);
  if (own !== undefined) return own;
  // A policy of a file has one place; what is inside it has none of its own.
  if (path[0] === "policies" && path.length > 2 && value !== undefined)
    return originOf(loaded, path.slice(0, 2), value);
  if (value === undefined)
    return defaultOf(valuesOf(loaded), path) === undefined ? { kind: "unset" } : { kind: "default" };
  return { kind: "default" };
}

/** Values that hold where nothing is written and that stand nowhere in the declaration. */
function defaultOf(root: Record<string, unknown>, path: readonly PropertyKey[]): unknown {
  if (path[0] !== "providers" || path[2] !== "baseUrl") return undefined;
  const provider = (root.providers as { api: string }[])[Number(path[1])];
  const api = provider?.api ?? "";
  return Object.hasOwn(DEFAULT_BASE_URLS, api) ? DEFAULT_BASE_URLS[api as keyof typeof DEFAULT_BASE_URLS] : undefined;
}

function leaves(value: unknown, path: PropertyKey[]): Step[] {
  if (Array.isArray(value) && value.some((item) => typeof item === "object"))
    return value.flatMap((item, index) => leaves(item, [...path, index]));
  if (isRecord(value)) return Object.entries(value).flatMap(([key, member]) => leaves(member, [...path, key]));
  return Array.isArray(value) && value.length === 0 ? [] : [{ path, value }];
}

function tellOrigin(origin: Explanation["origin"], cwd: string | undefined): string {
  if (origin.kind === "unset") return "not set";
  if (origin.kind === "default") return "built-in default";
  if (origin.kind === "environment") return `environment ${origin.name}`;
  const near = cwd === undefined ? origin.file : relative(cwd, origin.file);
  const file = near.startsWith("..") ? origin.file : near;
  const variables = (origin.variables ?? []).map(({ name, used }) =>
    used === "variable" ? `, from \${${name}}` : `, \${${name}} is not set, so its default`,
  );
  return `${file}:${origin.line}:${origin.column}${variables.join("")}`;
}
