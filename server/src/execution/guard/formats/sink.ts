import { isRecord } from "../../../kernel/index.ts";
import type { WordKind } from "../../../kernel/index.ts";

export type Members = Record<string, unknown>;

/** Where words grow: the flow they belong to, by a name, and the part of the answer whose copies come later. */
export interface Growing {
  flow: string;
  kind: WordKind;
  choice: number;
  part?: string;
}

/** Is told where the words of one event, or of a whole answer, stand. Empty strings are none. */
export interface Sink {
  /** The member is the next words of a flow. */
  grows(where: Growing, holder: Members, name: string): void;
  /** The member says all of a part that grew before; where nothing did, it grows now. */
  copies(where: Growing & { part: string }, holder: Members, name: string): void;
  /** The member is a text of its own. */
  whole(where: Omit<Growing, "flow" | "part">, holder: Members, name: string): void;
  /** The member is what a tool is called with, as an object. */
  called(choice: number, holder: Members, name: string): void;
  /** The member repeats words piece by piece, so it goes. */
  drops(holder: Members, name: string): void;
  /** Something stands here that is not text. */
  unread(what: string): void;
  /** Behind the words of this event, all flows end whose names begin so. */
  ends(prefix: string): void;
}

/** Knows where words stand in the answers of one format. */
export interface Reader {
  /** One event of a stream. `name` is what its `event:` line says. */
  event(json: Members, name: string, sink: Sink): void;
  /** An answer in one piece. */
  whole(json: Members, sink: Sink): void;
  /** Whether data that is no JSON has its place in a stream of this format. */
  plain(data: string): boolean;
}

/** What a member of no known meaning may be nested in. */
const MAX_DEPTH = 64;
/** Members that programs made, whatever they stand in. */
const MADE = new Set([
  "id",
  "type",
  "object",
  "role",
  "model",
  "status",
  "index",
  "call_id",
  "item_id",
  "tool_use_id",
  "file_id",
  "container_id",
  "encrypted_content",
  "encrypted_index",
  "signature",
  "thoughtSignature",
]);
/** A made member is short and one word; what is not is read like any other, but for what is sealed. */
const SEALED = new Set(["encrypted_content", "encrypted_index", "signature", "thoughtSignature"]);
const MADE_WORD = /^[\w.:/+~=-]{0,128}$/;

/** Whether a member holds nothing that a model could have written. */
function isMade(name: string, value: string): boolean {
  return MADE.has(name) && (SEALED.has(name) || MADE_WORD.test(value));
}

/** Every other string in a value is a text of its own. */
function readRest(holder: Members, name: string, choice: number, sink: Sink, depth = 0): void {
  const value = holder[name];
  if (typeof value === "string") {
    if (value !== "" && !isMade(name, value)) sink.whole({ kind: "other", choice }, holder, name);
    return;
  }
  if (typeof value !== "object" || value === null) return;
  if (depth > MAX_DEPTH) return sink.unread("nested too deep");
  const inner = value as Members;
  for (const member of Object.keys(inner)) {
    if (Array.isArray(value)) {
      // What stands in a list is named by the list.
      const item: unknown = inner[member];
      if (typeof item === "string") {
        if (item !== "") sink.whole({ kind: "other", choice }, inner, member);
        continue;
      }
    }
    readRest(inner, member, choice, sink, depth + 1);
  }
}

/** Every member that has no meaning here is read as a text of its own. */
export function readOthers(holder: Members, known: ReadonlySet<string>, choice: number, sink: Sink): void {
  for (const name in holder) if (!known.has(name)) readRest(holder, name, choice, sink);
}

/** Every string in a value goes on growing with each event: fragments of something that has no name here. */
export function growRest(
  holder: Members,
  name: string,
  where: Pick<Growing, "flow" | "choice">,
  sink: Sink,
  depth = 0,
): void {
  const value = holder[name];
  if (typeof value === "string") {
    if (value === "" || isMade(name, value)) return;
    sink.grows({ flow: `${where.flow}.${name}`, kind: kindOf(name), choice: where.choice }, holder, name);
    return;
  }
  if (typeof value !== "object" || value === null) return;
  if (depth > MAX_DEPTH) return sink.unread("nested too deep");
  const inner = value as Members;
  if (Array.isArray(value)) {
    for (const [at, item] of (value as unknown[]).entries()) {
      const index = isRecord(item) && typeof item["index"] === "number" ? item["index"] : 0;
      growRest(inner, String(at), { flow: `${where.flow}.${name}${index}`, choice: where.choice }, sink, depth + 1);
    }
    return;
  }
  const flow = Number.isNaN(Number(name)) ? `${where.flow}.${name}` : where.flow;
  for (const member of Object.keys(inner)) growRest(inner, member, { flow, choice: where.choice }, sink, depth + 1);
}

function kindOf(name: string): WordKind {
  if (/arguments|partial_json/i.test(name)) return "arguments";
  return /reason|think|summary/i.test(name) ? "thinking" : "text";
}

export const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? (value as unknown[]) : []);
export const numberOf = (value: unknown, otherwise = 0): number => (typeof value === "number" ? value : otherwise);
