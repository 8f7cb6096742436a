import type { SqlReading } from "../types.ts";
import { CHANGES, EVERYTHING, MANY } from "./operations.ts";
import { statementsOf } from "./parser.ts";
import { type Sight, makeSight } from "./sight.ts";
import { inner, statement } from "./statements.ts";

/**
 * What a text of SQL does, by PostgreSQL's own grammar: every statement of it, down to what is written inside others.
 * What a view, a rule, a trigger or a function of one's own does is not in the text.
 */
// Guarantee: what is not understood in a text counts as the gravest.
export function readSql(sql: string): SqlReading {
  const statements = statementsOf(sql);
  if (typeof statements === "string") return unread(statements);
  const sight = makeSight(inner);
  try {
    for (const each of statements) statement(each, sight);
  } catch (error) {
    // Nested deeper than can be followed.
    if (error instanceof RangeError) return unread("it is nested too deeply");
    throw error;
  }
  return readingOf(sight, statements.length);
}

const MAX_NAMES = 2_000;
const MAX_NOTES = 20;

function readingOf(sight: Sight, statements: number): SqlReading {
  if (sight.tables.size + sight.columns.size > MAX_NAMES) return unread("it names too much");
  if (sight.unread !== undefined) return { ...unread(sight.unread, sight), statements };
  const operations = EVERYTHING.filter((each) => sight.operations.has(each));
  if (operations.length === 0) operations.push(...CHANGES);
  const tables = [...sight.tables].sort();
  return {
    does: {
      operations,
      objects: tables,
      hosts: [],
      unbounded: sight.unbounded,
      batch: Math.min(MANY, sight.batch),
    },
    notes: [...sight.notes].slice(0, MAX_NOTES),
    readOnly: operations.every((each) => each === "read" || each === "select"),
    statements,
    tables,
    columns: columnsOf(sight),
  };
}

/** A row named as a whole is all of its columns. */
function columnsOf({ columns, aliases }: Sight): string[] {
  const whole = [...columns].some((each) => aliases.has(each));
  return [...new Set([...columns].filter((each) => !aliases.has(each)).concat(whole ? ["*"] : []))].sort();
}

function unread(because: string, sight?: Sight): SqlReading {
  const tables = [...(sight?.tables ?? [])].sort();
  return {
    does: { operations: [...EVERYTHING], objects: tables, hosts: [], unbounded: true, batch: MANY },
    notes: [...(sight?.notes ?? []), `not understood: ${because}`],
    unread: because,
    readOnly: false,
    statements: 0,
    tables,
    columns: sight ? columnsOf(sight) : [],
  };
}
