import type { Clock, Log, Millis } from "../../kernel/index.ts";
import type { Store } from "../../store/index.ts";
import type { KnownPolicy } from "../sets/annotations.ts";
import type { States } from "../sets/states.ts";
import type { Change } from "./change.ts";
import { expiryOf } from "./expiry.ts";
import { keepCounts } from "./kept-counts.ts";
import { type Counts, keyOf, makeLedger, noCounts } from "./ledger.ts";
import type { StageName } from "./stage.ts";
import { type Watcher, makeWatcher } from "./watcher.ts";

/** Where a policy stands, and what it would have changed since it has its text. */
export interface StagedPolicy {
  id: string;
  effect: "permit" | "forbid";
  stage: StageName;
  share: number;
  severity: string;
  owner?: string;
  ticket?: string;
  expiresAt?: Millis;
  expiry?: "soon" | "expired";
  /** Absent where it decides for everybody, or is not looked at. */
  counts?: Counts;
}

export interface Stages {
  /** Every policy of the active set; counts from the day of `since` on, over all processes. */
  report(org: string, since: Millis): Promise<{ policies: StagedPolicy[]; missed: number }>;
  /** Policies with a date after which they are off. */
  expiring(org: string): { policy: KnownPolicy; expiresAt: Millis }[];
  /** Brings what was counted to the database. */
  flush(): Promise<void>;
}

export type ChangeHeard = (change: { policy: string; stage: string; change: Change; count: number }) => void;

export function makeStages(parts: {
  states: Pick<States, "of">;
  clock: Pick<Clock, "now">;
  log: Log;
  store?: Pick<Store, "read" | "transact"> | undefined;
  process: string;
  heard?: ChangeHeard | undefined;
}): { stages: Stages; watcher: Watcher; close(): void } {
  const { states, clock, log } = parts;
  const ledger = makeLedger({ clock, heard: parts.heard });
  const watcher = makeWatcher({ ledger, log });
  const kept = keepCounts({
    ledger,
    store: parts.store,
    process: parts.process,
    fold: () => watcher.fold(),
    clock,
    log,
  });

  const stages: Stages = {
    async report(org, since) {
      const known = states.of(org)?.active?.known ?? [];
      const { policies, missed } = await kept.read(org, since);
      const now = clock.now();
      return { policies: known.map((policy) => staged(policy, policies.get(keyOf(policy)), now)), missed };
    },
    expiring: (org) =>
      (states.of(org)?.active?.known ?? []).flatMap((policy) =>
        policy.expiresAt === undefined || policy.stage.name === "draft"
          ? []
          : [{ policy, expiresAt: policy.expiresAt }],
      ),
    flush: () => kept.flush(),
  };
  return {
    stages,
    watcher,
    close() {
      watcher.close();
      kept.close();
    },
  };
}

function staged(policy: KnownPolicy, counts: Counts | undefined, now: Millis): StagedPolicy {
  const { id, stage, card, owner, ticket, expiresAt } = policy;
  const expiry = expiryOf(expiresAt, now);
  const watched = stage.name === "shadow" || stage.name === "canary";
  return {
    id,
    effect: card.effect,
    stage: stage.name,
    share: stage.share,
    severity: card.severity,
    ...(owner === undefined ? {} : { owner }),
    ...(ticket === undefined ? {} : { ticket }),
    ...(expiresAt === undefined ? {} : { expiresAt }),
    ...(expiry === undefined ? {} : { expiry }),
    ...(watched ? { counts: counts ?? noCounts() } : {}),
  };
}
