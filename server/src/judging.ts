import type { Hold, Limited } from "./budgets/index.ts";
import type { Reply } from "./execution/index.ts";
import type { Because, Judging, Unavailable } from "./judges/index.ts";
import type { Decision } from "./policy/index.ts";
import type { Sealing } from "./record/index.ts";
import type { ConnectedJudge, Landscape } from "./registry/index.ts";
import type { Target } from "./routing/index.ts";
import type { Weighed } from "./sessions/index.ts";
import { type About, type JudgingRooms, type Places, admittedBy, mayBeShown } from "./shown-to-judges.ts";

/*
 * Between the first look at a call and what is decided about it: judges are asked where guardrails or policies want
 * them, and it is decided again with what they said. A judge decides nothing.
 */

export interface ToJudge {
  about: About;
  target: Target;
  landscape: Landscape;
  places: Places;
  reply: Pick<Reply, "onGone">;
  /** What the call is of: it learns what judges say, also after the call. */
  session?: Pick<Weighed, "judged">;
}

export interface JudgedCall {
  about: About;
  decision: Decision;
  limited?: Limited;
  /** A judge still looks while the model is asked; nothing of an answer is given before it has spoken. */
  race?: Promise<Overtaken>;
}

/** What is decided once a racing judge has spoken. */
export interface Overtaken extends JudgedCall {
  /** True: the decision that the model was asked under holds. */
  same: boolean;
}

/** However often the answer of one judge brings in another, so often and no more. */
const MAX_ROUNDS = 4;

export async function judgeAndDecide(rooms: JudgingRooms, sealing: Sealing, asked: ToJudge): Promise<JudgedCall> {
  return new OneJudging(rooms, sealing, asked).run();
}

/** The judges of one call: each is asked at most once. */
class OneJudging {
  readonly #rooms: JudgingRooms;
  readonly #sealing: Sealing;
  readonly #asked: ToJudge;
  readonly #done = new Set<string>();
  readonly #stop = new AbortController();
  #about: About;
  #limited: Limited | undefined;

