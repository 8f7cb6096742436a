import type { Chain } from "../identity/index.ts";
import type { Clock, Log } from "../kernel/index.ts";
import type { AskedContext } from "../context/index.ts";
import type { Registry } from "../registry/index.ts";
import type { Store } from "../store/index.ts";
import { makeApartCases } from "./cases/apart.ts";
import { makeAnalyst } from "./analyze/analyst.ts";
import type { ActiveSet } from "./sets/active.ts";
import { openDeciding } from "./engine/deciding.ts";
import type { Engine, Source } from "./engine/engine.ts";
import type { EngineChoice } from "./engine/engines.ts";
import { openFast } from "./engine/fast.ts";
import { type EngineMismatch, mismatchOf } from "./engine/mismatch.ts";
import type { Recheck } from "./engine/recheck.ts";
import { openReference } from "./engine/reference.ts";
import { explainDecision } from "./explain/explain.ts";
import { decidingIn } from "./publishing/changes.ts";
import type { Snapshots } from "./publishing/snapshots.ts";
import { type Answer, type Input, failed, keepAnswers } from "./kept-answers.ts";
import { keepUses } from "./kept-uses.ts";
import { factsOfUse, gatherFacts } from "./rulings/facts.ts";
import type { Narrowing } from "./rulings/guardrails.ts";
import { toldAs } from "./rulings/asked.ts";
import { answerAsked, factsOfAsked } from "./rulings/asking.ts";
import { type ModelAction, modelAction, modelCandidate } from "./rulings/candidates.ts";
import { MODEL_PATH, TOOL_PATH, acceptFulfilled } from "./rulings/obligations.ts";
import { answerTo } from "./rulings/question.ts";
import { type Bench, ENGINE_UNAVAILABLE } from "./rulings/ruling.ts";
import { answerUses } from "./rulings/uses.ts";
import { type State, makeStates } from "./sets/states.ts";
import type { AskedQuestion } from "./replay/recorded.ts";
import { type ChangeHeard, makeStages } from "./stages/room.ts";
import type { Beside } from "./stages/watcher.ts";
import { type PoliciesOf, makeAgain } from "./replay/room.ts";
import { modelsPiece } from "./replay/recorder.ts";
import type { Decision, Facts, NamedInPolicies, PolicyProblem, PolicyRoom, Ruling, Told, WouldPass } from "./types.ts";

