import { z } from "zod";
import { fault, isRecord } from "../kernel/index.ts";
import type { Operation } from "../operations/index.ts";
import type { Asked, Command, Flag, Positional } from "./command.ts";
import { followPages } from "./pages.ts";
import { readObject } from "./object-file.ts";
import { showAnswer } from "./show.ts";
import { type Member, membersOf, valueOf } from "./members.ts";
import { nounOf } from "./words.ts";

/** What a command needs to know of an operation. */
export type Described = Pick<
  Operation,
  "name" | "summary" | "method" | "path" | "input" | "output" | "audit" | "versioned" | "stream" | "examples"
>;

const DESTRUCTIVE = new Set(["delete", "revoke", "disable"]);

/** The command that runs one operation: `agents.update` is `lumos agent update`. */
export function commandOf(operation: Described, all: readonly Described[]): Command {
  const words = wordsOf(operation.name);
  const current = partialOf(operation, all);
  // Most commands are only ever looked at by their words: what they take is worked out when it is asked for.
  let shape: Shape | undefined;
  const shapeOf = () => (shape ??= readShape(operation));
  return {
    words,
    summary: operation.summary,
    get positionals() {
      return shapeOf().named.map(positionalOf);
    },
    get flags() {
      const { members, named, paged } = shapeOf();
      const flags = members.filter((member) => !named.includes(member));
      return [
        ...flags.map((member) => flagOf(member, current !== undefined)),
        ...extraFlags(operation, { partial: current !== undefined, paged }),
      ];
    },
    ...(operation.examples ? { examples: operation.examples } : {}),
    ...(DESTRUCTIVE.has(words.at(-1) ?? "") ? { destructive: true } : {}),
    run: (asked) => run(operation, current, shapeOf(), asked),
  };
}

/** What an operation takes, as the command line sees it. */
interface Shape {
  members: readonly Member[];
  /** Those that are named by their place. */
  named: readonly Member[];
  paged: boolean;
}

function readShape(operation: Described): Shape {
  const members = membersOf(z.toJSONSchema(operation.input, { io: "input", unrepresentable: "any" }));
  return { members, named: namedIn(operation, members), paged: isPaged(members) };
}

function wordsOf(name: string): string[] {
  const [noun = "", ...rest] = name.split(".");
  return [nounOf(noun), ...rest].map(kebab);
}

async function run(
  operation: Described,
  current: Described | undefined,
  { members, named, paged }: Shape,
  asked: Asked,
): Promise<number> {
  const input: Record<string, unknown> = {};
  const file = asked.flags.text("file");
  if (file !== undefined && hasFile(operation)) Object.assign(input, await readObject(asked.io, file));
  for (const member of members) {
    const name = kebab(member.name);
    if (named.includes(member) || !asked.flags.has(name)) continue;
    input[member.name] = valueOf(member, asked.flags, name);
  }
  for (const [place, member] of named.entries()) {
    const value = asked.positionals[place];
    if (value !== undefined) input[member.name] = value;
  }

  const client = await asked.client();
  const ifMatch = await versionAndRest(operation, current, input, file !== undefined, asked);
  const { path, rest } = fill(operation.path, input);
  const inQuery = operation.method === "GET" || operation.method === "DELETE";
  const request = {
    method: operation.method,
    path,
    ...(inQuery ? { query: queryOf(rest) } : { body: rest }),
    ...(ifMatch === undefined ? {} : { ifMatch }),
  };
  if (paged && asked.flags.has("all")) {
    return showAnswer(operation, { body: await followPages(client, request) }, asked);
  }
  return showAnswer(operation, await client.send(request), asked);
}

/**
 * An update names the version it changes, and replaces the object as a whole. Flags alone change what they name:
 * the rest is what the current version says. `input` is completed in place.
 */
