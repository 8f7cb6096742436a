import { isRecord } from "../../../kernel/index.ts";
import type { Facts } from "../../../policy/index.ts";
import type { DecisionSummary, Why } from "../../../record/index.ts";
import type { Client } from "../../client.ts";

/** Calls that were alike: made by the same chain, asking for the same, answered by the same model. */
export interface Seen {
  count: number;
  /** Outermost first. */
  chain: readonly string[];
  /** What was asked for: a route or a model. */
  asked: string;
  model: string;
  tier: string;
  action: "invoke" | "embed";
  facts: Facts | undefined;
  /** The first of them to be read. */
  decision: string;
}

export interface Traffic {
  seen: Seen[];
  /** Allowed calls that were read. */
  calls: number;
  /** What was read and says nothing about models: other kinds of calls, calls that nobody answered. */
  passedOver: number;
  /** Kinds of calls beyond those that are looked at one by one. */
  unread: number;
  /** True where there is more than is read. */
  cut: boolean;
}

const PAGE = 200;
const MAX_CALLS = 20_000;
const MAX_KINDS = 300;
const AT_ONCE = 8;

/** Reads what was allowed since a moment. What was blocked or waits is never looked at. */
// Guarantee: nothing is drafted from a call that was blocked.
export async function readTraffic(client: Client, sinceMs: number): Promise<Traffic> {
  const groups = new Map<string, { row: DecisionSummary; count: number }>();
  let calls = 0;
  let passedOver = 0;
  let after: string | undefined;
  do {
    const { body } = await client.send({
      method: "GET",
      path: "/decisions",
      query: {
        outcome: "allowed",
        since: new Date(sinceMs).toISOString(),
        limit: String(PAGE),
        ...(after === undefined ? {} : { after }),
      },
    });
    const page = body as { items: DecisionSummary[]; next: string | null };
    for (const row of page.items) {
      calls += 1;
      if (row.outcome !== "allowed" || row.kind !== "model" || row.model === "" || row.tier === "") {
        passedOver += 1;
        continue;
      }
      const key = JSON.stringify([row.principal, row.subject, row.asked, row.model, row.workflow, row.adjusted]);
      const group = groups.get(key);
      if (group) group.count += 1;
      else groups.set(key, { row, count: 1 });
    }
    after = page.next ?? undefined;
  } while (after !== undefined && calls < MAX_CALLS);

  const largest = [...groups.values()].toSorted((a, b) => b.count - a.count).slice(0, MAX_KINDS);
  const seen: Seen[] = [];
  for (let from = 0; from < largest.length; from += AT_ONCE) {
    const read = await Promise.all(largest.slice(from, from + AT_ONCE).map((group) => lookAt(client, group)));
    for (const one of read) if (one) seen.push(one);
  }
  return { seen: merged(seen), calls, passedOver, unread: groups.size - largest.length, cut: after !== undefined };
}

/** Who was in the chain and what was known stands in the whole of a decision, not in its row. */
async function lookAt(client: Client, group: { row: DecisionSummary; count: number }): Promise<Seen | undefined> {
  const { row, count } = group;
  const { body } = await client.send({ method: "GET", path: `/decisions/${encodeURIComponent(row.id)}` });
  if (!isRecord(body) || body["outcome"] !== "allowed" || !Array.isArray(body["chain"])) return undefined;
  const why = body as unknown as Why;
  return {
    count,
    chain: why.chain.map(({ ref }) => ref),
    asked: row.asked,
    model: row.model,
    tier: row.tier,
    action: why.facts?.ask?.operation === "embed" ? "embed" : "invoke",
    facts: why.facts,
    decision: row.id,
  };
}

/** Rows that differ in what is of no matter here become one. */
function merged(all: readonly Seen[]): Seen[] {
  const groups = new Map<string, Seen>();
  for (const one of all) {
    const { chain, asked, model, action, facts } = one;
    const key = JSON.stringify([chain, asked, model, action, facts?.workflow, facts?.dataClasses.toSorted()]);
    const group = groups.get(key);
    groups.set(key, group ? { ...group, count: group.count + one.count } : one);
  }
  return [...groups.values()].toSorted((a, b) => b.count - a.count);
}
