import type pg from "pg";
import type { Clock, Log } from "../../kernel/index.ts";
import { keepPartitions } from "./partitions.ts";

const EVERY_MS = 3_600_000;
const KEEP_SIGNALS_MS = 86_400_000;

/** Hourly: parts for the days to come, old signals out. */
export function keepTidy(pool: pg.Pool, clock: Clock, log: Log): { stop(): void } {
  const tidy = async () => {
    try {
      await keepPartitions(pool, clock.now(), log);
      await pool.query("delete from signals where at < $1", [clock.now() - KEEP_SIGNALS_MS]);
    } catch (error) {
      log.warn("store.upkeep_failed", { error });
    }
  };
  const timer = setInterval(() => void tidy(), EVERY_MS);
  timer.unref();
  return { stop: () => clearInterval(timer) };
}
