import { DECISION_COLUMNS } from "../columns.ts";
import type { DecisionRow, Store } from "../types.ts";
import type { Link } from "./link.ts";

/** Rows looked at in one query: other organizations' rows lie between one's own. */
const WINDOW = 20_000;
const MAX_ROWS = 1_000;

/**
 * The feed in the order of `seq`, which is the order of commits as there is one writer. A position is
 * `epoch.seq`; one of another epoch, from before a restore, starts over: rows may repeat, none is skipped.
 */
export function sqliteFeed(reader: Pick<Link, "query">): Pick<Store, "feed" | "feedEnd"> {
  const end = async () => {
    const [, [epoch, seq]] = await reader.query(
      `select epoch, (select coalesce(max(seq), 0) from decisions) from feed_epoch`,
      [],
    );
    return { epoch: String(epoch), last: Number(seq) };
  };
  return {
    feed: async (org, after, limit) => {
      const bounded = Math.max(1, Math.min(limit, MAX_ROWS));
      const rows: DecisionRow[] = [];
      const { epoch, last } = await end();
      let seq = seqOf(after, epoch);
      while (rows.length < bounded && seq < last) {
        const until = Math.min(seq + WINDOW, last);
        const [columns, values] = await reader.query(
          `select seq, ${DECISION_COLUMNS.join(", ")} from decisions
           where seq > ? and seq <= ? and org = ? order by seq limit ?`,
          [seq, until, org, bounded - rows.length],
        );
        for (let at = 0; at < values.length; at += columns.length) {
          rows.push(
            Object.fromEntries(
              DECISION_COLUMNS.map((column, i) => [column, values[at + i + 1]]),
            ) as unknown as DecisionRow,
          );
        }
        seq = rows.length < bounded ? until : Number(values[values.length - columns.length]);
      }
      return { rows, position: seq === 0 ? after : `${epoch}.${seq}` };
    },
    feedEnd: async () => {
      const { epoch, last } = await end();
      return `${epoch}.${last}`;
    },
  };
}

function seqOf(position: string | undefined, epoch: string): number {
  const [of, seq] = (position ?? "").split(".");
  return of === epoch && /^\d{1,15}$/.test(seq ?? "") ? Number(seq) : 0;
}
