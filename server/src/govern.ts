import type { ApprovalsRoom } from "./approvals/index.ts";
import { approved, modelApproval } from "./approving.ts";
import type { Budgets, Hold } from "./budgets/index.ts";
import type { ContextRoom } from "./context/index.ts";
import { type CandidateStory, type Execution, OVERTAKEN, type Performance, type Reply } from "./execution/index.ts";
import type { Identity } from "./identity/index.ts";
import { type JudgedCall, type Overtaken, judgeAndDecide } from "./judging.ts";
import { placesFor } from "./shown-to-judges.ts";
import type { JudgesRoom } from "./judges/index.ts";
import { type ModelCall, type Clock, type Log, asFault } from "./kernel/index.ts";
import type { PolicyRoom } from "./policy/index.ts";
import type { PseudonymsRoom } from "./pseudonyms/index.ts";
import { type Answer, type Refusal, type Seal, type Sealing } from "./record/index.ts";
import type { Landscape, Registry } from "./registry/index.ts";
import type { RiskRoom } from "./risk/index.ts";
import type { Routing, Target } from "./routing/index.ts";
import type { SessionsRoom, Weighed } from "./sessions/index.ts";

/** The rooms a call passes, in the order it passes them. */
export interface Rooms {
  identity: Identity;
  registry: Registry;
  context: ContextRoom;
  risk: RiskRoom;
  sessions: SessionsRoom;
  judges: JudgesRoom;
  pseudonyms: PseudonymsRoom;
  policy: PolicyRoom;
  approvals: ApprovalsRoom;
  budgets: Budgets;
  routing: Routing;
  execution: Execution;
  record: Seal;
  clock: Clock;
  log: Log;
}

/** What a door is left to say: nothing more, or a refusal in its caller's own format. */
export type Outcome = { answered: true } | { answered: false; refusal: Refusal };

/**
 * The way of one call. Each stage takes what the one before it made, none reaches back, and every way out
 * passes the record.
 */
export async function govern(rooms: Rooms, call: ModelCall, reply: Reply): Promise<Outcome> {
  const sealing = rooms.record.open(call);
  try {
    const recognized = await rooms.identity.recognize(call, "call");
    if (!recognized.ok) return refused(await sealing.unrecognized(recognized.error));
    const chain = sealing.chain(recognized.value);
    if (call.problem) return refused(await sealing.invalid(call.problem));

    const landscape = rooms.registry.landscape(chain.org);
    const target = landscape && rooms.routing.target(landscape, call.ask.model);
    if (!landscape || !target) return refused(await sealing.unknownModel());

    const gathered = rooms.context.gather(call, chain);
    const assessed = sealing.assessment(
      await rooms.risk.assessApart(call, { org: chain.org, detectors: landscape.detectors }),
    );
    const { guardrails } = landscape;
    const came = { call, chain, context: gathered, assessment: assessed, guardrails };
    const session = sealing.session(await rooms.sessions.weigh(came));
    const { context, assessment } = session;
    const supported = rooms.execution.fulfils(assessment);
    const about = { call, chain, context, assessment, guardrails, supported };
    const places = placesFor(rooms.budgets, { call, chain, landscape });
    try {
      const asked = { about, target, landscape, places, reply, session };
      const first = await judgedAndDecided(rooms, sealing, asked);
      const { made: judged, word } = await approved(rooms.approvals, first, {
        about: (made) => modelApproval(made.about, made.decision, target),
        again: (fulfilled) => judgedAndDecided(rooms, sealing, { ...asked, about: { ...about, fulfilled } }),
      });
      const decision = sealing.decision(judged.decision);
      if (judged.limited) return refused(await sealing.limited(judged.limited));
      if (word) sealing.approval(word);
      if (decision.outcome !== "allowed") {
        session.learned({ blocked: decision.outcome === "blocked" });
        return refused(await sealing.notAllowed(rooms.policy.explain(decision, chain)));
      }

      const reserved = await places.take();
      if (!reserved.ok) return refused(await sealing.limited(reserved.limited));
      // Guarantee: a word that was given is used up before the call it lets through is begun.
      if (word?.state === "approved" && !(await word.take())) return refused(await sealing.usedUp());

      return await carryOut(rooms, sealing, { judged, session, target, landscape, hold: reserved.hold, reply });
    } finally {
      places.release();
    }
  } catch (error) {
    const fault = asFault(error);
    rooms.log.error("a call failed inside", { call: call.id, error: fault });
    return refused(await sealing.failed(fault));
  }
}

/** Nobody is asked where no judge is declared: most calls wait for nothing here. */
function judgedAndDecided(
  rooms: Rooms,
  sealing: Sealing,
  asked: Parameters<typeof judgeAndDecide>[2],
): JudgedCall | Promise<JudgedCall> {
  const { about, target, landscape } = asked;
  if (landscape.judges.size > 0 || landscape.guardrails.judge) return judgeAndDecide(rooms, sealing, asked);
  const onPending = target.route?.onPending ?? "fallback";
  return { about, decision: rooms.policy.decide({ ...about, candidates: target.models, onPending }) };
}

