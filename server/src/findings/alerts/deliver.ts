import { Agent } from "undici";
import type { Clock, Log } from "../../kernel/index.ts";
import type { ConnectedAlert } from "../../registry/index.ts";
import type { Store, Tables } from "../../store/index.ts";
import { claim, delivered, failed } from "./outbox.ts";
import { signed } from "./sign.ts";

const TIMEOUT_MS = 10_000;
const AT_ONCE = 8;

export interface Deliverer {
  /** Sends what is due; true while there may be more. */
  deliver(): Promise<boolean>;
  close(): Promise<void>;
}

/** Sends what stands in the outbox. It follows no redirect and reads nothing of an answer but its status. */
export function makeDeliverer(parts: {
  store: Store;
  clock: Clock;
  log: Log;
  alertOf(org: string, id: string): ConnectedAlert | undefined;
}): Deliverer {
  const { store, clock, log, alertOf } = parts;
  const agent = new Agent({
    connect: { timeout: TIMEOUT_MS },
    headersTimeout: TIMEOUT_MS,
    bodyTimeout: TIMEOUT_MS,
    connections: AT_ONCE,
  });

  const send = async (row: Tables["alert_deliveries"]): Promise<string | undefined> => {
    const alert = alertOf(row.org, row.alert);
    // A place that is gone is not told what was meant for it.
    if (!alert) return undefined;
    const { origin, pathname, search } = new URL(alert.url);
    const atS = Math.floor(clock.now() / 1000);
    const headers = {
      "content-type": "application/json",
      "user-agent": "lumos",
      ...signed({ id: row.id, atS, body: row.body, secret: alert.secret }),
    };
    const request = { origin, path: pathname + search, method: "POST" as const, headers, body: row.body };
    try {
      const { statusCode, body } = await agent.request({ ...request, signal: AbortSignal.timeout(TIMEOUT_MS) });
      body.on("error", () => {});
      body.destroy();
      return statusCode >= 200 && statusCode < 300 ? undefined : `answered ${statusCode}`;
    } catch (error) {
      return codeOf(error);
    }
  };

  return {
    async deliver() {
      const rows = await claim(store, clock.now(), AT_ONCE);
      await Promise.all(
        rows.map(async (row) => {
          const problem = await send(row);
          await store.transact((tx) =>
            problem === undefined ? delivered(tx, row.id) : failed(tx, row, problem, clock.now()),
          );
          if (problem !== undefined)
            log.warn("alert.not_delivered", { organization: row.org, alert: row.alert, tries: row.tries, problem });
        }),
      );
      return rows.length === AT_ONCE;
    },
    close: () => agent.destroy(),
  };
}

/** The kind of failure. Messages of the network name addresses, which may hold what is secret. */
function codeOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : undefined;
  if (code !== undefined && /^[A-Z_0-9]+$/.test(code)) return `could not be reached (${code})`;
  return error instanceof Error && error.name === "TimeoutError" ? "did not answer in time" : "could not be reached";
}