export async function makePolicy(parts: {
  registry: Pick<Registry, "landscape" | "organizations" | "onChange">;
  clock: Clock;
  log: Log;
  /** Where the sets that are decided with are kept; nowhere when left out. */
  snapshots?: Snapshots;
  /** Where counts of all processes are kept; without it they are this process's own. */
  store?: Pick<Store, "read" | "transact">;
  /** Names this process among those that count. */
  process?: string;
  heard?: ChangeHeard;
  /** Who decides; the fast engine, and nobody asks again, where nothing is said. */
  engines?: {
    choice: EngineChoice;
    recheck?: Recheck | undefined;
    /** In the place of our own. */
    fast?: Engine | undefined;
    mismatched(mismatch: EngineMismatch): void;
  };
}): Promise<PolicyRoom> {
  const { registry, clock, log, snapshots, engines } = parts;
  const engine = openDeciding({
    choice: engines?.choice ?? "fast",
    fast: engines?.fast ?? openFast(),
    openReference: () => openReference({ log }),
    recheck: engines?.recheck,
    clock,
    log,
    // Guarantee: what an engine said that was found wrong is kept for no later call.
    switched() {
      kept.clear();
      keptUses.clear();
    },
    mismatched: (mismatch) => engines?.mismatched(mismatchOf(mismatch, decidedWith(mismatch.policies))),
  });
  const states = await makeStates({
    registry,
    engine,
    clock,
    log,
    ...(snapshots ? { live: (org, snapshot) => snapshots.keepSoon(org, snapshot) } : {}),
  });
  const cases = makeApartCases();
  const staged = makeStages({
    states,
    clock,
    log,
    store: parts.store,
    process: parts.process ?? "",
    heard: parts.heard,
  });
  const kept = keepAnswers();
  const keptUses = keepUses();
  const told = new WeakMap<Ruling, WouldPass[]>();

  const decidedWith = (policies: readonly Source[]) => {
    for (const org of registry.organizations()) {
      const state = states.of(org);
      if (state?.active && state.active.acting === policies) return { org, snapshot: state.snapshot };
    }
    return undefined;
  };

  /** What is asked besides the facts, as it is kept with the answer. */
  const askedOf = (state: State, active: ActiveSet, input: Input, action: ModelAction): AskedQuestion | undefined => {
    const people = state.recorder.people(input.chain.links);
    if (!people) return undefined;
    const named = `${action} ${input.candidates.map(({ id }) => id).join(" ")}`;
    // Of another landscape than the one we decide with: pieces under their names are not theirs.
    const known = input.candidates.every((model) => state.landscape.models.get(model.id) === model);
    const candidates = known
      ? state.recorder.models(named, action, input.candidates)
      : modelsPiece(action, input.candidates);
    return {
      people,
      candidates,
      onPending: input.onPending ?? "fallback",
      supported: input.supported ?? MODEL_PATH,
      ...notCounting(active, input.chain),
    };
  };

  /** Has what does not decide looked at, beside the call. */
  const look = (
    state: State,
    active: ActiveSet,
    input: Input,
    decided: { facts: Facts; answer: Answer; narrowing: Narrowing | undefined; key: string | undefined },
  ): Beside | undefined => {
    const { facts, answer, narrowing, key } = decided;
    const { watch } = active;
    if (!watch || answer.rulings.some(failed)) return undefined;
    const action = modelAction(facts);
    const more = watch.factsKey(action)?.(facts);
    const { links } = input.chain;
    const onPending = input.onPending ?? "fallback";
    return staged.watcher.look({
      org: input.chain.org,
      team: links[0]?.teams[0] ?? "",
      key:
        key === undefined || more === undefined ? undefined : `${key}|${more}|${narrowing ? printOf(narrowing) : ""}`,
      active,
      watch,
      links,
      ask(deciding) {
        const candidates = input.candidates.map((model) => modelCandidate(state.source, model, action));
        const bench = { source: state.source, supported: input.supported ?? MODEL_PATH, ...deciding };
        return answerTo(bench, { links, facts, candidates, onPending });
      },
      answer,
      narrowing,
      onPending,
    });
  };
  const analyst = makeAnalyst({
    live(org) {
      const state = states.of(org);
      return state?.active && { landscape: state.landscape, known: state.active.known };
    },
    inspect: (policies) => states.inspect(policies),
    clock,
  });

  return {
    analyst,

    get engine() {
      return engine.name;
    },

    check: async (policies): Promise<PolicyProblem[]> => (await states.inspect(policies)).problems,

    async examine(policies) {
      const { problems, policies: known } = await states.inspect(policies);
      return { problems, deciding: decidingIn(policies, known) };
    },

    decide(input) {
      const facts = gatherFacts({ ...input, fulfilled: acceptFulfilled(input.fulfilled ?? []) });
      const state = states.of(input.chain.org);
      const active = state?.active;
      const made = (answer: Answer, cached: boolean, key?: string): Decision => {
        const { outcome, rulings, asked, narrowing } = kept.narrow(answer, input);
        const beside = state?.active?.watch && look(state, state.active, input, { facts, answer, narrowing, key });
        return {
          ...(beside ? { beside } : {}),
          outcome,
          rulings,
          asked,
          workflows: state?.recorder.workflows(facts.workflow) ?? [],
          facts,
          snapshot: state?.snapshot ?? "",
          engine: engine.name,
          cached,
        };
      };
      if (!state || !active) return made(unavailable(input.candidates, input.chain), false);
      const key = kept.keyOf(state, active, input, facts);
      const before = key === undefined ? undefined : kept.get(key);
      if (before) return made(before, true, key);

      const bench: Bench = {
        prepared: active.prepared,
        cards: active.cards,
        source: state.source,
        supported: input.supported ?? MODEL_PATH,
        ...withoutOf(active, input.chain),
      };
      const action = modelAction(facts);
      const ruled = answerTo(bench, {
        links: input.chain.links,
        facts,
        candidates: input.candidates.map((model) => modelCandidate(state.source, model, action)),
        onPending: input.onPending ?? "fallback",
      });
      const answer: Answer = { ...ruled, asked: askedOf(state, active, input, action) };
      if (key !== undefined) kept.keep(key, answer);
      return made(answer, false, key);
    },

    test: (order, signal) => cases.run({ ...order, now: clock.now() }, signal),

    decideAsked({ chain, at, views, guardrails, supported, tool, beside: lookBeside }) {
      const state = states.of(chain.org);
      const active = state?.active;
      const about = { snapshot: state?.snapshot ?? "", engine: engine.name, cached: false };
      const [view] = views as [AskedContext];
      if (!state || !active) {
        const { resource } = view.asked;
        const answer = unavailable([toldAs(`${resource.type}/${resource.id}`)], chain);
        return { ...answer, facts: factsOfAsked(view, at), ...about };
      }
      const { prepared, cards } = active;
      const bench: Bench = { prepared, cards, source: state.source, supported, ...withoutOf(active, chain) };
      const asked = { links: chain.links, at, views, guardrails, tool };
      const { recorded, ...answer } = answerAsked(bench, state.landscape, asked);
      const people = state.recorder.people(chain.links);
      const { watch } = active;
      const beside =
        watch && lookBeside && !answer.rulings.some(failed)
          ? staged.watcher.look<Told>({
              org: chain.org,
              team: chain.links[0]?.teams[0] ?? "",
              key: undefined,
              active,
              watch,
              links: chain.links,
              ask: (deciding) => answerAsked({ source: state.source, supported, ...deciding }, state.landscape, asked),
              answer,
              narrowing: undefined,
              onPending: recorded.onPending,
            })
          : undefined;
      return {
        ...(beside ? { beside } : {}),
        ...answer,
        ...about,
        asked: people && { people, supported, ...recorded, ...notCounting(active, chain) },
        workflows: state.recorder.workflows(answer.facts.workflow),
      };
    },

    decideUses({ supported = TOOL_PATH, whole, ...asked }) {
      const { chain } = asked;
      const state = states.of(chain.org);
      const active = state?.active;
      const about = { snapshot: state?.snapshot ?? "", engine: engine.name, cached: false };
      if (!state || !active) {
        const told = asked.uses.map(({ server, tool }) => toldAs(`${server.id}/${tool}`));
        return { ...unavailable(told, chain), facts: factsOfUse({ ...asked, fulfilled: [] }), ...about };
      }
      const { prepared, cards, watch } = active;
      const bench: Bench = { prepared, cards, source: state.source, supported, ...withoutOf(active, chain) };
      const [use] = asked.uses;
      const before = whole && use ? keptUses.about(state, active, { chain, use, supported }) : undefined;
      const { recorded, ...answer } = answerUses(bench, state.landscape, asked, before);
      if (!whole) return { ...answer, ...about };
      const people = state.recorder.people(chain.links);
      const beside =
        watch && !answer.rulings.some(failed)
          ? staged.watcher.look<Told>({
              org: chain.org,
              team: chain.links[0]?.teams[0] ?? "",
              key: undefined,
              active,
              watch,
              links: chain.links,
              ask: (deciding) => answerUses({ source: state.source, supported, ...deciding }, state.landscape, asked),
              answer,
              narrowing: undefined,
              onPending: "fallback",
            })
          : undefined;
      return {
        ...(beside ? { beside } : {}),
        ...answer,
        ...about,
        asked: people && { people, supported, ...recorded, ...notCounting(active, chain) },
        workflows: state.recorder.workflows(answer.facts.workflow),
      };
    },

    namedIn: (org) => states.of(org)?.active?.named() ?? NOTHING_NAMED,

    settled: () => states.settled(),
    again: makeAgain({ engine, states, policiesOf: policiesIn(snapshots) }),

    explain(decision, chain) {
      const state = states.of(chain.org);
      if (!state?.active || state.snapshot !== decision.snapshot) return [];
      return explainDecision(
        { active: state.active, source: state.source, chain, models: state.landscape.models.values(), told },
        decision,
      );
    },

    stages: staged.stages,

    close() {
      staged.close();
      cases.close();
      states.close();
      engine.close();
      kept.clear();
      keptUses.clear();
    },
  };
}

