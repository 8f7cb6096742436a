import { Composer, Lexer, LineCounter, Parser, isAlias, isMap, isScalar, isSeq, type Document } from "yaml";
import type { Place, Problems } from "./problems.ts";
import { pathText, quoted } from "./words.ts";

/** A reference to the environment inside a value, and whether the variable or its default gave the text. */
export interface Substitution {
  name: string;
  used: "variable" | "default";
}

/** A YAML document as plain nodes that know where they stand. */
export type Tree = TreeMap | TreeList | TreeScalar;
export interface TreeMap {
  kind: "map";
  at: Place;
  members: Map<string, { key: Place; value: Tree }>;
}
export interface TreeList {
  kind: "list";
  at: Place;
  items: Tree[];
}
export interface TreeScalar {
  kind: "scalar";
  at: Place;
  value: string | number | boolean | null;
  substitutions?: Substitution[];
}

const MAX_BYTES = 1_048_576;
const MAX_DEPTH = 64;
const MAX_ALIASED_NODES = 10_000;
const TOO_DEEP = `values are nested deeper than ${MAX_DEPTH} levels`;

/**
 * Reads bytes as one YAML document. Undefined means that nothing of it can be used; otherwise the tree is
 * whole, and `problems` says what is wrong in it.
 */
export function readTree(bytes: Uint8Array, file: string, problems: Problems): TreeMap | undefined {
  const whole: Place = { file, line: 0, column: 0 };
  if (bytes.length > MAX_BYTES) {
    problems.add(whole, "", `the file has ${bytes.length} bytes; at most ${MAX_BYTES} are read`);
    return undefined;
  }
  const text = decode(bytes);
  if (text === undefined) {
    problems.add(whole, "", "the file is not UTF-8 text");
    return undefined;
  }
  const lines = new LineCounter();
  const deep = findTooDeep(text);
  if (deep !== undefined) {
    problems.add({ file, ...deep }, "", TOO_DEEP);
    return undefined;
  }
  const document = compose(text, lines, file, problems);
  if (document === undefined) return undefined;
  return convert(document, lines, file, problems);
}

/** The node at a path, or the nearest one above it. */
export function nodeAt(root: Tree, path: readonly PropertyKey[]): { node: Tree; at: Place; exact: boolean } {
  let node = root;
  let at = root.at;
  for (const step of path) {
    if (node.kind === "map") {
      const member = node.members.get(String(step));
      if (member === undefined) return { node, at, exact: false };
      node = member.value;
      at = node.kind === "scalar" && node.value !== null ? node.at : member.key;
    } else if (node.kind === "list") {
      const item = node.items[Number(step)];
      if (item === undefined) return { node, at, exact: false };
      node = item;
      at = item.at;
    } else return { node, at, exact: false };
  }
  return { node, at, exact: true };
}

