import { readFileSync, statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import type { z } from "zod";
import { type Result, canonicalJson, ok, refused, sha256 } from "../kernel/index.ts";
import { cutPolicies } from "./cedar.ts";
import { TOP_KEYS, serverSection } from "./file-schema.ts";
import { findInactive } from "./inactive.ts";
import { folderOf, locate } from "./locate.ts";
import { guardrails } from "./guardrails.ts";
import { KINDS, OBJECTS, type ObjectKind, type Policy, organization } from "./objects.ts";
import { originsOf } from "./origins.ts";
import { type PlacedPolicy, readPolicies } from "./policies.ts";
import { type Place, type Problems, collectProblems } from "./problems.ts";
import { type ObjectLists, findMismatches } from "./references.ts";
import { MAX_DOCUMENT } from "./servers.ts";
import { type WrittenServer, settleServer } from "./settings.ts";
import { readShape } from "./shape.ts";
import { type Environment, substitute } from "./substitute.ts";
import { type Tree, type TreeMap, nodeAt, readTree } from "./tree.ts";
import type { Declaration, Loaded, Origin, Problem, ServerSettings } from "./types.ts";
import { didYouMean, listed, pathText, quoted } from "./words.ts";
import { findWarnings } from "./warnings.ts";

/** Reads lumos.yaml and all that it points to, and checks it. Answers with everything that is wrong at once. */
export function loadConfiguration(asked: {
  file?: string | undefined;
  env: Environment;
  cwd: string;
}): Result<Loaded, Problem[]> {
  const problems = collectProblems();
  const location = locate(asked);
  const bytes = readBytes(location, problems);
  const tree = bytes === undefined ? undefined : readTree(bytes, location.file, problems);
  if (tree === undefined) return refused(problems.list());

  substitute(tree, asked.env, problems);
  dropEmpty(tree);
  checkVersion(tree, problems);
  checkTopKeys(tree, problems);

  const home = folderOf(location, asked.cwd);
  const head = readMember(organization, tree, "organization", problems);
  if (!tree.members.has("organization")) problems.add(tree.at, "organization", "`organization` is required");
  const rails = readMember(guardrails, tree, "guardrails", problems) ?? {};
  const server = settleServer(readServer(tree, problems), asked.env, { file: home, cwd: asked.cwd }, problems);

  const { lists, ids } = readLists(tree, problems);
  const policyPlaces = readPolicySource(tree, location.file, lists, ids, problems);
  for (const one of findMismatches(lists, ids)) {
    const path = [one.kind, one.index, ...one.path];
    problems.add(nodeAt(tree, path).at, pathText(path), one.message, one.suggestion);
  }
  resolveSpecs(lists, tree, dirname(location.file), problems);
  if (problems.count > 0 || head === undefined) return refused(problems.list());

  const declaration: Declaration = { organization: head, guardrails: rails, objects: complete(lists) };
  const origins = originsOf(tree, asked.env);
  for (const [index, place] of policyPlaces.entries())
    origins.set(`policies[${index}]`, { kind: "file", ...place } satisfies Origin);
  return ok({
    file: location.kind === "starter" ? undefined : location.file,
    server,
    declaration,
    digest: digestOf(declaration),
    inactive: findInactive(tree),
    warnings: findWarnings(declaration, tree),
    origins,
  });
}

/**
 * How the server of this place runs, from the same file and environment. What else the file says is not looked
 * at: a client's shell need not have the variables a server's file names.
 */
export function loadServerSettings(asked: {
  file?: string | undefined;
  env: Environment;
  cwd: string;
}): Result<ServerSettings, Problem[]> {
  const problems = collectProblems();
  const location = locate(asked);
  const bytes = readBytes(location, problems);
  const tree = bytes === undefined ? undefined : readTree(bytes, location.file, problems);
  if (tree === undefined) return refused(problems.list());
  const unset = collectProblems();
  substitute(tree, asked.env, unset);
  const ours = unset.list().filter(({ path }) => path === "server" || path.startsWith("server."));
  dropEmpty(tree);
  const folders = { file: folderOf(location, asked.cwd), cwd: asked.cwd };
  const server = settleServer(readServer(tree, problems), asked.env, folders, problems);
  return problems.count + ours.length > 0 ? refused([...problems.list(), ...ours]) : ok(server);
}

/** One text for one declaration, secrets included, known only by its hash. */
function digestOf(declaration: Declaration): string {
  return sha256(canonicalJson(declaration));
}

function readBytes(location: ReturnType<typeof locate>, problems: Problems): Uint8Array | undefined {
  const by = location.variable === undefined ? "" : ` (${location.variable} names it)`;
  const at: Place = { file: location.file, line: 0, column: 0 };
  try {
    const stat = statSync(location.file);
    // A pipe or a device could be read for ever.
    if (!stat.isFile()) problems.add(at, "", `this is not a file${by}`);
    else if (stat.size > 16 * 1_048_576)
      problems.add(at, "", `the file has ${stat.size} bytes; at most 1048576 are read`);
    else return readFileSync(location.file);
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    problems.add(at, "", `${missing ? "there is no such file" : "the file cannot be read"}${by}`);
  }
  return undefined;
}

/** A reference that gives nothing leaves its key out: an optional key stays optional when it is filled from outside. */
function dropEmpty(tree: Tree): void {
  if (tree.kind === "list") for (const item of tree.items) dropEmpty(item);
  if (tree.kind !== "map") return;
  for (const { value } of tree.members.values()) {
    if (value.kind !== "scalar") dropEmpty(value);
    else if (value.substitutions !== undefined && value.value === "") value.value = null;
  }
}

function checkVersion(tree: TreeMap, problems: Problems): void {
  const version = tree.members.get("version");
  if (version === undefined)
    problems.add(tree.at, "version", "`version` is required", "begin the file with: version: 1");
  else if (version.value.kind !== "scalar" || String(version.value.value) !== "1")
    problems.add(version.value.at, "version", "this Lumos reads files of version 1", "write: version: 1");
}

function checkTopKeys(tree: TreeMap, problems: Problems): void {
  for (const [key, member] of tree.members) {
    if (TOP_KEYS.includes(key)) continue;
    const message = `${quoted(key)} is not a key here; known are ${listed(TOP_KEYS)}`;
    problems.add(member.key, key, message, didYouMean(key, TOP_KEYS));
  }
}

function readMember<S extends z.ZodType>(
  schema: S,
  tree: TreeMap,
  key: string,
  problems: Problems,
): z.output<S> | undefined {
  const member = tree.members.get(key);
  if (member === undefined || isNothing(member.value)) return undefined;
  return readShape(schema, member.value, [key], problems);
}

function readServer(tree: TreeMap, problems: Problems): WrittenServer {
  const section = readMember(serverSection, tree, "server", problems) ?? {};
  const written: WrittenServer = {};
  for (const key of ["listen", "data", "database", "policyEngine", "publicUrl"] as const) {
    const value = section[key];
    if (value !== undefined) written[key] = { value, at: nodeAt(tree, ["server", key]).at };
  }
  return written;
}

type Ids = Record<ObjectKind, (string | undefined)[]>;
type Lists = { -readonly [K in keyof ObjectLists]: ObjectLists[K][number][] };

function readLists(tree: TreeMap, problems: Problems): { lists: Lists; ids: Ids } {
  const lists = {} as Lists;
  const ids = {} as Ids;
  for (const kind of KINDS) {
    const items: unknown[] = [];
    ids[kind] = [];
    const member = tree.members.get(kind);
    if (member !== undefined && !isNothing(member.value) && !(kind === "policies" && member.value.kind === "scalar")) {
      if (member.value.kind !== "list") problems.add(member.key, kind, `${quoted(kind)} must be a list`);
      else if (member.value.items.length > MAX_OBJECTS)
        problems.add(member.key, kind, `there are more than ${MAX_OBJECTS} entries`);
      else
        for (const [index, item] of member.value.items.entries()) {
          items.push(readShape(OBJECTS[kind], item, [kind, index], problems));
          const id = nodeAt(item, ["id"]);
          ids[kind].push(
            id.exact && id.node.kind === "scalar" && typeof id.node.value === "string" ? id.node.value : undefined,
          );
        }
    }
    // Each item was read by the schema of its kind, one line above.
    lists[kind] = items as never;
  }
  return { lists, ids };
}

const MAX_OBJECTS = 10_000;

/** `policies: ./policies` names a directory; its policies take the place of a list. */
function readPolicySource(tree: TreeMap, file: string, lists: Lists, ids: Ids, problems: Problems): Place[] {
  const source = tree.members.get("policies")?.value;
  if (source?.kind === "list") checkInline(lists.policies, tree, problems);
  if (source === undefined || source.kind !== "scalar" || source.value === null) return [];
  if (typeof source.value !== "string" || source.value === "" || source.value.includes("\0")) {
    problems.add(source.at, "policies", "`policies` is a directory of *.cedar files, or a list");
    return [];
  }
  const placed: PlacedPolicy[] = readPolicies(resolve(dirname(file), source.value), source.at, problems);
  lists.policies = placed.map((one): Policy => one.policy);
  ids.policies = placed.map((one) => one.policy.id);
  return placed.map((one) => one.at);
}

function checkInline(policies: readonly (Policy | undefined)[], tree: TreeMap, problems: Problems): void {
  for (const [index, policy] of policies.entries()) {
    if (policy === undefined) continue;
    const say = (message: string) =>
      problems.add(nodeAt(tree, ["policies", index, "text"]).at, `policies[${index}].text`, message);
    const { policies: found, faults } = cutPolicies(policy.text);
    for (const fault of faults) say(`${fault.message} (line ${fault.line} of the policy)`);
    const [first] = found;
    if (first === undefined || found.length > 1) say("this must be exactly one policy");
    else if (first.id === undefined) say(`it needs its id in front of it: @id("${policy.id}")`);
    else if (first.id !== policy.id) say(`its @id is ${quoted(first.id)}, not ${quoted(policy.id)}`);
  }
}

/** From here on a path means the same whatever the working directory is. */
function resolveSpecs(lists: Lists, tree: TreeMap, folder: string, problems: Problems): void {
  for (const [index, server] of lists.servers.entries()) {
    if (server?.kind !== "openapi") continue;
    const path = resolve(folder, server.spec);
    const say = (message: string) =>
      problems.add(nodeAt(tree, ["servers", index, "spec"]).at, `servers[${index}].spec`, message);
    const document = server.document ?? documentAt(path, say);
    lists.servers[index] = { ...server, spec: path, ...(document !== undefined && { document }) };
  }
}

/** The document goes with the declaration: another replica, or a later start, has no such file. */
function documentAt(path: string, say: (message: string) => void): string | undefined {
  if (!isFile(path)) return void say(`there is no file ${quoted(path)}`);
  try {
    if (statSync(path).size > MAX_DOCUMENT) return void say("its document is bigger than 2 MB");
    return readFileSync(path, "utf8");
  } catch {
    return void say(`the file ${quoted(path)} cannot be read`);
  }
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function complete(lists: Lists): Declaration["objects"] {
  const objects = {} as Record<ObjectKind, unknown>;
  for (const kind of KINDS) objects[kind] = lists[kind].filter((one) => one !== undefined);
  return objects as Declaration["objects"];
}

function isNothing(tree: Tree): boolean {
  return tree.kind === "scalar" && tree.value === null;
}
