import { isDeepStrictEqual } from "node:util";
import { type JSONPath, applyEdits, modify, type ParseError, parse } from "jsonc-parser";
import { parse as parseToml } from "smol-toml";
import { isRecord } from "../../kernel/index.ts";

/**
 * What is changed in a file that belongs to somebody else. Both ways leave every byte alone that they are not about,
 * and throw `Unreadable` where the text is not what its name says.
 */
export interface Edit {
  apply(text: string | undefined): string;
  /** Takes back what `apply` wrote, out of a text that has been changed since. `before` is what stood there first. */
  remove(text: string, before: string | undefined): string;
}

/** A file that is not touched, and why. */
export class Unreadable extends Error {}

/** Members of a JSON object, comments allowed. */
export function jsonMembers(members: readonly (readonly [path: string[], value: unknown])[]): Edit {
  return {
    apply(text) {
      let next = text === undefined || text.trim() === "" ? "{}\n" : text;
      if (!isRecord(readJson(next))) throw new Unreadable("it does not hold a JSON object");
      for (const [path, value] of members) {
        for (let depth = 1; depth < path.length; depth++) {
          const inner = at(readJson(next), path.slice(0, depth));
          if (inner !== undefined && !isRecord(inner))
            throw new Unreadable(`${path.slice(0, depth).join(".")} in it is not an object`);
        }
        next = setJson(next, path, value);
      }
      return next;
    },
    remove(text, before) {
      let next = text;
      const old = before === undefined || before.trim() === "" ? {} : readJson(before);
      for (const [path, value] of members.toReversed()) {
        if (!isDeepStrictEqual(at(readJson(next), path), value)) continue;
        next = withoutEmpty(setJson(next, path, at(old, path)), path, old);
      }
      return next;
    },
  };
}

/** One entry more in lists of a JSON object, each list by its path; what else is in the lists stays. */
export function jsonListEntries(entries: readonly (readonly [path: readonly string[], entry: unknown])[]): Edit {
  return {
    apply(text) {
      let next = text === undefined || text.trim() === "" ? "{}\n" : text;
      if (!isRecord(readJson(next))) throw new Unreadable("it does not hold a JSON object");
      for (const [path, entry] of entries) {
        const parent = at(readJson(next), path.slice(0, -1));
        if (parent !== undefined && !isRecord(parent))
          throw new Unreadable(`${path.slice(0, -1).join(".")} in it is not an object`);
        const list = at(readJson(next), path);
        if (list === undefined) next = setJson(next, [...path], [entry]);
        else if (!Array.isArray(list)) throw new Unreadable(`${path.join(".")} in it is not a list`);
        else if (!list.some((one) => isDeepStrictEqual(one, entry)))
          next = setJson(next, [...path, list.length], entry, true);
      }
      return next;
    },
    remove(text, before) {
      let next = text;
      const old = before === undefined || before.trim() === "" ? {} : readJson(before);
      for (const [path, entry] of entries.toReversed()) {
        const isOurs = (one: unknown) => isDeepStrictEqual(one, entry);
        const list = at(readJson(next), path);
        const was = at(old, path);
        // What stood there before is not ours to take.
        if (!Array.isArray(list) || (Array.isArray(was) && was.some(isOurs))) continue;
        const index = list.findIndex(isOurs);
        if (index < 0) continue;
        next = setJson(next, [...path, index], undefined);
        if (list.length === 1 && was === undefined) next = setJson(next, [...path], undefined);
        next = withoutEmpty(next, path, old);
      }
      return next;
    },
  };
}

/** Objects above a path that hold nothing any more, and were not there before, go. */
function withoutEmpty(text: string, path: readonly string[], old: unknown): string {
  let next = text;
  for (let depth = path.length - 1; depth > 0; depth--) {
    const parent = path.slice(0, depth);
    const left = at(readJson(next), parent);
    if (isRecord(left) && Object.keys(left).length === 0 && at(old, parent) === undefined)
      next = setJson(next, parent, undefined);
  }
  return next;
}

/** Several edits of one file, one after the other, taken back the other way round. */
export function together(...edits: readonly Edit[]): Edit {
  return {
    apply: (text) => edits.reduce<string | undefined>((next, edit) => edit.apply(next), text) ?? "",
    remove: (text, before) => edits.toReversed().reduce((next, edit) => edit.remove(next, before), text),
  };
}

