import type { Connection } from "../config/index.ts";
import type { Chain } from "../identity/index.ts";
import { type Call, type Clock, type Millis, type NanoUsd, formatUsd, nanoUsd, sumUsd } from "../kernel/index.ts";
import type { Landscape } from "../registry/index.ts";
import type { Store, Tx } from "../store/index.ts";
import { namesOf } from "./limits.ts";
import type { Limited } from "./types.ts";

/** A span of the calendar in UTC, and when it is over. */
export interface Span {
  name: string;
  until: Millis;
}

type Per = NonNullable<Connection["budget"]>["per"];

const DAY: Millis = 86_400_000;
/** Rows are needed as long as their span lasts; a few days more tell what was. */
const KEPT_MS: Millis = 40 * DAY;

interface Spent {
  call: Call;
  chain: Chain;
  landscape: Landscape;
}

/** What uses of tools cost, where somebody said so, against the budgets of the connections they go over. */
export interface Spending {
  /** Whether a call is the use of a tool that costs something, over a connection with a budget. */
  costs(about: Spent): boolean;
  /** Takes the cost of a use from every budget it goes over, or from none. Undefined: go ahead. */
  take(about: Spent): Promise<Limited | undefined>;
  /** For people: what is spent by now in the span that runs. */
  spent(org: string, connection: Connection): Promise<NanoUsd>;
}

// Guarantee: a connection's budget is never exceeded, however many processes spend it at once.
export function makeSpending({ store, clock }: { store: Store; clock: Clock }): Spending {
  let tidiedAt = 0;
  const tidy = async (tx: Tx, now: Millis) => {
    if (now - tidiedAt < DAY && tidiedAt <= now) return;
    tidiedAt = now;
    await tx
      .deleteFrom("connection_spending")
      .where("until", "<", now - KEPT_MS)
      .execute();
  };
  return {
    costs: (about) => costOf(about) > 0 && budgetsOver(about).length > 0,
    take(about) {
      const over = budgetsOver(about);
      return takeAll(store, { org: about.chain.org, cost: costOf(about), over, now: clock.now(), tidy });
    },
    async spent(org, { id, budget }) {
      if (!budget || budget.per === "run") return 0 as NanoUsd;
      const row = await store.read
        .selectFrom("connection_spending")
        .select("nano")
        .where("org", "=", org)
        .where("connection", "=", id)
        .where("span", "=", spanOf(budget.per, clock.now()).name)
        .executeTakeFirst();
      return Number(row?.nano ?? 0) as NanoUsd;
    },
  };
}

/** What one use of a tool costs, as somebody declared; 0 where nobody did. */
function costOf({ call, landscape }: Spent): NanoUsd {
  if (call.kind !== "tool" && call.kind !== "hook") return 0 as NanoUsd;
  const { server, tool } = call.ask;
  const declared = landscape.servers.get(server)?.tools;
  const cost = declared && Object.hasOwn(declared, tool) ? declared[tool]?.cost : undefined;
  return cost === undefined ? (0 as NanoUsd) : (nanoUsd(cost) ?? (0 as NanoUsd));
}

function budgetsOver({ call, chain, landscape }: Spent): Connection[] {
  if (call.kind !== "tool" && call.kind !== "hook") return [];
  const { server, tool } = call.ask;
  const names = new Set(chain.links.flatMap((link) => namesOf(landscape, link)));
  return [...landscape.connections.values()].filter((one) => {
    const goesOver = one.budget !== undefined && one.to === `server:${server}` && names.has(one.from);
    return goesOver && (one.tools === undefined || one.tools.includes(tool));
  });
}

async function takeAll(
  store: Store,
  about: {
    org: string;
    cost: NanoUsd;
    over: readonly Connection[];
    now: Millis;
    tidy(tx: Tx, now: Millis): Promise<void>;
  },
): Promise<Limited | undefined> {
  const { org, cost, over, now, tidy } = about;
  return store.transact(async (tx) => {
    await tidy(tx, now);
    const rows = [];
    for (const connection of over.toSorted((a, b) => (a.id < b.id ? -1 : 1))) {
      const { usd, per } = connection.budget as NonNullable<Connection["budget"]>;
      const most = nanoUsd(usd) ?? (0 as NanoUsd);
      // A run is told apart by nobody yet: each use is one.
      if (per === "run") {
        if (cost > most) return exhausted(connection, { most, spent: 0 as NanoUsd, until: now, now });
        continue;
      }
      const span = spanOf(per, now);
      await tx
        .insertInto("connection_spending")
        .values({ org, connection: connection.id, span: span.name, nano: 0, until: span.until })
        .onConflict((conflict) => conflict.columns(["org", "connection", "span"]).doNothing())
        .execute();
      let query = tx
        .selectFrom("connection_spending")
        .select("nano")
        .where("org", "=", org)
        .where("connection", "=", connection.id)
        .where("span", "=", span.name);
      if (store.dialect === "postgres") query = query.forUpdate();
      const spent = Number((await query.executeTakeFirstOrThrow()).nano) as NanoUsd;
      if (sumUsd([spent, cost]) > most) return exhausted(connection, { most, spent, until: span.until, now });
      rows.push({ connection: connection.id, span: span.name, nano: sumUsd([spent, cost]) });
    }
    for (const { connection, span, nano } of rows)
      await tx
        .updateTable("connection_spending")
        .set({ nano })
        .where("org", "=", org)
        .where("connection", "=", connection)
        .where("span", "=", span)
        .execute();
    return undefined;
  });
}

function exhausted(
  { id, budget }: Connection,
  at: { most: NanoUsd; spent: NanoUsd; until: Millis; now: Millis },
): Limited {
  const { most, spent, until, now } = at;
  const per = budget?.per ?? "day";
  return {
    code: "budget_exhausted",
    counter: `budget of connection ${id}`,
    message: `The budget of connection ${id} has no room for this call: ${formatUsd(most)} a ${per}, ${formatUsd(spent)} spent.`,
    retryAfterS: Math.max(1, Math.ceil((until - now) / 1_000)),
    standing: {},
  };
}

/** The span of the calendar that a moment is in, in UTC; a week begins on Monday. */
export function spanOf(per: Exclude<Per, "run">, now: Millis): Span {
  const date = new Date(now);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
  const between = (start: number, end: number): Span => ({
    name: `${per} ${new Date(start).toISOString().slice(0, 13)}`,
    until: end,
  });
  switch (per) {
    case "hour": {
      const start = Math.floor(now / 3_600_000) * 3_600_000;
      return between(start, start + 3_600_000);
    }
    case "day":
      return between(Date.UTC(year, month, day), Date.UTC(year, month, day + 1));
    case "week": {
      const start = Date.UTC(year, month, day - ((date.getUTCDay() + 6) % 7));
      return between(start, start + 7 * DAY);
    }
    case "month":
      return between(Date.UTC(year, month, 1), Date.UTC(year, month + 1, 1));
    case "quarter": {
      const first = month - (month % 3);
      return between(Date.UTC(year, first, 1), Date.UTC(year, first + 3, 1));
    }
    case "year":
      return between(Date.UTC(year, 0, 1), Date.UTC(year + 1, 0, 1));
    default:
      return per satisfies never;
  }
}
