import { setTimeout as sleep } from "node:timers/promises";
import type { DecisionFilter, DecisionSummary, Records } from "../record/index.ts";
import { fault } from "../kernel/index.ts";
import type { Asker, StreamEvent } from "./types.ts";

const POLL_MS = 500;
const BATCH = 200;

/**
 * Decisions from now on, or from where a broken stream stood. The last event of a batch carries the place, so
 * a break within a batch repeats rows and never skips one.
 */
export async function follow(
  records: Pick<Records, "feed" | "feedEnd">,
  asker: Pick<Asker, "org" | "lastEventId" | "signal">,
  filter: DecisionFilter,
): Promise<AsyncIterable<StreamEvent>> {
  const { org, lastEventId, signal } = asker;
  if (lastEventId !== undefined && !/^[A-Za-z0-9._:-]{1,100}$/.test(lastEventId)) {
    throw fault("invalid_request", { public: "This is no place in the feed.", param: "Last-Event-ID" });
  }
  let place = lastEventId ?? (await records.feedEnd(org));
  return (async function* () {
    yield { id: place };
    while (!signal.aborted) {
      const { rows, position } = await records.feed(org, place, BATCH);
      const moved = position !== undefined && position !== place;
      const before = place;
      if (position !== undefined) place = position;
      const wanted = rows.filter((row) => matches(row, filter));
      for (const [index, row] of wanted.entries()) {
        yield { id: index === wanted.length - 1 ? place : before, data: row };
      }
      if (moved && wanted.length === 0) yield { id: place };
      if (rows.length < BATCH) await sleep(POLL_MS, undefined, { signal }).catch(() => {});
    }
  })();
}

function matches(row: DecisionSummary, filter: DecisionFilter): boolean {
  return Object.entries(filter).every(([name, value]) => {
    switch (name) {
      case "since":
        return row.at >= (value as number);
      case "until":
        return row.at < (value as number);
      default:
        return (row as unknown as Record<string, unknown>)[name] === value;
    }
  });
}