/** One entry of a JSON list, known by some of its members. */
export function jsonEntry(entry: Readonly<Record<string, unknown>>, known: readonly string[]): Edit {
  const indexIn = (list: readonly unknown[]) =>
    list.findIndex((one) => isRecord(one) && known.every((name) => one[name] === entry[name]));
  const listOf = (text: string): unknown[] => {
    const list = readJson(text);
    if (!Array.isArray(list)) throw new Unreadable("it does not hold a JSON list");
    return list;
  };
  return {
    apply(text) {
      const whole = text === undefined || text.trim() === "" ? "[]\n" : text;
      const list = listOf(whole);
      const index = indexIn(list);
      return index < 0 ? setJson(whole, [list.length], entry, true) : setJson(whole, [index], entry);
    },
    remove(text, before) {
      const index = indexIn(listOf(text));
      if (index < 0) return text;
      const old = before === undefined || before.trim() === "" ? [] : listOf(before);
      return setJson(text, [index], old[indexIn(old)]);
    },
  };
}

/** Codex's provider: one key at the top of a TOML file, and tables of its own at the end. */
export function tomlProvider(table: string, top: Readonly<Record<string, string>>, tables: string): Edit {
  const wanted = parseToml(tables) as Record<string, Record<string, unknown>>;
  const [parent = "", name = ""] = table.split(".");
  const expected = (from: string, changes: Readonly<Record<string, unknown>>, own: unknown): unknown => {
    const whole = readToml(from);
    for (const [key, value] of Object.entries(changes)) {
      if (value === undefined) delete whole[key];
      else whole[key] = value;
    }
    const group = { ...(isRecord(whole[parent]) ? whole[parent] : {}) };
    if (own === undefined) delete group[name];
    else group[name] = own;
    if (Object.keys(group).length > 0) whole[parent] = group;
    else delete whole[parent];
    return whole;
  };
  /** What a line editor did is believed only where a parser reads what was meant. */
  const checked = (text: string, meant: unknown): string => {
    if (isDeepStrictEqual(readToml(text), JSON.parse(JSON.stringify(meant)))) return text;
    throw new Unreadable("it is written in a way that cannot be changed safely");
  };
  return {
    apply(text = "") {
      const meant = expected(text, top, wanted[parent]?.[name]);
      let next = withoutTables(text, table);
      for (const [key, value] of Object.entries(top)) next = setTomlKey(next, key, value);
      const gap = next === "" || next.endsWith("\n\n") ? "" : next.endsWith("\n") ? "\n" : "\n\n";
      return checked(`${next}${gap}${tables}`, meant);
    },
    remove(text, before = "") {
      const old = readToml(before);
      const now = readToml(text);
      const back = Object.fromEntries(
        Object.entries(top).map(([key, value]) => [key, now[key] === value ? old[key] : now[key]]),
      );
      let next = withoutTables(text, table);
      for (const [key, value] of Object.entries(back)) {
        next = typeof value === "string" || value === undefined ? setTomlKey(next, key, value) : next;
      }
      return checked(next, expected(text, back, undefined));
    },
  };
}

/** Tables of our own at the end of a TOML file, and keys at its top. Where the tables are another's, the file is left. */
export function tomlTables(table: string, top: Readonly<Record<string, boolean>>, tables: string): Edit {
  const path = table.split(".");
  const ours = at(readToml(tables), path);
  const meant = (from: string, changes: Readonly<Record<string, unknown>>, own: unknown): unknown => {
    const whole = readToml(from);
    for (const [key, value] of Object.entries(changes)) {
      if (value === undefined) delete whole[key];
      else whole[key] = value;
    }
    setAt(whole, path, own);
    return whole;
  };
  const checked = (text: string, wanted: unknown): string => {
    if (isDeepStrictEqual(readToml(text), JSON.parse(JSON.stringify(wanted)))) return text;
    throw new Unreadable("it is written in a way that cannot be changed safely");
  };
  return {
    apply(text = "") {
      const there = at(readToml(text), path);
      if (there !== undefined && !isDeepStrictEqual(there, ours)) throw new Unreadable(`it has [${table}] already`);
      let next = withoutTables(text, table);
      for (const [key, value] of Object.entries(top)) next = setTomlKey(next, key, value);
      const gap = next === "" || next.endsWith("\n\n") ? "" : next.endsWith("\n") ? "\n" : "\n\n";
      return checked(`${next}${gap}${tables}`, meant(text, top, ours));
    },
    remove(text, before = "") {
      const now = readToml(text);
      const old = readToml(before);
      const back = Object.fromEntries(
        Object.entries(top).map(([key, value]) => [key, now[key] === value ? old[key] : now[key]]),
      );
      const isOurs = isDeepStrictEqual(at(now, path), ours);
      let next = isOurs ? withoutTables(text, table) : text;
      for (const [key, value] of Object.entries(back))
        next = typeof value === "boolean" || value === undefined ? setTomlKey(next, key, value) : next;
      return checked(next, meant(text, back, isOurs ? undefined : at(now, path)));
    },
  };
}

