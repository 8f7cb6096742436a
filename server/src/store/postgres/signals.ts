import { Client } from "pg";
import type { Clock, Log } from "../../kernel/index.ts";
import type { Hearers } from "../hearers.ts";
import { clientConfig } from "./connect.ts";

export const CHANNEL = "lumos_signals";
const POLL_MS = 500;
const QUERY_TIMEOUT_MS = 2_000;
const RECONNECT_MS = 250;
/** Rows are cleaned up after a day; one that was away for longer cannot know what it missed. */
const MAX_GAP_MS = 12 * 3_600_000;

const POLL = `select now.horizon, s.seq, s.topic, s.payload, s.txid
  from (select pg_snapshot_xmin(pg_current_snapshot())::text::bigint as horizon) as now
  left join signals s on s.txid >= $1 order by s.txid, s.seq`;

interface Row {
  horizon: number;
  seq: number | null;
  topic: string;
  payload: string;
  txid: number;
}

export interface Ear {
  lagMs(): number;
  close(): Promise<void>;
}

/**
 * Hears the signals of all processes on a connection of its own: woken by NOTIFY, and by a poll for what a
 * lost notice said. Everything below the horizon of the last poll is known; above it, transactions may still
 * end in any order, so those rows are read again each time and told once.
 */
export async function openEar(options: { url: string; clock: Clock; log: Log; hearers: Hearers }): Promise<Ear> {
  const { clock, log, hearers } = options;
  let client: Client | undefined;
  let low: number | undefined;
  let told = new Set<number>();
  let confirmedAt = clock.elapsed();
  const end = new AbortController();
  let wake = () => {};
  let woken = false;

  async function connect(): Promise<Client> {
    const made = new Client(clientConfig(options.url, "signals", QUERY_TIMEOUT_MS));
    made.on("error", () => drop(made));
    made.on("end", () => drop(made));
    made.on("notification", rouse);
    try {
      await made.connect();
      await made.query(`listen ${CHANNEL}`);
    } catch (error) {
      drop(made);
      throw error;
    }
    return made;
  }

  function drop(gone: Client): void {
    if (client === gone) client = undefined;
    gone.removeAllListeners("end");
    gone.end().catch(() => {});
    rouse();
  }

  function rouse(): void {
    woken = true;
    wake();
  }

  async function poll(): Promise<void> {
    client ??= await connect();
    const asking = client;
    const started = clock.elapsed();
    const { rows } = await asking.query<Row>(POLL, [low ?? null]).catch((error: unknown) => {
      drop(asking);
      throw error;
    });
    const horizon = rows[0]?.horizon ?? 0;
    const missed = started - confirmedAt > MAX_GAP_MS;
    const news = rows.filter((row) => row.seq !== null && !told.has(row.seq));
    told = new Set(rows.flatMap((row) => (row.seq !== null && row.txid >= horizon ? [row.seq] : [])));
    low = horizon;
    for (const row of news) hearers.tell(row.topic, row.payload);
    if (missed) hearers.tell("restored", "");
    confirmedAt = started;
  }

  async function listen(): Promise<void> {
    while (!end.signal.aborted) {
      woken = false;
      let pauseMs = POLL_MS;
      try {
        await poll();
      } catch (error) {
        pauseMs = RECONNECT_MS;
        if (!end.signal.aborted) log.warn("store.signals_interrupted", { error });
        woken = false;
      }
      if (!woken && !end.signal.aborted) await pause(pauseMs);
    }
  }

  function pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(done, ms);
      function done(): void {
        clearTimeout(timer);
        wake = () => {};
        resolve();
      }
      wake = done;
    });
  }

  await poll();
  const listening = listen();
  return {
    lagMs: () => Math.max(0, clock.elapsed() - confirmedAt),
    close: async () => {
      end.abort();
      wake();
      await listening;
      const last = client;
      client = undefined;
      last?.removeAllListeners("end");
      await last?.end().catch(() => {});
    },
  };
}
