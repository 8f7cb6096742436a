import type { Budgets } from "./budgets/index.ts";
import type { ContextRoom } from "./context/index.ts";
import type { Execution, Performance, Reply } from "./execution/index.ts";
import type { Identity } from "./identity/index.ts";
import { type Call, type Clock, type Log, asFault } from "./kernel/index.ts";
import type { PolicyRoom } from "./policy/index.ts";
import { type Answer, type Refusal, type Seal } from "./record/index.ts";
import type { Registry } from "./registry/index.ts";
import type { RiskRoom } from "./risk/index.ts";
import type { Routing } from "./routing/index.ts";

/** The rooms a call passes, in the order it passes them. */
export interface Rooms {
  identity: Identity;
  registry: Registry;
  context: ContextRoom;
  risk: RiskRoom;
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
export async function govern(rooms: Rooms, call: Call, reply: Reply): Promise<Outcome> {
  const sealing = rooms.record.open(call);
  try {
    const recognized = await rooms.identity.recognize(call, "call");
    if (!recognized.ok) return refused(await sealing.unrecognized(recognized.error));
    const chain = sealing.chain(recognized.value);
    if (call.problem) return refused(await sealing.invalid(call.problem));

    const landscape = rooms.registry.landscape(chain.org);
    const target = landscape && rooms.routing.target(landscape, call.ask.model);
    if (!landscape || !target) return refused(await sealing.unknownModel());

    const context = rooms.context.gather(call, chain);
    const assessment = sealing.assessment(rooms.risk.assess(call));
    const supported = rooms.execution.fulfils(assessment);
    const about = { call, chain, context, assessment, guardrails: landscape.guardrails, supported };
    const onPending = target.route?.onPending ?? "fallback";
    const decision = sealing.decision(rooms.policy.decide({ ...about, candidates: target.models, onPending }));
    if (decision.outcome !== "allowed") return refused(await sealing.notAllowed(rooms.policy.explain(decision, chain)));

    const like = rooms.execution.likeQuestion({ call, route: target.route, assessment, models: landscape.models });
    // The model that makes vectors is asked about like any other.
    const ruled = like && rooms.policy.decide({ ...about, call: like.call, candidates: [like.model] });
    const likely = like && ruled && { ...like, ruling: sealing.likely(ruled) };

    const reserved = await rooms.budgets.reserve({ call, chain, landscape });
    if (!reserved.ok) return refused(await sealing.limited(reserved.limited));
    const { hold } = reserved;
    let result: Performance | undefined;
    try {
      const route = rooms.routing.choose({ decision, target, ask: call.ask, session: context.session });
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
    } finally {
      // Guarantee: whatever becomes of a call, its places are free again and its tokens are counted.
      const spent = result?.candidates.flatMap((story) => story.spent ?? []) ?? [];
      hold.settle({ usage: result?.usage, spent, cut: result?.result === "aborted" });
    }
    return answered(await sealing.close(result));
  } catch (error) {
    const fault = asFault(error);
    rooms.log.error("a call failed inside", { call: call.id, error: fault });
    return refused(await sealing.failed(fault));
  }
}

function answered(answer: Answer): Outcome {
  return answer.refusal ? refused(answer.refusal) : { answered: true };
}

function refused(refusal: Refusal): Outcome {
  return { answered: false, refusal };
}