function setAt(whole: Record<string, unknown>, path: readonly string[], value: unknown): void {
  const [name = "", ...rest] = path;
  if (rest.length === 0) {
    if (value === undefined) delete whole[name];
    else whole[name] = value;
    return;
  }
  const inner = isRecord(whole[name]) ? whole[name] : {};
  setAt(inner, rest, value);
  if (Object.keys(inner).length === 0) delete whole[name];
  else whole[name] = inner;
}

/** Lines NAME=VALUE. */
export function envLines(values: Readonly<Record<string, string>>): Edit {
  const lineOf = (name: string) => new RegExp(`^[ \\t]*(?:export[ \\t]+)?${name}[ \\t]*=.*$`, "m");
  const find = (text: string | undefined, name: string) =>
    text === undefined ? undefined : lineOf(name).exec(text)?.[0];
  return {
    apply(text = "") {
      let next = text;
      for (const [name, value] of Object.entries(values)) {
        const line = `${name}=${value}`;
        if (find(next, name) !== undefined) next = next.replace(lineOf(name), () => line);
        else next = `${next}${next === "" || next.endsWith("\n") ? "" : "\n"}${line}\n`;
      }
      return next;
    },
    remove(text, before) {
      let next = text;
      for (const [name, value] of Object.entries(values)) {
        const line = `${name}=${value}`;
        if (find(next, name) !== line) continue;
        const old = find(before, name);
        next = old === undefined ? next.replace(`${line}\n`, "") : next.replace(line, () => old);
      }
      return next;
    },
  };
}

/** A file of our own. */
export function wholeFile(content: string): Edit {
  return { apply: () => content, remove: () => "" };
}

function readJson(text: string): unknown {
  const errors: ParseError[] = [];
  const value: unknown = parse(text, errors, { allowTrailingComma: true });
  const [first] = errors;
  if (first) throw new Unreadable(`it is not valid JSON (line ${text.slice(0, first.offset).split("\n").length})`);
  return value;
}

function setJson(text: string, path: JSONPath, value: unknown, isArrayInsertion = false): string {
  const formattingOptions = {
    insertSpaces: !/^\t/m.test(text),
    tabSize: /^( +)\S/m.exec(text)?.[1]?.length ?? 2,
    eol: text.includes("\r\n") ? "\r\n" : "\n",
  };
  return applyEdits(text, modify(text, path, value, { formattingOptions, isArrayInsertion }));
}

function at(value: unknown, path: readonly string[]): unknown {
  let here = value;
  for (const step of path) {
    if (!isRecord(here) || !Object.hasOwn(here, step)) return undefined;
    here = here[step];
  }
  return here;
}

function readToml(text: string): Record<string, unknown> {
  try {
    return JSON.parse(JSON.stringify(parseToml(text))) as Record<string, unknown>;
  } catch (error) {
    const line = (error as { line?: number }).line;
    throw new Unreadable(`it is not valid TOML${line === undefined ? "" : ` (line ${line})`}`);
  }
}

const HEADER = /^[ \t]*\[/;

/** The text without a table and the tables below it, up to the next other one. */
function withoutTables(text: string, table: string): string {
  const own = new RegExp(`^[ \\t]*\\[\\[?[ \\t]*${table.replace(".", "\\.")}[ \\t]*[.\\]]`);
  const kept: string[] = [];
  let inside = false;
  // What follows the last key of the table may be about what comes after it.
  let trailing: string[] = [];
  for (const line of text.split(/(?<=\n)/)) {
    if (HEADER.test(line)) {
      if (!own.test(line)) kept.push(...trailing);
      trailing = [];
      inside = own.test(line);
    }
    if (!inside) kept.push(line);
    else if (/^[ \t]*(?:#|\r?\n|$)/.test(line)) trailing.push(line);
    else trailing = [];
  }
  return [...kept, ...trailing].join("");
}

/** Sets a key before the first table; undefined takes its line out. */
function setTomlKey(text: string, key: string, value: string | boolean | undefined): string {
  const lines = text.split(/(?<=\n)/);
  const first = lines.findIndex((line) => HEADER.test(line));
  const end = first < 0 ? lines.length : first;
  const index = lines.slice(0, end).findIndex((line) => new RegExp(`^[ \\t]*${key}[ \\t]*=`).test(line));
  const line = value === undefined ? [] : [`${key} = ${JSON.stringify(value)}\n`];
  if (index >= 0) lines.splice(index, 1, ...line);
  else lines.unshift(...line);
  return lines.join("");
}