function withoutOf(active: ActiveSet, chain: Chain): Pick<Bench, "without"> {
  const without = active.notFor(chain.links);
  return without ? { without } : {};
}

/** What of the snapshot did not count, as it is kept. */
function notCounting(active: ActiveSet, chain: Chain): Pick<AskedQuestion, "without"> {
  const without = [...active.expired, ...(active.notFor(chain.links) ?? [])].toSorted();
  return without.length === 0 ? {} : { without };
}

function printOf({ forbids, obligations }: Narrowing): string {
  return [...forbids.map(({ policy }) => policy), ...obligations].join(" ");
}

/** What decisions of then were decided with, where it is kept. */
function policiesIn(snapshots: Snapshots | undefined): PoliciesOf {
  return async (org, id) => (await snapshots?.read(org, id))?.policies;
}

const NOTHING_NAMED: NamedInPolicies = { actions: [], things: new Map() };

function unavailable<C>(candidates: readonly C[], chain: Chain): Pick<Decision<C>, "outcome" | "rulings"> {
  const reason = ENGINE_UNAVAILABLE(chain.links[0]?.ref ?? "");
  return {
    outcome: "blocked",
    rulings: candidates.map((candidate) => ({ outcome: "blocked", candidate, reasons: [reason] })),
  };
}