async function versionAndRest(
  operation: Described,
  current: Described | undefined,
  input: Record<string, unknown>,
  whole: boolean,
  asked: Asked,
): Promise<number | undefined> {
  const stated = asked.flags.text("if-match");
  if (stated !== undefined && !/^"?\d{1,15}"?$/.test(stated)) {
    throw fault("usage", { public: "--if-match names a version: a whole number.", fix: `${asked.program} help` });
  }
  const version = stated === undefined ? undefined : Number(stated.replaceAll('"', ""));
  if (!operation.versioned || !current) return version;
  if (whole && version !== undefined) return version;
  const found = await (await asked.client()).send({ method: "GET", path: fill(current.path, input).path });
  const body = isRecord(found.body) ? found.body : {};
  if (!whole) {
    const spec = isRecord(body["spec"]) ? body["spec"] : {};
    for (const [name, value] of Object.entries(spec)) if (!(name in input)) input[name] = value;
    for (const name of asked.flags.list("unset") ?? []) delete input[camel(name)];
  }
  return version ?? found.version ?? (typeof body["version"] === "number" ? body["version"] : undefined);
}

/** The operation that shows what this one replaces. */
function partialOf(operation: Described, all: readonly Described[]): Described | undefined {
  if (!operation.versioned || operation.method !== "PUT") return undefined;
  return all.find((one) => one.method === "GET" && one.path === operation.path);
}

/** What is named by its place: what stands in the path, and the id of something new. */
function namedIn(operation: Described, members: readonly Member[]): Member[] {
  const inPath = [...operation.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]);
  const names = inPath.length === 0 && operation.method === "POST" ? ["id"] : inPath;
  return names.flatMap((name) => members.find((member) => member.name === name) ?? []);
}

function positionalOf(member: Member): Positional {
  return {
    name: kebab(member.name).toUpperCase(),
    summary: member.summary || `The ${kebab(member.name)}.`,
    required: true,
  };
}

function flagOf(member: Member, partial: boolean): Flag {
  const required = member.required && !partial;
  return {
    name: kebab(member.name),
    summary: member.summary,
    kind: member.kind === "list" ? "list" : "text",
    value: member.hint,
    ...(required ? { required } : {}),
  };
}

function extraFlags(operation: Described, { partial, paged }: { partial: boolean; paged: boolean }): Flag[] {
  const flags: Flag[] = [];
  if (hasFile(operation)) {
    flags.push({
      name: "file",
      kind: "text",
      value: "FILE",
      summary: "The whole object, as YAML or JSON; - reads standard input.",
    });
  }
  if (partial) {
    flags.push({ name: "unset", kind: "list", value: "NAME", summary: "Leave this out from now on." });
  }
  if (operation.versioned || operation.method === "DELETE") {
    flags.push({
      name: "if-match",
      kind: "text",
      value: "VERSION",
      summary: "Only if this is still the version; otherwise the current one is read.",
    });
  }
  if (paged) {
    flags.push({ name: "all", kind: "switch", summary: "Every page, one after the other." });
  }
  return flags;
}

function hasFile(operation: Described): boolean {
  return operation.method === "POST" || operation.method === "PUT" || operation.method === "PATCH";
}

function isPaged(members: readonly Member[]): boolean {
  return ["after", "limit"].every((name) => members.some((member) => member.name === name));
}

function fill(path: string, input: Readonly<Record<string, unknown>>): { path: string; rest: Record<string, unknown> } {
  const rest = { ...input };
  const filled = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    const value = input[name];
    delete rest[name];
    return encodeURIComponent(typeof value === "string" || typeof value === "number" ? String(value) : "");
  });
  return { path: filled, rest };
}

function queryOf(input: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(input).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(",") : typeof value === "object" ? JSON.stringify(value) : String(value),
    ]),
  );
}

function kebab(name: string): string {
  return name.replaceAll(/([a-z0-9])([A-Z])/g, "$1-$2").toLowerCase();
}

function camel(name: string): string {
  return name.replaceAll(/-([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}
