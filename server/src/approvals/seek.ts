import { type Clock, type Ids, type Millis } from "../kernel/index.ts";
import type { Landscape } from "../registry/index.ts";
import type { Store, Tx } from "../store/index.ts";
import { callOf, credentialOf, digestOf, refsOf } from "./digest.ts";
import { deciders, requestersOf } from "./people.ts";
import { ASKS, type Row, listOf, rowsOf } from "./rows.ts";
import { cleanReasons, cleanShown } from "./shown.ts";
import type { ApprovalAsk, Asking, Step } from "./types.ts";

const MINUTE_MS = 60_000;
const DEFAULT_TTL_MS: Millis = 15 * MINUTE_MS;
const MAX_TTL_MS: Millis = 24 * 60 * MINUTE_MS;
const MIN_TTL_MS: Millis = 1_000;
/** Waiting or just denied, of one chain: whoever decides is not to be worn down. */
const MAX_OF_CHAIN = 20;
const MAX_OF_PRINCIPAL = 100;
const MAX_OF_ORGANIZATION = 1_000;
/** So many who could give one need are written down; the first by their ids. */
const MAX_PEOPLE = 1_000;
const AT_ONCE = 200;

export interface SeekParts {
  store: Store;
  clock: Clock;
  ids: Ids;
  landscape(org: string): Landscape | undefined;
  stepped(tx: Tx, step: Step): Promise<void>;
}

export interface Printed {
  call: string;
  digest: string;
  credential: string;
}

export function printOf(ask: ApprovalAsk): Printed {
  return { call: callOf(ask), digest: digestOf(ask), credential: credentialOf(ask.chain) };
}

/** What stands of this very call: a denial before all, then a word given, then a question that waits. */
export function standing(rows: readonly Row[], ask: ApprovalAsk, printed: Printed, now: Millis): Row | undefined {
  const live = rows.filter((row) => row.expires_at > now && row.snapshot === ask.snapshot);
  // Guarantee: what was denied stays denied for its time, whichever key or need it is asked with again.
  const denied = live.find(({ state }) => state === "denied");
  if (denied) return denied;
  const bound = live.filter((row) => row.credential === printed.credential && row.server === (ask.server ?? ""));
  const enough = (state: string) =>
    bound.find((row) => row.state === state && (row.digest === printed.digest || coversAll(row, ask)));
  return enough("approved") ?? enough("pending");
}

/** Whoever said yes to more, for more reasons, said yes to this. */
function coversAll(row: Row, ask: ApprovalAsk): boolean {
  const needs = listOf(row.needs);
  const policies = new Set((JSON.parse(row.reasons) as Asking[]).map(({ policy }) => policy));
  return ask.needs.every((need) => needs.includes(need)) && ask.reasons.every(({ policy }) => policies.has(policy));
}

/** Asks people, unless somebody did the moment before. A sentence where too much waits already. */
export async function request(
  parts: SeekParts,
  tx: Tx,
  ask: ApprovalAsk,
  printed: Printed,
): Promise<{ row: Row } | { full: string }> {
  const now = parts.clock.now();
  const rows = await rowsOf(tx, ask.org, printed.call);
  const there = standing(rows, ask, printed, now);
  if (there) return { row: there };
  await clear(parts, tx, rows, ask, now);
  const full = await tooMuch(tx, ask, now);
  if (full !== undefined) return { full };
  const row = rowFor(ask, printed, parts.ids.next(), now);
  const written = await tx
    .insertInto("approvals")
    .values(row)
    .onConflict((on) => on.doNothing())
    .returning("id")
    .executeTakeFirst();
  if (!written) {
    // Another process asked for the same at the same moment.
    const theirs = standing(await rowsOf(tx, ask.org, printed.call), ask, printed, now);
    return theirs ? { row: theirs } : { full: "This call is being asked for already. Send it again." };
  }
  await writePeople(parts, tx, row, ask);
  const { org, id, action, resource, decision, expires_at: expiresAt } = row;
  const details = { chain: refsOf(ask.chain), action, resource, decision, needs: listOf(row.needs), expiresAt };
  await parts.stepped(tx, { org, id, what: "requested", actor: row.principal, at: now, details });
  return { row };
}

/** Ends what stood of this call and binds no more: its time is over, or the policies are others now. */
async function clear(parts: SeekParts, tx: Tx, rows: readonly Row[], ask: ApprovalAsk, now: Millis): Promise<void> {
  for (const row of rows) {
    if (row.state === "denied") continue;
    if (row.expires_at <= now) await end(parts, tx, row, { what: "expired", why: "" });
    else if (row.snapshot !== ask.snapshot)
      await end(parts, tx, row, { what: "cancelled", why: "The policies have changed since." });
  }
}

