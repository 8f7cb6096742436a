import type { Kysely } from "kysely";
import { sql } from "kysely";
import { DECISION_COLUMNS } from "../columns.ts";
import type { Tables } from "../tables.ts";
import type { DecisionRow, Store } from "../types.ts";

const MAX_ROWS = 1_000;
const HORIZON = sql`pg_snapshot_xmin(pg_current_snapshot())::text::bigint`;
const COLUMNS = sql.raw(DECISION_COLUMNS.join(", "));
/** Sorts after every id. */
const LAST_ID = "~";

type Found = { [K in keyof DecisionRow]: DecisionRow[K] | null } & { epoch: string; txid: number };

/**
 * The feed in the order of (transaction, id), and only below the oldest transaction still running: above it,
 * rows may yet appear before those that are seen already. A position is `epoch.transaction.id`; one of another
 * epoch, from before a restore, starts over: rows may repeat, none is skipped.
 */
export function postgresFeed(read: Kysely<Tables>): Pick<Store, "feed" | "feedEnd"> {
  const after = async (org: string, place: Place, limit: number) => {
    const { rows } = await sql<Found>`
      select feed_epoch.epoch, found.* from feed_epoch left join lateral (
        select ${COLUMNS}, txid from decisions
        where org = ${org} and (txid, id) > (${place.txid}, ${place.id}) and txid < ${HORIZON}
        order by txid, id limit ${limit}) as found on true
      order by found.txid, found.id`.execute(read);
    return rows;
  };
  return {
    feed: async (org, position, limit) => {
      const bounded = Math.max(1, Math.min(limit, MAX_ROWS));
      const place = placeOf(position);
      let rows = await after(org, place, bounded);
      const epoch = rows[0]?.epoch ?? "";
      if (place.txid > 0 && place.epoch !== epoch) rows = await after(org, START, bounded);
      const found = rows.flatMap((row) => (row.id === null ? [] : [row]));
      const last = found.at(-1);
      return {
        rows: found.map(decisionOf),
        position: last ? `${last.epoch}.${last.txid}.${last.id}` : position,
      };
    },
    feedEnd: async () => {
      const { rows } = await sql<{ epoch: string; horizon: number }>`
        select epoch, ${HORIZON} as horizon from feed_epoch`.execute(read);
      return `${rows[0]?.epoch ?? ""}.${(rows[0]?.horizon ?? 1) - 1}.${LAST_ID}`;
    },
  };
}

interface Place {
  epoch: string;
  txid: number;
  id: string;
}

const START: Place = { epoch: "", txid: 0, id: "" };

function placeOf(position: string | undefined): Place {
  const match = /^([0-9a-f]{1,32})\.(\d{1,15})\.(.{1,100})$/.exec(position ?? "");
  return match ? { epoch: match[1] ?? "", txid: Number(match[2]), id: match[3] ?? "" } : START;
}

function decisionOf(found: Found): DecisionRow {
  return Object.fromEntries(DECISION_COLUMNS.map((column) => [column, found[column]])) as unknown as DecisionRow;
}