/** The same as a plain value. Keys without a value are as if they were not written. */
export function plain(tree: Tree): unknown {
  if (tree.kind === "scalar") return tree.value;
  if (tree.kind === "list") return tree.items.map(plain);
  const object: Record<string, unknown> = {};
  for (const [key, member] of tree.members) {
    if (member.value.kind === "scalar" && member.value.value === null) continue;
    object[key] = plain(member.value);
  }
  return object;
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

/**
 * Finds where a text nests too deep, before anything recursive sees it: by its brackets, and outside of them
 * by the columns at which lines and list marks begin.
 */
function findTooDeep(text: string): { line: number; column: number } | undefined {
  const columns: number[] = [];
  let brackets = 0;
  let line = 1;
  let column = 1;
  let lineBegins = true;
  for (const lexeme of new Lexer().lex(text)) {
    // The lexer's own marks stand for no character of the text.
    if (lexeme === "\x02" || lexeme === "\x18" || lexeme === "\x1f") continue;
    const space = lexeme.trim() === "" || lexeme.startsWith("#");
    if (brackets === 0 && !space && (lineBegins || lexeme === "-" || lexeme === "?")) {
      while ((columns.at(-1) ?? 0) > column) columns.pop();
      if (columns.at(-1) !== column) columns.push(column);
    }
    if (!space) lineBegins = false;
    if (lexeme === "[" || lexeme === "{") brackets += 1;
    else if ((lexeme === "]" || lexeme === "}") && brackets > 0) brackets -= 1;
    if (columns.length + brackets > MAX_DEPTH) return { line, column };
    const lastBreak = lexeme.lastIndexOf("\n");
    if (lastBreak === -1) column += lexeme.length;
    else {
      for (let at = lexeme.indexOf("\n"); at !== -1; at = lexeme.indexOf("\n", at + 1)) line += 1;
      column = lexeme.length - lastBreak;
      lineBegins = true;
    }
  }
  return undefined;
}

function compose(text: string, lines: LineCounter, file: string, problems: Problems): Document.Parsed | undefined {
  const composer = new Composer({
    version: "1.2",
    schema: "core",
    merge: false,
    resolveKnownTags: false,
    stringKeys: true,
    // Compared here with a set; the library compares each key with every other.
    uniqueKeys: false,
    strict: true,
    prettyErrors: false,
    logLevel: "silent",
  });
  const documents: Document.Parsed[] = [];
  try {
    for (const document of composer.compose(new Parser(lines.addNewLine).parse(text), true, text.length))
      documents.push(document as Document.Parsed);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    problems.add({ file, line: 0, column: 0 }, "", TOO_DEEP);
    return undefined;
  }
  const [first, second] = documents;
  let broken = false;
  for (const document of documents) {
    for (const issue of [...document.errors, ...document.warnings]) {
      const overflow = /call stack|stack overflow/i.test(issue.message);
      problems.add(
        place(lines, file, issue.pos[0]),
        "",
        overflow ? TOO_DEEP : `not valid YAML: ${sentence(issue.message)}`,
      );
      if (overflow) return undefined;
      broken = true;
    }
  }
  if (second !== undefined) {
    problems.add(place(lines, file, second.range[0]), "", "the file holds more than one YAML document");
    return undefined;
  }
  return broken ? undefined : first;
}

function convert(document: Document.Parsed, lines: LineCounter, file: string, problems: Problems): TreeMap | undefined {
  interface Sized {
    tree: Tree;
    size: number;
    height: number;
  }
  const anchors = new Map<string, Sized>();
  let aliased = 0;
  const nothing = (at: Place): Sized => ({ tree: { kind: "scalar", at, value: null }, size: 1, height: 1 });
  const wrong = (at: Place, path: readonly PropertyKey[], message: string): Sized => {
    problems.add(at, pathText(path), message);
    return nothing(at);
  };

  const walk = (node: unknown, above: Place, path: PropertyKey[]): Sized => {
    const offset = (node as { range?: [number, number, number] | null } | null)?.range?.[0];
    const at = offset === undefined ? above : place(lines, file, offset);
    if (path.length > MAX_DEPTH) return wrong(at, [], TOO_DEEP);
    if (node === null || node === undefined) return nothing(at);
    if (isAlias(node)) {
      const target = anchors.get(node.source);
      if (target === undefined)
        return wrong(at, path, `the alias ${quoted(`*${node.source}`)} points to no anchor above it`);
      aliased += target.size;
      if (aliased > MAX_ALIASED_NODES) {
        if (aliased - target.size > MAX_ALIASED_NODES) return nothing(at);
        return wrong(at, path, `aliases stand for more than ${MAX_ALIASED_NODES} values`);
      }
      if (path.length + target.height > MAX_DEPTH + 1) return wrong(at, [], TOO_DEEP);
      return target;
    }
    const made = isMap(node)
      ? walkMap(node.items, at, path)
      : isSeq(node)
        ? walkList(node.items, at, path)
        : leaf(node, at, path);
    const anchor = (node as { anchor?: string }).anchor;
    if (anchor !== undefined) anchors.set(anchor, made);
    return made;
  };

  const walkMap = (pairs: readonly { key: unknown; value: unknown }[], at: Place, path: PropertyKey[]): Sized => {
    const members: TreeMap["members"] = new Map();
    let size = 1;
    let height = 1;
    for (const pair of pairs) {
      const keyOffset = (pair.key as { range?: [number, number, number] | null } | null)?.range?.[0];
      const key = keyOffset === undefined ? at : place(lines, file, keyOffset);
      if (!isScalar(pair.key) || typeof pair.key.value !== "string") {
        wrong(key, path, "a key must be text");
        continue;
      }
      const name = pair.key.value;
      const earlier = members.get(name);
      if (earlier !== undefined) {
        wrong(key, [...path, name], `${quoted(name)} is written twice; first on line ${earlier.key.line}`);
        continue;
      }
      // Guarantee: no key of a file reaches an object's prototype.
      if (name === "__proto__") {
        wrong(key, path, `${quoted(name)} cannot be used as a key`);
        continue;
      }
      const value = walk(pair.value, key, [...path, name]);
      members.set(name, { key, value: value.tree });
      size += value.size;
      height = Math.max(height, value.height + 1);
    }
    return { tree: { kind: "map", at, members }, size, height };
  };

  const walkList = (items: readonly unknown[], at: Place, path: PropertyKey[]): Sized => {
    const list: Tree[] = [];
    let size = 1;
    let height = 1;
    for (const [index, item] of items.entries()) {
      const value = walk(item, at, [...path, index]);
      list.push(value.tree);
      size += value.size;
      height = Math.max(height, value.height + 1);
    }
    return { tree: { kind: "list", at, items: list }, size, height };
  };

  const leaf = (node: unknown, at: Place, path: PropertyKey[]): Sized => {
    const value = isScalar(node) ? node.value : undefined;
    if (value === null || typeof value === "string" || typeof value === "number" || typeof value === "boolean")
      return { tree: { kind: "scalar", at, value }, size: 1, height: 1 };
    return wrong(at, path, "this is neither text, a number, true, false, a list nor a map");
  };

  const start: Place = { file, line: 1, column: 1 };
  const root = walk(document.contents, start, []).tree;
  if (root.kind === "map") return root;
  if (root.kind === "scalar" && root.value === null) problems.add(start, "", "the file is empty");
  else problems.add(root.at, "", "the file must be a map of keys such as `version: 1`");
  return undefined;
}

function place(lines: LineCounter, file: string, offset: number): Place {
  const { line, col } = lines.linePos(offset);
  return { file, line: Math.max(line, 1), column: Math.max(col, 1) };
}

/** The library's own words as a clause, without the text it quotes: that may be part of a secret. */
function sentence(message: string): string {
  const text = message.replace(/(:\s|escape sequence|directive).*$/s, (_, kept: string) =>
    kept.startsWith(":") ? "" : kept,
  );
  return text.charAt(0).toLowerCase() + text.slice(1, 200);
}
