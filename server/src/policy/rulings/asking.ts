import type { Guardrails } from "../../config/index.ts";
import type { AskedContext } from "../../context/index.ts";
import type { Principal } from "../../identity/index.ts";
import type { Millis } from "../../kernel/index.ts";
import { DOMAINS } from "../../risk/index.ts";
import type { AskedDecision, Facts, Obligation, Reason, Ruling, Told } from "../types.ts";
import { type Known, type KnownTool, askedCandidates, askedUse, isOwn, numberIn, toldAs } from "./asked.ts";
import { connectionNarrowing } from "./connections.ts";
import type { AskedQuestion } from "../replay/recorded.ts";
import { recordThing } from "../replay/things.ts";
import { narrowed, narrowingOf } from "./guardrails.ts";
import { outcomeOf } from "./ladder.ts";
import { acceptFulfilled, mergeObligations, shortest } from "./obligations.ts";
import { answerTo } from "./question.ts";
import type { Bench } from "./ruling.ts";
import type { Landscape } from "../../registry/index.ts";
import type { ActionName } from "./vocabulary.ts";

type Answer = Pick<AskedDecision, "outcome" | "rulings" | "facts" | "against"> & { recorded: Recorded };

/** What was asked, as it is kept; whoever decides knows the rest. */
type Recorded = Pick<AskedQuestion, "candidates" | "onPending" | "guardrails" | "against">;

/**
 * The answer to a question that was asked in the words of another gateway. Where more was said than is believed,
 * it is asked twice, and only what both allow is allowed.
 */
export function answerAsked(
  bench: Bench,
  landscape: Landscape,
  input: {
    links: readonly Principal[];
    at: Millis;
    views: readonly AskedContext[];
    guardrails?: Guardrails | undefined;
    tool?: KnownTool | undefined;
  },
): Answer {
  const known: Known = { landscape, source: bench.source, now: input.at, tool: input.tool };
  const seen = input.views.map((view) => look(bench, known, input, view));
  const [believed, against] = seen as [Looked, Looked | undefined];
  const rulings = against
    ? believed.rulings.map((ruling, place) => stricter(ruling, against.rulings[place]))
    : believed.rulings;
  const onPending = onPendingOf(landscape, believed.facts);
  return {
    outcome: outcomeOf(rulings, onPending),
    rulings,
    facts: believed.facts,
    ...(against ? { against: against.facts } : {}),
    recorded: { onPending, ...believed.recorded, ...(against ? { against: against.recorded } : {}) },
  };
}

interface Looked {
  rulings: Ruling<Told>[];
  facts: Facts;
  recorded: Pick<Recorded, "candidates" | "guardrails">;
}

function look(
  bench: Bench,
  known: Known,
  input: { links: readonly Principal[]; at: Millis; guardrails?: Guardrails | undefined },
  view: AskedContext,
): Looked {
  const facts = factsOfAsked(view, input.at);
  const { asked } = view;
  const candidates = askedCandidates(known, asked);
  const action = isOwn(asked.action, asked.resource.type) ? (asked.action as ActionName) : "access";
  const first = input.links[0]?.ref ?? "";
  if (candidates.length === 0) {
    const name = `${asked.resource.type}/${asked.resource.id}`;
    return {
      rulings: [nothingOf(toldAs(name), name, input.links)],
      facts,
      recorded: { candidates: { action, things: [], unknown: name } },
    };
  }
  const { rulings } = answerTo(bench, { links: input.links, facts, candidates, onPending: "fallback" });
  const isModel = isOwn(asked.action, asked.resource.type) && (asked.action === "invoke" || asked.action === "embed");
  const content = { assessed: facts.assessed, dataClasses: facts.dataClasses, risk: facts.risk };
  const use = askedUse(known, asked);
  // Guarantee: who asks about a tool hears what the gateway would do, connections included.
  const narrowing = use
    ? connectionNarrowing(known.landscape, input.links, use, facts.fulfilled as readonly Obligation[])
    : // Guardrails are about what goes into a model.
      isModel
      ? narrowingOf(input.guardrails, content, first, bench.supported)
      : undefined;
  const things = candidates.map((candidate) => recordThing(candidate, facts));
  return {
    rulings: narrowing ? narrowed(rulings, narrowing) : rulings,
    facts,
    recorded: { candidates: { action, things }, ...(narrowing ? { guardrails: narrowing } : {}) },
  };
}

export function factsOfAsked(view: AskedContext, at: Millis): Facts {
  const { asked } = view;
  const { run: _run, session: _session, ...rest } = view.context;
  const scores = Object.fromEntries(
    DOMAINS.map((domain) => [domain, Object.hasOwn(view.risk, domain) ? (view.risk[domain] ?? 0) : 0]),
  ) as Facts["risk"];
  const max = Math.max(...Object.values(scores), Object.hasOwn(view.risk, "max") ? (view.risk["max"] ?? 0) : 0);
  const { tags } = asked.actionProperties;
  return {
    ...rest,
    now: at,
    risk: { ...scores, max },
    topics: [],
    assessed: view.assessed,
    confidence: view.assessed ? 100 : 0,
    fulfilled: acceptFulfilled(view.fulfilled),
    asked,
    ...(isOwn(asked.action, asked.resource.type)
      ? {
          ask: {
            tokensIn: numberIn(asked.actionProperties, "tokensIn") ?? 0,
            maxTokensOut: numberIn(asked.actionProperties, "maxTokensOut") ?? 0,
            tools: tags["tools"] === "true",
            images: tags["images"] === "true",
            streaming: tags["streaming"] === "true",
            ...(asked.action === "embed" ? { operation: "embed" as const } : {}),
          },
        }
      : {}),
  };
}

function onPendingOf(landscape: Landscape, { asked }: Facts): "fallback" | "wait" {
  return asked?.resource.type === "route"
    ? (landscape.routes.get(asked.resource.id)?.onPending ?? "fallback")
    : "fallback";
}

/** What two looks at the same candidate allow together. */
export function stricter<C>(one: Ruling<C>, other: Ruling<C> | undefined): Ruling<C> {
  if (one.outcome === "blocked" || !other) return one;
  if (other.outcome === "blocked") return other;
  const reasons = distinct([...one.reasons, ...other.reasons]);
  const obligations = mergeObligations([...one.obligations, ...other.obligations]);
  const needs = mergeObligations([
    ...(one.outcome === "pending" ? one.needs : []),
    ...(other.outcome === "pending" ? other.needs : []),
  ]);
  if (needs.length === 0) return { outcome: "allowed", candidate: one.candidate, obligations, reasons };
  const ttlMs = shortest([one, other].map((ruling) => (ruling.outcome === "pending" ? ruling.ttlMs : undefined)));
  return {
    outcome: "pending",
    candidate: one.candidate,
    needs,
    obligations,
    reasons,
    ...(ttlMs === undefined ? {} : { ttlMs }),
  };
}

function distinct(reasons: readonly Reason[]): Reason[] {
  const seen = new Map(reasons.map((reason) => [`${reason.policy}\n${reason.principal}`, reason]));
  return [...seen.values()];
}

/** The answer about what is not there. */
export function nothingOf<C>(candidate: C, name: string, links: readonly Principal[]): Ruling<C> {
  return { outcome: "blocked", candidate, reasons: [unknownResource(name, links[0]?.ref ?? "")] };
}

function unknownResource(name: string, principal: string): Reason {
  return { policy: "unknown-resource", effect: "none", why: `There is no ${name}.`, severity: "", principal };
}
