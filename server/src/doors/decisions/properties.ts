import { NO_PROPERTIES, type Properties, isRecord } from "../../kernel/index.ts";
import type { Wrong } from "./members.ts";

const MAX_TAGS = 200;
const MAX_VALUES = 1_000;
const MAX_DEPTH = 6;
const MAX_NAME = 128;
const MAX_TEXT = 1_024;
/** Names that mean something to an engine or a runtime; nobody's property needs one. */
const RESERVED = new Set(["__entity", "__extn", "__expr", "__proto__"]);

/**
 * Reads what somebody says of a thing. Objects inside become names with dots, everything else a text; nothing is
 * cut to size, for what is cut off may be what a policy forbids.
 */
// Guarantee: nothing from outside becomes a value of the engine by its shape.
export function readProperties(
  said: unknown,
  param: string,
  wrong: Wrong,
  text: (value: string) => string,
  without: ReadonlySet<string> = NONE,
): Properties {
  if (said === undefined || said === null) return NO_PROPERTIES;
  if (!isRecord(said)) {
    wrong(param, `${param} must be an object.`);
    return NO_PROPERTIES;
  }
  const tags = new Map<string, string>();
  const values: string[] = [];
  const put = (name: string, value: string) => {
    if (value.length > MAX_TEXT) return wrong(param, `A value in ${param} is longer than ${MAX_TEXT} characters.`);
    // A name with the sign in it would make two readings of one text.
    if (!name.includes("=")) values.push(`${name}=${text(value)}`);
  };
  const walk = (record: Record<string, unknown>, prefix: string, depth: number) => {
    for (const [own, value] of Object.entries(record)) {
      const name = `${prefix}${own}`;
      if (RESERVED.has(own)) return wrong(param, `A member of ${param} has a name that is not for properties.`);
      if (name.length > MAX_NAME) return wrong(param, `A name in ${param} is longer than ${MAX_NAME} characters.`);
      if (depth === 0 && without.has(own)) continue;
      if (isRecord(value)) {
        if (depth + 1 >= MAX_DEPTH) return wrong(param, `${param} nests deeper than ${MAX_DEPTH} levels.`);
        walk(value, `${name}.`, depth + 1);
      } else if (Array.isArray(value)) {
        for (const member of value) {
          const one = textOf(member);
          if (one === undefined) return wrong(param, `A list in ${param} may hold texts, numbers and truth values.`);
          put(name, one);
        }
      } else {
        const one = textOf(value);
        if (one === undefined) continue;
        if (tags.has(name)) return wrong(param, `Two members of ${param} have the same name.`);
        tags.set(name, text(one));
        put(name, one);
      }
      if (tags.size > MAX_TAGS) return wrong(param, `${param} has more than ${MAX_TAGS} members.`);
      if (values.length > MAX_VALUES) return wrong(param, `${param} has more than ${MAX_VALUES} values.`);
    }
  };
  walk(said, "", 0);
  return { tags: Object.fromEntries(tags), values: [...new Set(values)] };
}

const NONE: ReadonlySet<string> = new Set();

/** Undefined for what says nothing. */
function textOf(value: unknown): string | undefined {
  if (typeof value === "string") return value.toWellFormed();
  return typeof value === "number" || typeof value === "boolean" ? String(value) : undefined;
}
