import { type Clock, type Ids, type Log, fault, isUuidV7 } from "../kernel/index.ts";
import type { Landscape, Registry } from "../registry/index.ts";
import type { Store, Tx } from "../store/index.ts";
import { callOf, credentialOf } from "./digest.ts";
import { decideOn } from "./decide.ts";
import { type Row, approvalOf, listOf, listRows, rowById, rowsOf, toldOf } from "./rows.ts";
import { type SeekParts, printOf, request, standing } from "./seek.ts";
import { sweep } from "./sweep.ts";
import type { ApprovalAsk, ApprovalsRoom, Sought, Step } from "./types.ts";
import { makeWaiting } from "./waiting.ts";

const SWEEP_MS = 5_000;
const TOPIC = "approval";
const RETRY_AFTER_S = 60;

/** Calls that wait for a person, and what persons said about them. */
export function makeApprovals(parts: {
  store: Store;
  registry: Pick<Registry, "landscape" | "organizations">;
  clock: Clock;
  ids: Ids;
  log: Log;
  /** Where people reach this program. */
  publicUrl(): string;
  /** Hears of each step inside its transaction: it is written down with it or not at all. */
  stepped(tx: Tx, step: Step): Promise<void>;
  /** How often what ran out is looked for; never by itself where 0. */
  sweepMs?: number;
}): ApprovalsRoom {
  const { store, registry, clock, ids, log } = parts;
  // Guarantee: each step of an approval is recorded with it, and every process hears of it.
  const stepped = async (tx: Tx, step: Step) => {
    await parts.stepped(tx, step);
    await store.signal(tx, TOPIC, `${step.org} ${step.id}`);
  };
  const landscape = (org: string): Landscape | undefined => registry.landscape(org);
  const seeking: SeekParts = { store, clock, ids, landscape, stepped };
  const about = () => ({ now: clock.now(), url: parts.publicUrl() });
  const told = (row: Row) => toldOf(row, about());
  const waiting = makeWaiting({ clock, read: (org, id) => rowById(store.read, org, id) });
  const unhear = store.onSignal(TOPIC, (payload) => waiting.rouse(payload.slice(payload.indexOf(" ") + 1)));

  /** Uses it up for the call it was given for. */
  const take = (row: Row, decision: string): Promise<boolean> =>
    store.transact(async (tx) => {
      const now = clock.now();
      // Guarantee: an approval lets exactly one call through, however many race for it in however many processes.
      const taken = await tx
        .updateTable("approvals")
        .set({ state: "used", used_by: decision, version: row.version + 1 })
        .where("id", "=", row.id)
        .where("org", "=", row.org)
        .where("state", "=", "approved")
        .where("expires_at", ">", now)
        .returning("id")
        .executeTakeFirst();
      if (!taken) return false;
      const { org, id, action, resource, principal } = row;
      const details = { action, resource, decision, asked: row.decision };
      await stepped(tx, { org, id, what: "used", actor: principal, at: now, details });
      return true;
    });

  const soughtOf = (row: Row, ask: ApprovalAsk): Sought => {
    const approval = told(row);
    switch (row.state) {
      case "approved":
        return { state: "approved", approval, fulfilled: listOf(row.needs), take: () => take(row, ask.decision) };
      case "denied":
        return { state: "denied", approval };
      default:
        return { state: "pending", approval };
    }
  };

  const looked = new Map<string, Landscape>();
  let pending = 0;
  const sweeping = async () => {
    await sweep({ store, registry, clock, stepped, looked });
    const { waits } = await store.read
      .selectFrom("approvals")
      .select((of) => of.fn.countAll().as("waits"))
      .where("state", "=", "pending")
      .executeTakeFirstOrThrow();
    pending = Number(waits);
  };
  let running: Promise<void> | undefined;
  const once = () => (running ??= sweeping().finally(() => (running = undefined)));
  const everyMs = parts.sweepMs ?? SWEEP_MS;
  const timer =
    everyMs === 0
      ? undefined
      : setInterval(() => {
          once().catch((error: unknown) => log.warn("approvals.not_swept", { error }));
        }, everyMs).unref();

  return {
    async seek(ask) {
      const printed = printOf(ask);
      const rows = await rowsOf(store.read, ask.org, printed.call);
      const there = standing(rows, ask, printed, clock.now());
      if (there) return soughtOf(there, ask);
      const asked = await store.transact((tx) => request(seeking, tx, ask, printed));
      if ("row" in asked) return soughtOf(asked.row, ask);
      return { state: "full", message: asked.full, retryAfterS: RETRY_AFTER_S };
    },

    async find(ask) {
      const now = clock.now();
      const rows = await rowsOf(store.read, ask.org, callOf(ask));
      const live = rows.filter((row) => row.expires_at > now && row.snapshot === ask.snapshot);
      const credential = credentialOf(ask.chain);
      const found = live.find(({ state }) => state === "denied") ?? live.find((row) => row.credential === credential);
      return found && told(found);
    },

    async decided(org, id, signal) {
      const row = await waiting.decided(org, id, signal);
      if (!row) throw fault("not_found");
      return told(row);
    },

    async decide(tx, word) {
      if (!isUuidV7(word.id)) return { ok: false, error: "unknown" };
      const decided = await decideOn({ clock, landscape, stepped }, tx, word);
      return decided.ok ? { ok: true, value: approvalOf(decided.value, about()) } : decided;
    },

    async show(org, id) {
      const row = await rowById(store.read, org, id);
      return row && approvalOf(row, about());
    },

    async concerns(org, id, who) {
      const found = await store.read
        .selectFrom("approval_people")
        .select("need")
        .where("org", "=", org)
        .where("person", "=", who)
        .where("approval", "=", id)
        .limit(1)
        .executeTakeFirst();
      return found !== undefined;
    },

    async list(org, filter, page) {
      const rows = await listRows(store.read, org, { ...filter, now: clock.now() }, page);
      return rows.map((row) => approvalOf(row, about()));
    },

    async sweep() {
      await running?.catch(() => {});
      await once();
    },

    counts: () => ({ pending }),

    forget() {
      looked.clear();
      waiting.rouseAll();
    },

    async close() {
      clearInterval(timer);
      unhear();
      waiting.close();
      await running?.catch(() => {});
    },
  };
}
