import type pg from "pg";
import { BODY_COLUMNS, DECISION_COLUMNS, FACET_COLUMNS } from "../columns.ts";
import type { Append } from "../types.ts";
import { faultOf } from "./faults.ts";

const NUMBERS = new Set<string>(["at", "tokens_in", "tokens_out", "cost_nano", "duration_ms"]);

const STATEMENT = `with bodies as (${insert("decision_bodies", BODY_COLUMNS, "$1")}),
  facets as (${insert("facets", FACET_COLUMNS, "$3")}),
  decisions as (${insert("decisions", DECISION_COLUMNS, "$2")})
  select epoch from feed_epoch`;

/** One statement and one commit for a whole group, its rows as two JSON lists: the cheapest to write here. */
export async function appendGroup(pool: pg.Pool, group: readonly Append[]): Promise<string> {
  const values = [
    listOf(group.flatMap((member) => member.bodies)),
    listOf(group.flatMap((member) => member.decisions)),
    listOf(facetsOf(group)),
  ];
  const send = async () => {
    const { rows } = await pool.query<{ epoch: string }>({ name: "lumos_append", text: STATEMENT, values });
    return rows[0]?.epoch ?? "";
  };
  try {
    return await send();
  } catch (error) {
    const known = faultOf(error);
    if (known.code !== "store_unreachable") throw known;
    // A connection from the pool may have died unnoticed. Rows that got through are left as they are.
    return send().catch((again: unknown) => {
      throw faultOf(again);
    });
  }
}

function insert(table: string, columns: readonly string[], place: string): string {
  const names = columns.join(", ");
  const typed = columns.map((column) => `${column} ${NUMBERS.has(column) ? "bigint" : "text"}`).join(", ");
  return `insert into ${table} (${names}) select ${names} from json_to_recordset(${place}::json) as given(${typed})
    on conflict do nothing`;
}

/** PostgreSQL's text takes neither NUL nor half a surrogate pair: they become U+FFFD. */
function listOf(rows: readonly object[]): string {
  const text = JSON.stringify(rows);
  if (!/\\u0000|\\ud[89a-f]/.test(text)) return text;
  return JSON.stringify(rows, (_, value: unknown) =>
    typeof value === "string" ? value.toWellFormed().replaceAll("\0", "\uFFFD") : value,
  );
}

/** Each facet once, in one order for every process: two groups with the same new ones must not wait for each other. */
function facetsOf(group: readonly Append[]): { hash: string; json: string }[] {
  const byHash = new Map(group.flatMap((member) => member.facets ?? []).map((facet) => [facet.hash, facet]));
  return [...byHash.values()].sort((a, b) => (a.hash < b.hash ? -1 : 1));
}