interface Way {
  judged: JudgedCall;
  session: Weighed;
  target: Target;
  landscape: Landscape;
  hold: Hold;
  reply: Reply;
}

/** Routes and executes what was allowed, and gives back what was reserved for it. */
async function carryOut(rooms: Rooms, sealing: Sealing, way: Way): Promise<Outcome> {
  let { judged } = way;
  let result: Performance | undefined;
  try {
    for (;;) {
      const ran: readonly CandidateStory[] = result?.candidates ?? [];
      result = await perform(rooms, sealing, { ...way, judged }, ran);
      const spoken = await judged.race;
      if (!spoken || spoken.same) return answered(await sealing.close(result));
      // What was begun under another decision was stopped, and has given nothing to the caller.
      judged = { ...spoken };
      const decision = sealing.decision(judged.decision);
      if (judged.limited) return refused(await sealing.limited(judged.limited));
      if (decision.outcome === "allowed") continue;
      const wouldPass = rooms.policy.explain(decision, judged.about.chain);
      return refused(await sealing.notAllowed(wouldPass, result.candidates));
    }
  } finally {
    // Guarantee: whatever becomes of a call, its places are free again and its tokens are counted.
    const spent = result?.candidates.flatMap((story) => story.spent ?? []) ?? [];
    const blocked = judged.decision.outcome === "blocked";
    way.session.learned({ blocked, usage: blocked ? undefined : result?.usage });
    way.hold.settle({ usage: result?.usage, spent, cut: result?.result === "aborted" });
  }
}

async function perform(rooms: Rooms, sealing: Sealing, way: Way, ran: readonly CandidateStory[]): Promise<Performance> {
  const { judged, target, landscape, hold, reply } = way;
  const { about, decision } = judged;
  const { call, chain, context, assessment } = about;
  const route = rooms.routing.choose({ decision, target, ask: call.ask, session: context.session });
  const likely = likelyAnswers(rooms, sealing, way);
  const spoken = judged.race?.then((heard) => held(sealing, heard));
  const { guardrails } = landscape;
  const obligations = route.candidates.map(({ ruling }) => (ruling.outcome === "allowed" ? ruling.obligations : []));
  const opening = { call, chain, session: context.session, assessment, guardrails, obligations };
  const pseudonyms = await rooms.pseudonyms.open(opening);
  const result = await rooms.execution.perform({
    call,
    route,
    session: context.session,
    assessment,
    pseudonyms,
    filters: pseudonyms?.filterFor ? [pseudonyms.filterFor] : [],
    decided: {
      chain,
      snapshot: decision.snapshot,
      guardrails: landscape.guardrails,
      own: { org: chain.org, detectors: landscape.detectors },
      likely,
    },
    reply,
    admit: (model, use) => hold.admit(model, use),
    beside: (usage) => hold.beside(usage),
    headers: (model, lost) => ({ ...sealing.headers(model, lost), ...reply.limits(hold.standing()) }),
    durable: sealing.intend(route, spoken),
    settled: (performance) => sealing.settle(withEarlier(performance, ran)),
    onRevoked: (cut) => rooms.identity.watch(chain, cut),
  });
  return withEarlier(result, ran);
}

/** The decision that the model was asked under is the one that is written, with what the judge said; else it is broken off. */
function held(sealing: Sealing, { same, decision }: Overtaken): void {
  if (!same) throw new Error(OVERTAKEN);
  sealing.decision(decision);
}

/** What candidates used that were tried before it was decided anew stands beside what came of them after it. */
function withEarlier(performance: Performance, ran: readonly CandidateStory[]): Performance {
  if (ran.length === 0) return performance;
  const candidates = performance.candidates.map((story): CandidateStory => {
    const before = ran.find(({ model, fate }) => model === story.model && fate === "failed");
    if (!before) return story;
    const spent = [...(before.spent ?? []), ...(story.spent ?? [])];
    const all = spent.length > 0 ? { spent } : {};
    return story.fate === "skipped" || story.fate === "unused"
      ? { ...before, ruling: story.ruling, reasons: story.reasons, ...all }
      : { ...story, ...all };
  });
  return { ...performance, candidates };
}

/** Where the route gives kept answers to like calls: the model that compares them, asked about like any other. */
function likelyAnswers(rooms: Rooms, sealing: Sealing, { judged: { about }, target, landscape }: Way) {
  const { call, assessment } = about;
  const like = rooms.execution.likeQuestion({ call, route: target.route, assessment, models: landscape.models });
  if (!like) return undefined;
  const ruled = rooms.policy.decide({ ...about, call: like.call, candidates: [like.model], fulfilled: [] });
  return { ...like, ruling: sealing.likely(ruled) };
}

function answered(answer: Answer): Outcome {
  return answer.refusal ? refused(answer.refusal) : { answered: true };
}

function refused(refusal: Refusal): Outcome {
  return { answered: false, refusal };
}
