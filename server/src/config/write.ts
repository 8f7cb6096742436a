import { Document, type Scalar, type YAMLMap, isMap, isSeq } from "yaml";
import { TOP_KEYS } from "./file-schema.ts";
import { coverAddress } from "./masks.ts";
import { KINDS, OBJECTS, type ObjectKind, type Policy } from "./objects.ts";
import { knownKeys } from "./shape.ts";
import type { Declaration } from "./types.ts";

const ON_ONE_LINE = 130;
const FOLDER = "policies";
/** Where policies go that belong to no file, when others do. */
const REST = "other.cedar";

/**
 * Writes a declaration as lumos.yaml and its policies, in an order that does not depend on how it came about.
 * What is read back is equal, once the variables that stand for its secrets are set.
 *
 * Guarantee: no secret is written; each becomes a reference to the environment.
 */
export function writeYaml(declaration: Declaration): Record<string, string> {
  const files: Record<string, string> = {};
  const variables = nameVariables();
  const document = new Document({ version: 1 });
  const top: Record<string, unknown> = {
    organization: inOrder(declaration.organization, ["id", "name", "region"]),
    guardrails: inOrder(declaration.guardrails, ["input", "output", "tools", "redaction", "judge", "unavailable"]),
  };
  for (const key of TOP_KEYS) {
    if (key === "policies") continue;
    const value = KINDS.includes(key as ObjectKind) ? declaration.objects[key as ObjectKind] : top[key];
    if (typeof value !== "object" || value === null || Object.keys(value).length === 0) continue;
    const entry = document.createPair(key, escaped(value));
    if (Array.isArray(value)) entry.value = listNode(document, key as ObjectKind, value, variables);
    else tidy(entry.value, value);
    document.add(entry);
  }

  const policies = declaration.objects.policies;
  if (policies.some((policy) => policy.file !== undefined)) {
    Object.assign(files, policyFiles(policies));
    document.set("policies", `./${FOLDER}`);
  } else if (policies.length > 0) document.set("policies", escaped(policies));

  document.commentBefore = " Written by `lumos export`.";
  const text = document.toString({ lineWidth: 0, flowCollectionPadding: true, indentSeq: true });
  return { "lumos.yaml": text, ...files };
}

function listNode(
  document: Document,
  kind: ObjectKind,
  objects: readonly { id: string }[],
  variables: (prefix: string, id: string) => string,
) {
  const items = objects.map((object) => {
    const known = knownKeys(OBJECTS[kind], [], (path) => (object as Record<PropertyKey, unknown>)[path.at(-1) ?? ""]);
    const { object: open, names } = withoutSecrets(kind, object, variables);
    const ordered = inOrder(open, known);
    const node = document.createNode(ordered) as YAMLMap;
    tidy(node, ordered);
    if (names.length > 0) node.commentBefore = ` Set ${names.join(" and ")} in the environment.`;
    return node;
  });
  return document.createNode(items);
}

/** The object with references where its secrets were; every other text means what it says. */
function withoutSecrets(
  kind: ObjectKind,
  object: { id: string },
  variables: (prefix: string, id: string) => string,
): { object: Record<string, unknown>; names: string[] } {
  const open = escaped(object) as Record<string, unknown>;
  const names: string[] = [];
  const reference = (prefix: string) => {
    const name = variables(prefix, object.id);
    names.push(name);
    return `\${${name}}`;
  };
  if ((kind === "providers" || kind === "judges") && open.key !== undefined) open.key = reference("LUMOS_KEY");
  if (kind === "alerts" && open.secret !== undefined) open.secret = reference("LUMOS_SECRET");
  if (kind === "servers" && typeof open.url === "string" && coverAddress(open.url, "") !== open.url)
    open.url = coverAddress(open.url, reference("LUMOS_PASSWORD"));
  if (kind === "servers") referInside(open, reference);
  return { object: open, names };
}

/** What a server shows of itself upstream, and the environment of a child process. */
function referInside(open: Record<string, unknown>, reference: (prefix: string) => string): void {
  const auth = open.auth as Record<string, unknown> | undefined;
  for (const member of ["token", "value", "password", "clientSecret"])
    if (auth?.[member] !== undefined) open.auth = { ...auth, [member]: reference("LUMOS_SECRET") };
  if (open.env === undefined) return;
  const names = Object.keys(open.env as object);
  open.env = Object.fromEntries(names.map((name) => [name, reference(`LUMOS_ENV_${name.toUpperCase()}`)]));
}

/** `LUMOS_KEY_NORTH`; ids that differ only in their marks get a number. */
function nameVariables(): (prefix: string, id: string) => string {
  const given = new Set<string>();
  return (prefix, id) => {
    const plain = `${prefix}_${id.toUpperCase().replace(/[^A-Z0-9]/g, "_")}`;
    let name = plain;
    for (let count = 2; given.has(name); count++) name = `${plain}_${count}`;
    given.add(name);
    return name;
  };
}

function inOrder(object: object, keys: readonly string[]): Record<string, unknown> {
  const record = object as Record<string, unknown>;
  const rest = Object.keys(record).filter((key) => !keys.includes(key));
  return Object.fromEntries(
    [...keys, ...rest].filter((key) => record[key] !== undefined).map((key) => [key, record[key]]),
  );
}

/** `${` is plain text in what is written, so it is written `$${`. */
function escaped(value: unknown): unknown {
  if (typeof value === "string") return value.replaceAll("${", "$$${");
  if (Array.isArray(value)) return value.map(escaped);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([key, member]) => [key, escaped(member)]),
  );
}

/** Short values stand on one line, as people write them. */
function tidy(node: unknown, value: unknown): void {
  if (!isMap(node) && !isSeq(node)) return;
  if (JSON.stringify(value).length <= ON_ONE_LINE) node.flow = true;
  else if (isMap(node))
    for (const pair of node.items)
      tidy(pair.value, (value as Record<string, unknown>)[String((pair.key as Scalar).value)]);
}

function policyFiles(policies: readonly Policy[]): Record<string, string> {
  const texts = new Map<string, string[]>();
  for (const policy of policies) {
    const file = policy.file ?? REST;
    const list = texts.get(file);
    if (list === undefined) texts.set(file, [policy.text]);
    else list.push(policy.text);
  }
  return Object.fromEntries(
    [...texts]
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([file, list]) => [`${FOLDER}/${file}`, `${list.join("\n\n")}\n`]),
  );
}