  constructor(rooms: JudgingRooms, sealing: Sealing, asked: ToJudge) {
    this.#rooms = rooms;
    this.#sealing = sealing;
    this.#asked = asked;
    const { about, landscape, reply } = asked;
    const judges = [...landscape.judges.keys()].map((id) => `judge:${id}`);
    this.#about = { ...about, supported: [...(about.supported ?? []), ...judges] };
    reply.onGone(() => this.#stop.abort());
  }

  async run(): Promise<JudgedCall> {
    const told = await this.#run();
    if (!this.#limited) await this.#review();
    return told;
  }

  /** A session that has become doubtful is looked at beside its call, unless the judge looks at the call itself. */
  async #review(): Promise<void> {
    const { landscape, places } = this.#asked;
    const { call, chain, context, assessment } = this.#about;
    const { use, review } = landscape.guardrails.judge ?? {};
    const judge = landscape.judges.get(use ?? "");
    if (!judge || review === undefined || context.sessionRisk < review || this.#done.has(judge.id)) return;
    const reserved = await places.take();
    if (!reserved.ok) return;
    const { session } = context;
    const judging = this.#question(judge, reserved.hold);
    const asked = { org: chain.org, session, call: call.id, judging: { ...judging, assessment } };
    this.#rooms.judges.reviews.ask({ ...asked, heard: (scores) => this.#asked.session?.judged(scores) });
  }

  async #run(): Promise<JudgedCall> {
    const { landscape } = this.#asked;
    const rule = landscape.guardrails.judge;
    const { call, context, assessment } = this.#about;
    let decision = this.#decide();
    const because = this.#rooms.judges.wanted(rule, { call, context, assessment });
    const matters = decision.outcome === "allowed" || landscape.judges.get(rule?.use ?? "")?.lowers === true;
    if (!rule || !because || !matters) return this.#told(await this.#meet(decision));
    const racing = rule.mode === "race" && decision.outcome === "allowed";
    if (!racing) {
      await this.#ask(rule.use, because, { mode: "inline", unavailable: rule.unavailable });
      return this.#told(await this.#meet(this.#decide()));
    }
    decision = await this.#meet(decision);
    if (decision.outcome !== "allowed" || this.#done.has(rule.use)) return this.#told(decision);
    // Places are taken before, so that judge and model share one hold.
    const race = this.#race(decision, rule.use, because, rule.unavailable);
    race.catch(() => {});
    return { ...this.#told(decision), ...(this.#limited ? {} : { race }) };
  }

  async #race(
    decision: Decision,
    id: string,
    because: Because,
    unavailable: Unavailable | undefined,
  ): Promise<Overtaken> {
    await this.#ask(id, because, { mode: "race", unavailable });
    const again = await this.#meet(this.#decide());
    // Guarantee: what a model answers goes to the caller only under the decision it was asked under.
    return { ...this.#told(again), same: isSame(decision, again) };
  }

  /** Asks the judges that policies demand for models that would be used, and decides again with what they said. */
  async #meet(decision: Decision): Promise<Decision> {
    let met = decision;
    for (let round = 0; round < MAX_ROUNDS && this.#limited === undefined; round += 1) {
      const ids = demandedBy(met).filter((id) => !this.#done.has(id));
      if (ids.length === 0) return met;
      for (const id of ids) await this.#ask(id, "policy", { mode: "inline" });
      met = this.#decide();
    }
    // Guarantee: a judge that is demanded and was not asked blocks what it was demanded for.
    for (const id of demandedBy(met)) if (!this.#done.has(id)) this.#unsupported(id);
    return this.#limited ? met : this.#decide();
  }

  async #ask(
    id: string,
    because: Because,
    how: { mode: "inline" | "race"; unavailable?: Unavailable | undefined },
  ): Promise<void> {
    this.#done.add(id);
    const { landscape, places } = this.#asked;
    const judge = landscape.judges.get(id);
    if (!judge) {
      // Guarantee: guardrails that name a judge nobody declared do not go without one.
      this.#about = { ...this.#about, assessment: { ...this.#about.assessment, unjudged: id } };
      this.#sealing.assessment(this.#about.assessment);
      return;
    }
    const reserved = await places.take();
    if (!reserved.ok) {
      this.#limited = reserved.limited;
      return;
    }
    const judged = await this.#rooms.judges.judge({
      ...this.#question(judge, reserved.hold),
      ...how,
      because,
      channels: because === "policy" ? undefined : landscape.guardrails.judge?.channels,
      stop: this.#stop.signal,
    });
    this.#sealing.judged(judged.story);
    // Guarantee: what a judge sees in one call is known of its session from the next call on.
    this.#asked.session?.judged(judged.assessment.risk);
    let next = judged.assessment;
    if (!judged.ok) {
      if ((judge.unavailable ?? "block") === "block") this.#unsupported(id);
      if (because !== "policy" && judged.story.rule === "block") next = { ...next, unjudged: id };
    }
    this.#about = { ...this.#about, assessment: next };
    this.#sealing.assessment(next);
  }

  #question(judge: ConnectedJudge, hold: Hold): Omit<Judging, "because" | "mode" | "stop"> {
    const { call, context, assessment } = this.#about;
    return {
      judge,
      texts: call.ask.texts,
      unread: call.ask.unread === true,
      assessment,
      session: context.session,
      may: mayBeShown(this.#rooms, this.#about, judge, this.#asked.target),
      admit: admittedBy(hold, judge),
    };
  }

  #unsupported(id: string): void {
    const supported = (this.#about.supported ?? []).filter((one) => one !== `judge:${id}`);
    this.#about = { ...this.#about, supported };
  }

  #decide(): Decision {
    const { target } = this.#asked;
    const onPending = target.route?.onPending ?? "fallback";
    return this.#rooms.policy.decide({ ...this.#about, candidates: target.models, onPending });
  }

  #told(decision: Decision): JudgedCall {
    // Guarantee: whatever else is asked for this call is not promised a judge that has not looked.
    const supported = (this.#about.supported ?? []).filter(
      (one) => !one.startsWith("judge:") || this.#done.has(one.slice("judge:".length)),
    );
    const about = { ...this.#about, supported };
    return { about, decision, ...(this.#limited ? { limited: this.#limited } : {}) };
  }
}

/** The judges that models need which would be used. */
function demandedBy({ outcome, rulings }: Decision): string[] {
  if (outcome !== "allowed") return [];
  const obligations = rulings.flatMap((ruling) => (ruling.outcome === "allowed" ? ruling.obligations : []));
  return [...new Set(obligations)].flatMap((one) => (one.startsWith("judge:") ? [one.slice("judge:".length)] : []));
}

/** The same candidates with the same duties: what ran under the one runs as well under the other. */
function isSame(one: Decision, other: Decision): boolean {
  if (one.outcome !== other.outcome || one.rulings.length !== other.rulings.length) return false;
  return one.rulings.every((ruling, at) => {
    const again = other.rulings[at];
    return again !== undefined && print(ruling) === print(again);
  });
}

function print(ruling: Decision["rulings"][number]): string {
  const duties = ruling.outcome === "allowed" ? ruling.obligations.toSorted().join(" ") : "";
  return `${ruling.candidate.id} ${ruling.outcome} ${duties}`;
}
