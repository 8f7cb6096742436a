import { type CandidateStory, type Performance, inspectResult, withoutSpans } from "./execution/index.ts";
import type { Rooms } from "./govern.ts";
import type { Chain } from "./identity/index.ts";
import { judgeAndDecide } from "./judging.ts";
import { type ModelCall, type Usage, asFault } from "./kernel/index.ts";
import type { Decision, Ruling } from "./policy/index.ts";
import type { Refusal, Sealing } from "./record/index.ts";
import type { ConnectedModel, Landscape } from "./registry/index.ts";
import { placesFor } from "./shown-to-judges.ts";

/* Models that an application asks itself: Lumos decides before, and is told what was used after. */

/** A model that may be asked, and what has been done for it already. */
export interface Asked {
  id: string;
  provider: string;
  upstream: string;
  obligations: readonly string[];
}

export type ElsewhereOutcome =
  | { answered: true; id: string; models: readonly Asked[]; raw?: string }
  | { answered: false; refusal: Refusal };

/**
 * The way of a model call as far as the decision. `raw` is the prompt as JSON, in which the call's texts stand by their
 * paths. Every way out passes the record.
 */
export async function governElsewhere(rooms: Rooms, call: ModelCall, raw: string): Promise<ElsewhereOutcome> {
  const sealing = rooms.record.open(call);
  try {
    const recognized = await rooms.identity.recognize(call, "call");
    if (!recognized.ok) return refused(await sealing.unrecognized(recognized.error));
    const chain = sealing.chain(recognized.value);
    const landscape = rooms.registry.landscape(chain.org);
    const target = landscape && rooms.routing.target(landscape, call.ask.model);
    if (!landscape || !target) return refused(await sealing.unknownModel());

    const gathered = rooms.context.gather(call, chain);
    const own = { org: chain.org, detectors: landscape.detectors };
    const assessed = sealing.assessment(await rooms.risk.assessApart(call, own));
    const { guardrails } = landscape;
    const came = { call, chain, context: gathered, assessment: assessed, guardrails };
    const session = sealing.session(await rooms.sessions.weigh(came));
    const { context, assessment } = session;
    // Guarantee: what only Lumos can do on the way of a call is not said to be done where it is not on that way.
    const supported = rooms.execution.fulfils(assessment).filter((one) => one.startsWith("redact:"));
    const about = { call, chain, context, assessment, guardrails, supported };
    const places = placesFor(rooms.budgets, { call, chain, landscape });
    try {
      const reply = { onGone: () => {} };
      let judged = await judgeAndDecide(rooms, sealing, { about, target, landscape, places, reply, session });
      if (judged.race) judged = await judged.race;
      const decision = sealing.decision(judged.decision);
      if (judged.limited) return refused(await sealing.limited(judged.limited));
      if (decision.outcome !== "allowed") {
        session.learned({ blocked: decision.outcome === "blocked" });
        return refused(await sealing.notAllowed(rooms.policy.explain(decision, chain)));
      }
      const reserved = await places.take();
      if (!reserved.ok) return refused(await sealing.limited(reserved.limited));
      session.learned({ blocked: false });
      const allowed = decision.rulings.flatMap((one) => (one.outcome === "allowed" ? [one] : []));
      const first = allowed[0]?.candidate;
      await write(sealing, call, decision, { taken: first, usage: undefined });
      // What may be sent is one text for whichever of them is asked: all that any of them must not see is taken out.
      const classes = allowed.flatMap(({ obligations }) =>
        obligations.flatMap((one) => (one.startsWith("redact:") ? [one.slice("redact:".length)] : [])),
      );
      const out = classes.length === 0 ? raw : withoutSpans(raw, call.ask.texts, judged.about.assessment, classes);
      const models = allowed.map(({ candidate, obligations }): Asked => {
        return { id: candidate.id, provider: candidate.provider.id, upstream: candidate.upstream, obligations };
      });
      return { answered: true, id: call.id, models, ...(out === raw ? {} : { raw: out }) };
    } finally {
      places.release();
    }
  } catch (error) {
    return failed(rooms, call, sealing, error);
  }
}

export type ToldModel =
  | { answered: true; verdict: "pass" | "changed" | "held"; answer: string; why: string }
  | { answered: false; refusal: Refusal };

