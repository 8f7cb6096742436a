import type { Policy } from "../../config/index.ts";
import type { Clock, Log } from "../../kernel/index.ts";
import type { Landscape, Registry } from "../../registry/index.ts";
import { type ActiveSet, actingIn, activate } from "./active.ts";
import { type Inspection, inspect } from "./check.ts";
import type { Engine } from "../engine/engine.ts";
import { type EntitySource, makeEntities } from "../rulings/entities.ts";
import { type Recorder, makeRecorder } from "../replay/recorder.ts";
import { namesIn } from "../rulings/reads.ts";
import { schemaText } from "../rulings/vocabulary.ts";
import { inSlices } from "./slices.ts";
import { type Snapshot, contentOf, hashAhead, snapshotOf } from "./snapshot.ts";
import { makeTurns } from "./turns.ts";

const RETRY_MS = 1_000;

/** One organization, as decisions about it see it. Replaced as a whole, so that no decision sees two states. */
export interface State {
  landscape: Landscape;
  source: EntitySource;
  /** Makes what is kept of a question. */
  recorder: Recorder;
  active: ActiveSet | undefined;
  snapshot: string;
  /** Never used twice: the part of a kept answer's key that stands for all of the above. */
  serial: number;
  /** Those that are active or wanted. */
  policies: readonly Policy[];
}

/** What decisions are made with, organization by organization, kept up with the registry. */
export interface States {
  of(org: string): State | undefined;
  inspect(policies: readonly Policy[]): Promise<Inspection>;
  /** Resolves when every change heard so far has been taken or refused. */
  settled(): Promise<void>;
  close(): void;
}

export async function makeStates(parts: {
  registry: Pick<Registry, "landscape" | "organizations" | "onChange">;
  engine: Engine;
  clock: Clock;
  log: Log;
  /** Hears of each set that decisions are made with from now on. */
  live?: (org: string, snapshot: Snapshot) => void;
}): Promise<States> {
  const { registry, engine, clock, log } = parts;
  const states = new Map<string, State>();
  const retries = new Map<string, NodeJS.Timeout>();
  let serials = 0;
  const turns = makeTurns();
  let closed = false;

  const install = (landscape: Landscape, active: ActiveSet | undefined, policies: readonly Policy[]) => {
    const { id } = landscape.organization;
    const snapshot = active && snapshotOf(id, contentOf(active.known, landscape.routes.values()));
    if (snapshot) parts.live?.(id, snapshot);
    states.set(id, {
      landscape,
      source: makeEntities(landscape),
      recorder: makeRecorder(landscape),
      active,
      snapshot: snapshot?.id ?? "",
      serial: (serials += 1),
      policies,
    });
  };

  // Guarantee: a broken set never replaces a running one.
  const adopt = async (landscape: Landscape, wanted: readonly Policy[]) => {
    const { id } = landscape.organization;
    const { problems, policies } = await inspect(wanted, clock.now());
    const errors = problems.filter(({ severity }) => severity === "error");
    for (const problem of problems)
      log[problem.severity === "error" ? "error" : "warn"]("policy.problem", { organization: id, ...problem });
    if (errors.length === 0) await hashAhead(id, policies);
    const current = states.get(id);
    if (closed || current?.policies !== wanted) return;
    if (errors.length > 0) {
      log.error("policy.set.refused", {
        organization: id,
        errors: errors.length,
        running: current.active !== undefined,
      });
      return;
    }
    // All that can be done before, so that little is left for the moment in which the set is exchanged.
    await inSlices(policies, ({ tree }) => namesIn(tree));
    await engine.prepareAhead?.(actingIn(policies, clock.now()), schemaText());
    if (closed || states.get(id)?.policies !== wanted) return;
    const next = activate(engine, policies, clock.now());
    if (!next.ok) {
      log.error("policy.set.refused", { organization: id, because: next.error.because });
      tryLater(id);
      return;
    }
    // What the registry said in the meantime counts.
    const latest = states.get(id) ?? current;
    install(latest.landscape, next.value, wanted);
    latest.active?.release();
    const keeps = next.value.factsKey("invoke") !== undefined;
    log.info("policy.set.active", { organization: id, policies: next.value.acting.length, keepsAnswers: keeps });
  };

  /** The set is sound and the engine is not: it is being replaced, and the set waits for it. */
  const tryLater = (org: string) => {
    if (closed || retries.has(org)) return;
    const again = () => {
      retries.delete(org);
      const state = states.get(org);
      if (state && !closed) void turns.live(() => adopt(state.landscape, state.policies));
    };
    retries.set(org, setTimeout(again, RETRY_MS).unref());
  };

  /** The new landscape counts at once, with the policies that are active; new policies when they are checked. */
  const take = (landscape: Landscape): Promise<void> | undefined => {
    const current = states.get(landscape.organization.id);
    const known = current !== undefined && isSame(current.policies, landscape.policies);
    const wanted = known ? current.policies : landscape.policies;
    install(landscape, current?.active, wanted);
    if (known && current.active) return undefined;
    return turns
      .live(() => adopt(landscape, wanted))
      .catch((error: unknown) => log.error("policy.set.failed", { organization: landscape.organization.id, error }));
  };

  const stop = registry.onChange((landscape) => {
    void take(landscape);
  });
  await Promise.all(
    registry.organizations().map((org) => {
      const landscape = registry.landscape(org);
      return landscape && take(landscape);
    }),
  );

  /** The state to decide with; expired policies are taken out first. */
  const of = (org: string): State | undefined => {
    const state = states.get(org);
    if (!state?.active || clock.now() < state.active.until) return state;
    const next = activate(engine, state.active.known, clock.now());
    const before = state.active;
    install(state.landscape, next.ok ? next.value : undefined, state.policies);
    before.release();
    if (!next.ok) tryLater(org);
    return states.get(org);
  };

  return {
    of,
    inspect: (policies) => turns.asked(() => inspect(policies, clock.now())),
    settled: () => turns.settled(),
    close() {
      closed = true;
      stop();
      for (const retry of retries.values()) clearTimeout(retry);
    },
  };
}

function isSame(one: readonly Policy[], other: readonly Policy[]): boolean {
  if (one === other) return true;
  return (
    one.length === other.length &&
    one.every(({ id, text }, place) => other[place]?.id === id && other[place].text === text)
  );
}
