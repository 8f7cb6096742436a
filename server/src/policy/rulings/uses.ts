import type { Context } from "../../context/index.ts";
import type { Guardrails } from "../../config/index.ts";
import type { Chain } from "../../identity/index.ts";
import type { Millis } from "../../kernel/index.ts";
import type { Landscape } from "../../registry/index.ts";
import type { Assessment } from "../../risk/index.ts";
import type { AskedQuestion, RecordedCandidates } from "../replay/recorded.ts";
import { recordThing } from "../replay/things.ts";
import type { Facts, Obligation, Ruling, Told } from "../types.ts";
import { type ToolUse, toolCandidate } from "./candidates.ts";
import { connectionNarrowing } from "./connections.ts";
import { factsOfUse } from "./facts.ts";
import { type Narrowing, narrowed, narrowingOf } from "./guardrails.ts";
import { outcomeOf } from "./ladder.ts";
import { acceptFulfilled } from "./obligations.ts";
import { answerTo } from "./question.ts";
import type { Bench, Candidate } from "./ruling.ts";

/** The use of one tool, or of many that a list is made of. */
export interface UsesAsked {
  at: Millis;
  chain: Chain;
  context: Context;
  assessment: Assessment;
  uses: readonly ToolUse[];
  guardrails?: Guardrails | undefined;
  /** What was approved for this very call. Anything else in it is ignored. */
  fulfilled?: readonly Obligation[] | undefined;
}

export interface UsesAnswer {
  outcome: "allowed" | "pending" | "blocked";
  rulings: Ruling<Told>[];
  facts: Facts;
  recorded: Pick<AskedQuestion, "candidates" | "onPending" | "guardrails">;
}

/** One ruling a use, with what guardrails and connections add to the policies. */
export function answerUses(
  bench: Bench,
  landscape: Pick<Landscape, "connections" | "teams">,
  asked: UsesAsked,
  kept?: KeptAnswer,
): UsesAnswer {
  const { chain, uses, guardrails, assessment } = asked;
  const fulfilled = acceptFulfilled(asked.fulfilled ?? []);
  const facts = factsOfUse({ ...asked, fulfilled });
  const { rulings, candidates } = ruled(bench, chain, uses, facts, kept);
  const first = chain.links[0]?.ref ?? "";
  const guards = narrowingOf(guardrails, assessment, first, bench.supported);
  let added: Narrowing | undefined;
  const all = rulings.map((ruling, place) => {
    added = both(guards, connectionNarrowing(landscape, chain.links, uses[place] as ToolUse, fulfilled));
    return added ? (narrowed([ruling], added)[0] as Ruling<Told>) : ruling;
  });
  // The same answer is the same object: what is told about it is written down once.
  const less = added === undefined && rulings.length === 1 ? rulings : all;
  return {
    outcome: outcomeOf(less, "fallback"),
    rulings: less,
    facts,
    recorded: {
      onPending: "fallback",
      candidates,
      ...(added && uses.length === 1 ? { guardrails: added } : {}),
    },
  };
}

/** What was said before to the same question about one use; undefined where it is not to be kept. */
export interface KeptAnswer {
  of(facts: Facts): Ruled | undefined;
  keep(facts: Facts, ruled: Ruled): void;
}

export interface Ruled {
  rulings: Ruling<Told>[];
  candidates: RecordedCandidates;
}

function ruled(bench: Bench, chain: Chain, uses: readonly ToolUse[], facts: Facts, kept?: KeptAnswer): Ruled {
  const known = kept?.of(facts);
  if (known) return known;
  const candidates = uses.map(candidateOf);
  const { rulings } = answerTo(bench, { links: chain.links, facts, candidates, onPending: "fallback" });
  // Lists are not recorded: only what is decided for a call is kept whole.
  const things = candidates.length === 1 ? candidates.map((one) => recordThing(one, facts)) : [];
  const made: Ruled = { rulings, candidates: { action: uses[0]?.action ?? "call_tool", things } };
  kept?.keep(facts, made);
  return made;
}

function candidateOf(use: ToolUse): Candidate<Told> {
  const its = toolCandidate(use);
  const id = use.tool === "" ? use.server.id : `${use.server.id}/${use.tool}`;
  return { ...its, candidate: { id, tier: "", provider: { id: use.server.id } } };
}

function both(one: Narrowing | undefined, other: Narrowing | undefined): Narrowing | undefined {
  if (!one || !other) return one ?? other;
  return { forbids: [...one.forbids, ...other.forbids], obligations: [...one.obligations, ...other.obligations] };
}
