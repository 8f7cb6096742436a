import { doesOf } from "../../effects/index.ts";
import { type Principal, principalIn } from "../../identity/index.ts";
import { type Clock, type Result, ok, refused } from "../../kernel/index.ts";
import type { Landscape } from "../../registry/index.ts";
import { DOMAINS } from "../../risk/index.ts";
import { modelCandidate, toolCandidate } from "../rulings/candidates.ts";
import type { EntitySource } from "../rulings/entities.ts";
import { NEUTRAL_FACTS } from "../rulings/neutral.ts";
import { acceptFulfilled } from "../rulings/obligations.ts";
import type { Question } from "../rulings/question.ts";
import type { Candidate } from "../rulings/ruling.ts";
import type { Facts } from "../types.ts";
import type { Case, CaseFacts } from "./case-file.ts";

/** What somebody asks in an organization, in the words of a case. */
export type Asking = Pick<Case, "chain" | "ask" | "facts">;

/** Where it is asked. */
export interface World {
  landscape: Landscape;
  source: EntitySource;
  clock: Clock;
}

/** Why something cannot be asked. */
export interface NotAsked {
  because: string;
}

/** The question that a case stands for; refused where it names what is not there. */
export function questionOf(one: Asking, world: World): Result<Question, NotAsked> {
  const { landscape, source, clock } = world;
  const links: Principal[] = [];
  for (const ref of one.chain) {
    const principal = principalIn(landscape, ref, clock.now());
    if (!principal) return refused({ because: `there is no ${ref}` });
    links.push(principal);
  }
  const facts = factsOf(one, clock);
  if ("model" in one.ask) {
    const route = landscape.routes.get(one.ask.model);
    const ids = route?.models ?? [one.ask.model];
    const models = ids.map((id) => landscape.models.get(id));
    const gone = ids.find((_id, place) => models[place] === undefined);
    if (gone !== undefined) return refused({ because: `there is no route or model ${gone}` });
    const candidates = models.flatMap((model) => (model ? [modelCandidate(source, model)] : []));
    return ok({ links, facts, candidates, onPending: route?.onPending ?? "fallback" });
  }
  const candidate = toolOf(one.ask, landscape);
  return candidate.ok ? ok({ links, facts, candidates: [candidate.value], onPending: "fallback" }) : candidate;
}

function toolOf(
  ask: Exclude<Case["ask"], { model: string }>,
  landscape: Landscape,
): Result<Candidate<unknown>, NotAsked> {
  const [id, tool] = ask.tool.split(/\/(.*)/s) as [string, string];
  const server = landscape.servers.get(id);
  if (!server) return refused({ because: `there is no server ${id}` });
  const effect = server.tools?.[tool]?.effect;
  // Read as for a call: what a statement does is in its text, what another tool does is declared.
  const tells = ask.arguments !== undefined && server.kind === "postgres";
  const does = tells ? doesOf({ kind: server.kind, tool, args: ask.arguments ?? {}, effect }).does : undefined;
  const operations = ask.operations ?? does?.operations ?? (effect ? [effect] : undefined);
  // Never guessed and never skipped: a case that cannot be asked has failed.
  if (!operations) return refused({ because: `${ask.tool} has no declared effect; say operations` });
  return ok(
    toolCandidate({
      server,
      tool,
      operations,
      objects: ask.objects ?? does?.objects ?? [],
      hosts: ask.hosts ?? does?.hosts ?? [],
      unbounded: ask.unbounded ?? does?.unbounded ?? false,
      batch: ask.batch ?? does?.batch ?? 1,
      pinned: ask.pinned ?? true,
    }),
  );
}

/** Neutral facts with what the case says laid over them. */
function factsOf(one: Asking, clock: Clock): Facts {
  const { risk, now, ...said }: CaseFacts = one.facts ?? {};
  const scores = Object.fromEntries(DOMAINS.map((domain) => [domain, risk?.[domain] ?? 0])) as Facts["risk"];
  const max = risk?.["max"] ?? Math.max(...Object.values(scores));
  const model = "model" in one.ask ? one.ask : undefined;
  return {
    ...NEUTRAL,
    channel: model ? "model" : "mcp",
    delegationDepth: one.chain.length - 1,
    onBehalfOf: one.chain.slice(1),
    now: now === undefined ? clock.now() : Date.parse(now),
    risk: { ...scores, max },
    ...defined(said),
    // A case means what a call would: only what people did counts, and a stricter approver's word for less.
    fulfilled: acceptFulfilled(said.fulfilled ?? []),
    ...(model
      ? {
          ask: {
            tokensIn: model.tokensIn ?? 100,
            maxTokensOut: model.maxTokensOut ?? 1_000,
            tools: model.tools ?? false,
            images: model.images ?? false,
            streaming: model.streaming ?? false,
          },
        }
      : {}),
  };
}

/** A case that does not say where speaks of the United States, and of no environment. */
const NEUTRAL: Facts = { ...NEUTRAL_FACTS, environment: "", geo: "US" };

function defined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const entries = Object.entries(value).filter(([, member]) => member !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], undefined> };
}
