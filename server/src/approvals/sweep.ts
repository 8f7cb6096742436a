import type { Clock } from "../kernel/index.ts";
import { principalIn } from "../identity/index.ts";
import type { Landscape, Registry } from "../registry/index.ts";
import type { Store, Tx } from "../store/index.ts";
import { linesOf } from "./rows.ts";
import { end } from "./seek.ts";
import type { Step } from "./types.ts";

const AT_ONCE = 100;

/** Ends what has run out, and what somebody asked for who is no longer there. */
export async function sweep(parts: {
  store: Store;
  registry: Pick<Registry, "landscape" | "organizations">;
  clock: Clock;
  /** The landscape of each organization that was looked at last. */
  looked: Map<string, Landscape>;
  stepped(tx: Tx, step: Step): Promise<void>;
}): Promise<void> {
  await expire(parts);
  for (const org of parts.registry.organizations()) {
    const landscape = parts.registry.landscape(org);
    // People come and go with a new landscape only; an agent's last day ends what it asked for by its expiry.
    if (!landscape || parts.looked.get(org) === landscape) continue;
    await cancel(parts, org, landscape);
    parts.looked.set(org, landscape);
  }
}

type Parts = Parameters<typeof sweep>[0];

async function expire({ store, clock, stepped }: Parts): Promise<void> {
  for (;;) {
    const due = await store.read
      .selectFrom("approvals")
      .selectAll()
      .where("state", "in", ["pending", "approved"])
      .where("expires_at", "<=", clock.now())
      .limit(AT_ONCE)
      .execute();
    if (due.length === 0) return;
    await store.transact(async (tx) => {
      for (const row of due) await end({ clock, stepped }, tx, row, { what: "expired", why: "" });
    });
    if (due.length < AT_ONCE) return;
  }
}

async function cancel({ store, clock, stepped }: Parts, org: string, landscape: Landscape): Promise<void> {
  const rows = await store.read
    .selectFrom("approvals")
    .selectAll()
    .where("org", "=", org)
    .where("state", "in", ["pending", "approved"])
    .execute();
  const gone = rows.filter((row) =>
    linesOf(row).some((ref) => principalIn(landscape, ref, clock.now())?.active !== true),
  );
  if (gone.length === 0) return;
  await store.transact(async (tx) => {
    for (const row of gone)
      await end({ clock, stepped }, tx, row, { what: "cancelled", why: "Whoever asked is disabled or gone." });
  });
}