export async function end(
  { clock, stepped }: Pick<SeekParts, "clock" | "stepped">,
  tx: Tx,
  row: Row,
  how: { what: "expired" | "cancelled"; why: string },
): Promise<void> {
  const ended = await tx
    .updateTable("approvals")
    .set({ state: how.what, reason: how.why, version: row.version + 1 })
    .where("id", "=", row.id)
    .where("state", "=", row.state)
    .where("version", "=", row.version)
    .returning("id")
    .executeTakeFirst();
  if (!ended) return;
  const { org, id, action, resource, decision } = row;
  const details = { action, resource, decision, was: row.state, ...(how.why === "" ? {} : { why: how.why }) };
  await stepped(tx, { org, id, what: how.what, actor: "system", at: clock.now(), details });
}

// Guarantee: nobody can flood the people who decide: what waits of a chain and of an organization is bounded.
async function tooMuch(tx: Tx, ask: ApprovalAsk, now: Millis): Promise<string | undefined> {
  const waiting = tx
    .selectFrom("approvals")
    .select((eb) => eb.fn.countAll<number>().as("count"))
    .where("org", "=", ask.org)
    .where("state", "in", ["pending", "denied"])
    .where("expires_at", ">", now);
  const chain = chainOf(ask);
  const mine = await waiting.where("chain", "=", chain).executeTakeFirstOrThrow();
  if (Number(mine.count) >= MAX_OF_CHAIN)
    return `${MAX_OF_CHAIN} calls of yours wait for a person or were denied lately. Wait until some are decided.`;
  const theirs = await waiting.where("principal", "=", principalOf(ask)).executeTakeFirstOrThrow();
  if (Number(theirs.count) >= MAX_OF_PRINCIPAL)
    return `${MAX_OF_PRINCIPAL} calls of yours wait for a person or were denied lately. Wait until some are decided.`;
  const all = await waiting.executeTakeFirstOrThrow();
  if (Number(all.count) >= MAX_OF_ORGANIZATION)
    return "Too many calls of the organization wait for a person. Wait until some are decided.";
  return undefined;
}

function rowFor(ask: ApprovalAsk, printed: Printed, id: string, now: Millis): Row {
  const ttl = Math.min(MAX_TTL_MS, Math.max(MIN_TTL_MS, Math.round(ask.ttlMs ?? DEFAULT_TTL_MS)));
  return {
    id,
    org: ask.org,
    ...printed,
    snapshot: ask.snapshot,
    chain: chainOf(ask),
    principal: principalOf(ask),
    session: ask.session,
    decision: ask.decision,
    action: ask.action,
    resource: ask.resource,
    server: ask.server ?? "",
    needs: JSON.stringify([...new Set(ask.needs)].toSorted()),
    reasons: JSON.stringify(cleanReasons(ask.reasons)),
    shown: JSON.stringify(cleanShown(ask.shown)),
    given: "[]",
    state: "pending",
    reason: "",
    ttl_ms: ttl,
    created_at: now,
    expires_at: now + ttl,
    decided_at: null,
    used_by: "",
    version: 1,
  };
}

/** Who asks, and who could say yes at this moment: whoever comes to it later cannot. */
async function writePeople(parts: SeekParts, tx: Tx, row: Row, ask: ApprovalAsk): Promise<void> {
  const landscape = parts.landscape(ask.org);
  if (!landscape) return;
  const requesters = requestersOf(landscape, refsOf(ask.chain));
  const about = { server: row.server, not: requesters };
  const one = (need: string) => (person: string) => ({ org: row.org, person, approval: row.id, need });
  // Agents and applications see what they asked for under their refs.
  const machines = refsOf(ask.chain).filter((ref) => !ref.startsWith("user:"));
  const people = [
    ...[...requesters, ...machines].map(one(ASKS)),
    ...listOf(row.needs).flatMap((need) =>
      deciders(landscape, need, about).toSorted().slice(0, MAX_PEOPLE).map(one(need)),
    ),
  ];
  for (let at = 0; at < people.length; at += AT_ONCE)
    await tx
      .insertInto("approval_people")
      .values(people.slice(at, at + AT_ONCE))
      .execute();
}

function chainOf({ chain }: Pick<ApprovalAsk, "chain">): string {
  return refsOf(chain).join("\n");
}

function principalOf({ chain }: Pick<ApprovalAsk, "chain">): string {
  return chain.links[0]?.ref ?? "";
}
