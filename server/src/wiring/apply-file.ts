import { dirname } from "node:path";
import { casesBeside } from "../config/index.ts";
import { ownerChain } from "../identity/index.ts";
import { type Asker, type Operation, type Services, operations } from "../operations/index.ts";

/**
 * Brings the store to what the file declares, when the file is another one than the last time. What was
 * changed through the API since stays until the file itself changes; `lumos drift` shows it.
 */
export async function applyFile(services: Services): Promise<number> {
  const { loaded, store, registry, policy, clock, log } = services;
  const org = loaded.declaration.organization.id;
  const name = `applied_file:${org}`;
  const last = await store.read.selectFrom("installation").select("value").where("name", "=", name).executeTakeFirst();
  if (last?.value === loaded.digest && registry.landscape(org)) return 0;

  const apply = operations.find((operation) => operation.name === "apply") as Operation;
  const chain = ownerChain(org, registry.landscape(org)?.revision ?? 0);
  const asker: Asker = {
    org,
    chain,
    reach: "all",
    ifMatch: undefined,
    idempotencyKey: undefined,
    lastEventId: undefined,
    signal: new AbortController().signal,
  };
  const beside = loaded.file === undefined ? undefined : casesBeside(dirname(loaded.file));
  if (beside && !beside.ok) log.warn("policy.cases.not_read", { because: beside.error });
  const cases = beside?.ok && beside.value !== undefined ? { cases: beside.value } : {};
  const { body } = await apply.run(services, asker, { declaration: loaded.declaration, ...cases });
  await store.transact((tx) =>
    tx
      .insertInto("installation")
      .values({ name, value: loaded.digest, updated_at: clock.now() })
      .onConflict((conflict) => conflict.column("name").doUpdateSet({ value: loaded.digest, updated_at: clock.now() }))
      .execute(),
  );
  await registry.refresh(org);
  await policy.settled();
  const changes = (body as { changes: unknown[] }).changes.length;
  log.info("applied the configuration", { organization: org, changes });
  return changes;
}
