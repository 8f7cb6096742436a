import type { Budgets, Hold } from "./budgets/index.ts";
import type { ContextRoom } from "./context/index.ts";
import type { Execution, Performance, Reply } from "./execution/index.ts";
import type { Identity } from "./identity/index.ts";
import { type ModelCall, type Clock, type Log, asFault } from "./kernel/index.ts";
import type { Decision, PolicyRoom } from "./policy/index.ts";
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
  policy: PolicyRoom;
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
    const assessed = sealing.assessment(rooms.risk.assess(call));
    const { guardrails } = landscape;
    const came = { call, chain, context: gathered, assessment: assessed, guardrails };
    const session = sealing.session(await rooms.sessions.weigh(came));
    const { context, assessment } = session;
    const supported = rooms.execution.fulfils(assessment);
    const about = { call, chain, context, assessment, guardrails, supported };
    const onPending = target.route?.onPending ?? "fallback";
    const decision = sealing.decision(rooms.policy.decide({ ...about, candidates: target.models, onPending }));
    if (decision.outcome !== "allowed") {
      session.learned({ blocked: decision.outcome === "blocked" });
      return refused(await sealing.notAllowed(rooms.policy.explain(decision, chain)));
    }

    const reserved = await rooms.budgets.reserve({ call, chain, landscape });
    if (!reserved.ok) return refused(await sealing.limited(reserved.limited));

    const way = { about, session, decision, target, landscape, hold: reserved.hold, reply };
    const result = await carryOut(rooms, sealing, way);
    return answered(await sealing.close(result));
  } catch (error) {
    const fault = asFault(error);
    rooms.log.error("a call failed inside", { call: call.id, error: fault });
    return refused(await sealing.failed(fault));
  }
}

/** What policy was asked about: the call, and all that is known of it. */
type About = Omit<Parameters<PolicyRoom["decide"]>[0], "candidates" | "onPending">;

interface Way {
  about: About;
  session: Weighed;
  decision: Decision;
  target: Target;
  landscape: Landscape;
  hold: Hold;
  reply: Reply;
}

/** Routes and executes what was allowed, and gives back what was reserved for it. */
async function carryOut(rooms: Rooms, sealing: Sealing, way: Way): Promise<Performance> {
  const { about, session, decision, target, landscape, hold, reply } = way;
  const { call, chain, context, assessment } = about;
  let result: Performance | undefined;
  try {
    const route = rooms.routing.choose({ decision, target, ask: call.ask, session: context.session });
    const likely = likelyAnswers(rooms, sealing, way);
    result = await rooms.execution.perform({
      call,
      route,
      session: context.session,
      assessment,
      decided: { chain, snapshot: decision.snapshot, guardrails: landscape.guardrails, likely },
      reply,
      admit: (model, use) => hold.admit(model, use),
      beside: (usage) => hold.beside(usage),
      headers: (model, lost) => ({ ...sealing.headers(model, lost), ...reply.limits(hold.standing()) }),
      durable: sealing.intend(route),
      settled: (performance) => sealing.settle(performance),
      onRevoked: (cut) => rooms.identity.watch(chain, cut),
    });
    return result;
  } finally {
    // Guarantee: whatever becomes of a call, its places are free again and its tokens are counted.
    const spent = result?.candidates.flatMap((story) => story.spent ?? []) ?? [];
    session.learned({ blocked: false, usage: result?.usage });
    hold.settle({ usage: result?.usage, spent, cut: result?.result === "aborted" });
  }
}

/** Where the route gives kept answers to like calls: the model that compares them, asked about like any other. */
function likelyAnswers(rooms: Rooms, sealing: Sealing, { about, target, landscape }: Way) {
  const { call, assessment } = about;
  const like = rooms.execution.likeQuestion({ call, route: target.route, assessment, models: landscape.models });
  if (!like) return undefined;
  const ruled = rooms.policy.decide({ ...about, call: like.call, candidates: [like.model] });
  return { ...like, ruling: sealing.likely(ruled) };
}

function answered(answer: Answer): Outcome {
  return answer.refusal ? refused(answer.refusal) : { answered: true };
}

function refused(refusal: Refusal): Outcome {
  return { answered: false, refusal };
}