/** What a model that was asked elsewhere has used and answered: it counts, and what it answered is looked at. */
export async function modelTold(
  rooms: Rooms,
  call: ModelCall,
  told: { usage: Usage | undefined; failed: boolean; answer: string },
): Promise<ToldModel> {
  const sealing = rooms.record.open(call);
  try {
    const recognized = await rooms.identity.recognize(call, "call");
    if (!recognized.ok) return refused(await sealing.unrecognized(recognized.error));
    const chain = sealing.chain(recognized.value);
    const landscape = rooms.registry.landscape(chain.org);
    const model = landscape?.models.get(call.ask.model);
    if (!landscape || !model) return refused(await sealing.unknownModel());
    const context = rooms.context.gather(call, chain);
    const assessment = sealing.assessment(rooms.risk.assess(call));
    const decision = sealing.decision(rooms.policy.decide({ call, chain, context, assessment, candidates: [model] }));
    await count(rooms, { call, chain, landscape, model, usage: told.usage });
    // Guarantee: what was used by a model that is not allowed counts, and its record says that it was not.
    if (decision.outcome !== "allowed") return refused(await sealing.notAllowed([]));
    const inspected = await inspectResult({
      risk: rooms.risk,
      result: told.answer,
      server: { id: model.id },
      guardrails: landscape.guardrails,
      own: { org: chain.org, detectors: landscape.detectors },
      obligations: [],
    });
    await write(sealing, call, decision, { taken: model, usage: told.usage, failed: told.failed });
    const verdict = inspected.result === undefined ? "held" : inspected.result === told.answer ? "pass" : "changed";
    return { answered: true, verdict, answer: inspected.result ?? "null", why: inspected.why ?? "" };
  } catch (error) {
    return failed(rooms, call, sealing, error);
  }
}

async function count(
  rooms: Pick<Rooms, "budgets">,
  about: { call: ModelCall; chain: Chain; landscape: Landscape; model: ConnectedModel; usage: Usage | undefined },
): Promise<void> {
  const { model, usage, ...rest } = about;
  const reserved = await rooms.budgets.reserve(rest);
  // It has been used whether there was room for it or not; a full limit stays full.
  if (!reserved.ok) return;
  await reserved.hold.admit(model);
  reserved.hold.settle({ usage, cut: false });
}

async function write(
  sealing: Sealing,
  call: ModelCall,
  decision: Decision,
  end: { taken: ConnectedModel | undefined; usage: Usage | undefined; failed?: boolean },
): Promise<void> {
  const candidates = decision.rulings.map((ruling) => {
    const skip = ruling.outcome === "allowed" ? undefined : { by: "policy" as const, outcome: ruling.outcome };
    return { model: ruling.candidate, ruling, skip };
  });
  const taken = end.taken;
  await sealing.intend({ asked: call.ask.model, candidates, declared: undefined, ...(taken ? { first: taken } : {}) });
  const performance: Performance = {
    result: end.failed === true ? "failed" : "completed",
    refusal: undefined,
    candidates: decision.rulings.map((ruling) => storyOf(ruling, taken, end.failed === true)),
    taken,
    usage: end.usage,
    firstByteMs: undefined,
    upstreamMs: undefined,
  };
  await sealing.settle(performance);
}

function storyOf(ruling: Ruling, taken: ConnectedModel | undefined, failed: boolean): CandidateStory {
  const { candidate, outcome, reasons } = ruling;
  const fate = candidate === taken ? (failed ? "failed" : "taken") : outcome === "allowed" ? "unused" : "skipped";
  const detail = { detail: "The application asks it itself." };
  return {
    model: candidate.id,
    tier: candidate.tier,
    provider: candidate.provider.id,
    ruling: outcome,
    reasons,
    fate,
    ...(candidate === taken ? detail : {}),
  };
}

function refused(refusal: Refusal): { answered: false; refusal: Refusal } {
  return { answered: false, refusal };
}

async function failed(rooms: Pick<Rooms, "log">, call: ModelCall, sealing: Sealing, error: unknown) {
  const fault = asFault(error);
  rooms.log.error("a model call that is made elsewhere failed inside", { call: call.id, error: fault });
  return refused(await sealing.failed(fault));
}
