import { canonicalJson, fault, type Millis, sha256 } from "../kernel/index.ts";
import type { AdminRecord } from "../record/index.ts";
import type { Change } from "../registry/index.ts";
import type { Store, Tx } from "../store/index.ts";
import type { Answer, Asker, Services } from "./types.ts";

/** What a change leaves behind: its answer and a record of each thing it touched. */
export interface Done<O> {
  answer: Answer<O>;
  records: Pick<AdminRecord, "subject" | "before" | "after" | "details">[];
}

interface Asked {
  operation: string;
  input: unknown;
  /** The answer holds a secret: it is never kept, and a repetition is told so. */
  shownOnce?: boolean;
  /** The organization that changes, where it is not the asker's. */
  org?: string;
}

// Guarantee: a change and its record are kept together or not at all.
/** Runs a change in one transaction with its records, once for each idempotency key. */
export async function changing<O>(
  services: Services,
  asker: Asker,
  asked: Asked,
  work: (tx: Tx) => Promise<Done<O>>,
): Promise<Answer<O>> {
  const { store, records, registry, log } = services;
  const actor = actorOf(asker);
  let policies = false;
  const answer = await store.transact(async (tx) => {
    const earlier = await claimKey(services, tx, asker, actor, asked);
    if (earlier) return earlier as Answer<O>;
    const done = await work(tx);
    policies = done.records.some(({ subject }) => subject.kind === "policies");
    for (const record of done.records) {
      await records.change(tx, {
        org: asked.org ?? asker.org,
        actor,
        action: asked.operation,
        ...record,
        ...detailsOf(asker, record),
      });
    }
    await keepAnswer(tx, asker, actor, asked, done.answer);
    return done.answer;
  });
  const org = asked.org ?? asker.org;
  // Committed is committed: where reading it back fails, the signal brings the change in later.
  await registry.refresh(org).catch((error: unknown) => log.error("operations.refresh_failed", { org, error }));
  // Whoever is told that a policy changed may ask at once: the new set decides here by then.
  if (policies) await services.policy.settled();
  return answer;
}

function actorOf(asker: Asker): string {
  return asker.chain?.links[0]?.ref ?? "anyone";
}

/** The record of a registry's change; its texts are masked already. */
export function recordOf(change: Change): Done<unknown>["records"][number] {
  const kind = change.kind === "guardrails" ? "organization" : change.kind;
  return {
    subject: { kind, id: change.id },
    ...("before" in change ? { before: change.before } : {}),
    ...("after" in change ? { after: change.after } : {}),
  };
}

/** Who exactly acted, where the actor's name alone does not say it. */
function detailsOf(asker: Asker, record: { details?: Record<string, unknown> }): Pick<AdminRecord, "details"> {
  const credential = asker.chain?.credential.ref;
  const chain = asker.chain?.links.map((link) => link.ref) ?? [];
  return {
    details: {
      ...record.details,
      ...(credential === undefined ? {} : { credential }),
      ...(chain.length > 1 ? { chain } : {}),
    },
  };
}

const KEPT_FOR_MS: Millis = 24 * 3_600_000;

/** Takes the key for this request, or answers what it was answered before. */
async function claimKey(
  { clock }: { store: Store } & Pick<Services, "clock">,
  tx: Tx,
  asker: Asker,
  actor: string,
  asked: Asked,
): Promise<Answer<unknown> | undefined> {
  const key = asker.idempotencyKey;
  if (key === undefined) return undefined;
  const now = clock.now();
  await tx
    .deleteFrom("idempotency")
    .where("org", "=", asker.org)
    .where("actor", "=", actor)
    .where("created_at", "<=", now - KEPT_FOR_MS)
    .execute();
  const hash = sha256(canonicalJson({ operation: asked.operation, input: asked.input }));
  const row = { org: asker.org, actor, key, operation: asked.operation, request_hash: hash, status: 0, response: "" };
  const taken = await tx
    .insertInto("idempotency")
    .values({ ...row, created_at: now })
    .onConflict((conflict) => conflict.columns(["org", "actor", "key"]).doNothing())
    .returning("key")
    .execute();
  if (taken.length > 0) return undefined;
  const before = await tx
    .selectFrom("idempotency")
    .select(["request_hash", "response"])
    .where("org", "=", asker.org)
    .where("actor", "=", actor)
    .where("key", "=", key)
    .executeTakeFirstOrThrow();
  if (before.request_hash !== hash) {
    throw fault("conflict", { public: "This idempotency key was used for another request.", param: "Idempotency-Key" });
  }
  if (before.response === "") {
    throw fault("conflict", { public: "This was issued already, and is shown only once.", param: "Idempotency-Key" });
  }
  return JSON.parse(before.response) as Answer<unknown>;
}

async function keepAnswer(tx: Tx, asker: Asker, actor: string, asked: Asked, answer: Answer<unknown>): Promise<void> {
  // Guarantee: an answer that holds a secret is never kept.
  if (asker.idempotencyKey === undefined || asked.shownOnce) return;
  await tx
    .updateTable("idempotency")
    .set({ response: JSON.stringify(answer), status: 1 })
    .where("org", "=", asker.org)
    .where("actor", "=", actor)
    .where("key", "=", asker.idempotencyKey)
    .execute();
}
