import type { Landscape } from "../../../server/src/registry/index.ts";
import { systemClock } from "../../../server/src/kernel/index.ts";
import type { Engine } from "../../../server/src/policy/engine/engine.ts";
import { modelCandidate, toolCandidate } from "../../../server/src/policy/rulings/candidates.ts";
import { makeEntities } from "../../../server/src/policy/rulings/entities.ts";
import { gatherFacts } from "../../../server/src/policy/rulings/facts.ts";
import { MODEL_PATH } from "../../../server/src/policy/rulings/obligations.ts";
import { answerTo } from "../../../server/src/policy/rulings/question.ts";
import type { Bench } from "../../../server/src/policy/rulings/ruling.ts";
import { activate } from "../../../server/src/policy/sets/active.ts";
import type { KnownPolicy } from "../../../server/src/policy/sets/annotations.ts";
import { assessed, callOf, modelsOf, principalOf, quiet } from "../../../server/test/policy/acme.ts";

interface Measured {
  what: string;
  /** How often the engine is asked for one. */
  evaluations: number;
  decide(turn: number): void;
}

const TOOLS = 200;
const TURNS = 5_000;
const NOW = Date.parse("2026-11-21T12:00:00Z");

/** The decisions that are measured. Every turn brings facts of its own, so that nothing is known from before. */
export function decisionsOf(engine: Engine, landscape: Landscape, policies: readonly KnownPolicy[]): Measured[] {
  const active = activate(engine, policies, systemClock.now());
  if (!active.ok) throw new Error(active.error.because);
  const { prepared, cards } = active.value;
  let evaluations = 0;
  const counting: Bench["prepared"] = {
    evaluate(request, entities, without) {
      evaluations += 1;
      return prepared.evaluate(request, entities, without);
    },
    release: () => prepared.release(),
  };
  const source = makeEntities(landscape);
  const bench: Bench = { prepared, cards, source, supported: MODEL_PATH };
  const links = (...refs: string[]) => refs.map((ref) => principalOf(landscape, ref));
  // Made ahead: what a call, its context and its assessment cost is not policy's.
  const inputs = Array.from({ length: TURNS }, (_, turn) => ({
    call: { ...callOf({ tokensIn: 100 + turn, maxTokensOut: 1_000 + (turn % 1_000) }), at: NOW + turn },
    context: { ...quiet, workflow: "work-7", customer: `customer-${turn % 97}`, autonomy: 1, delegationDepth: 1 },
    plain: assessed({ cyber: turn % 50, privacy: turn % 40 }),
    personal: assessed({ cyber: turn % 50, privacy: turn % 40 }, { dataClasses: ["pii.customer"] }),
  }));
  const factsAt = (turn: number, assessment: "plain" | "personal" = "plain") => {
    const input = inputs[turn % TURNS] as (typeof inputs)[number];
    return gatherFacts({ call: input.call, context: input.context, assessment: input[assessment], fulfilled: [] });
  };
  const models = modelsOf(landscape, "smart");
  const tools = toolsOf(landscape);

  const decisions: (Omit<Measured, "evaluations"> & { run: (bench: Bench, turn: number) => void })[] = [];
  const add = (
    what: string,
    refs: string[],
    run: (bench: Bench, refs: ReturnType<typeof links>, turn: number) => void,
  ) => {
    const chain = links(...refs);
    decisions.push({ what, run: (on, turn) => run(on, chain, turn), decide: (turn) => run(bench, chain, turn) });
  };
  const ladder = (assessment: "plain" | "personal") => (on: Bench, chain: ReturnType<typeof links>, turn: number) => {
    const facts = factsAt(turn, assessment);
    const candidates = models.map((model) => modelCandidate(source, model));
    answerTo(on, { links: chain, facts, candidates, onPending: "fallback" });
  };
  add("one model, one user", ["user:alice@acme.test"], (on, chain, turn) => {
    const candidates = models.slice(0, 1).map((model) => modelCandidate(source, model));
    answerTo(on, { links: chain, facts: factsAt(turn), candidates, onPending: "fallback" });
  });
  add("ladder of 5, chain of 2", ["agent:release-bot", "user:alice@acme.test"], ladder("plain"));
  add("ladder of 5, chain of 2, obligations", ["agent:release-bot", "user:alice@acme.test"], ladder("personal"));
  add(`filter ${TOOLS} tools, chain of 2`, ["agent:release-bot", "user:alice@acme.test"], (on, chain, turn) => {
    const facts = { ...factsAt(turn), channel: "mcp" as const };
    answerTo(on, { links: chain, facts, candidates: tools.map(toolCandidate), onPending: "fallback" });
  });
  return decisions.map(({ what, decide, run }) => {
    evaluations = 0;
    run({ ...bench, prepared: counting }, 0);
    return { what, decide, evaluations };
  });
}

function toolsOf(landscape: Landscape): Parameters<typeof toolCandidate>[0][] {
  const servers = [...landscape.servers.values()];
  return Array.from({ length: TOOLS }, (_, place) => {
    const effect = (["read", "read", "write", "egress"] as const)[place % 4] ?? "read";
    const server = servers[place % servers.length] as (typeof servers)[number];
    return {
      server,
      tool: `tool-${place}`,
      operations: [effect],
      objects: [],
      hosts: [],
      unbounded: false,
      batch: 1 + (place % 60),
      pinned: true,
    };
  });
}
