import type { Budgets, Limited, Reserved } from "./budgets/index.ts";
import type { Execution, Reply } from "./execution/index.ts";
import type { Chain } from "./identity/index.ts";
import type { Because, Judged, Judging, JudgesRoom, Unavailable } from "./judges/index.ts";
import { type ModelCall, UNREAD } from "./kernel/index.ts";
import type { Decision, PolicyRoom } from "./policy/index.ts";
import type { Sealing } from "./record/index.ts";
import type { ConnectedJudge, Landscape } from "./registry/index.ts";
import type { Routing, Target } from "./routing/index.ts";

/*
 * Between the first look at a call and what is decided about it: judges are asked where guardrails or policies want
 * them, and it is decided again with what they said. A judge decides nothing.
 */

/** The rooms that judging a call needs. */
export interface JudgingRooms {
  policy: PolicyRoom;
  judges: JudgesRoom;
  routing: Routing;
  execution: Execution;
  budgets: Budgets;
}

/** What policy is asked about. */
export type About = Omit<Parameters<PolicyRoom["decide"]>[0], "candidates" | "onPending">;

export interface ToJudge {
  about: About;
  target: Target;
  landscape: Landscape;
  places: Places;
  reply: Pick<Reply, "onGone">;
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

/** The places of a call among its limits: taken when they are first needed, given back at the end. */
export interface Places {
  take(): Reserved | Promise<Reserved>;
  release(): void;
}

/** However often the answer of one judge brings in another, so often and no more. */
const MAX_ROUNDS = 4;

export function placesFor(budgets: Budgets, about: { call: ModelCall; chain: Chain; landscape: Landscape }): Places {
  let taken: Reserved | Promise<Reserved> | undefined;
  let known: Reserved | undefined;
  return {
    take() {
      if (taken) return taken;
      taken = budgets.reserve(about);
      if (taken instanceof Promise) taken = taken.then((reserved) => (known = reserved));
      else known = taken;
      return taken;
    },
    release() {
      if (known?.ok) known.hold.settle({ usage: undefined, cut: false });
    },
  };
}

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
    const { landscape, places, target } = this.#asked;
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
    const { call, context, assessment } = this.#about;
    const judged = await this.#rooms.judges.judge({
      judge,
      because,
      ...how,
      texts: call.ask.texts,
      unread: call.ask.unread === true,
      assessment,
      session: context.session,
      channels: because === "policy" ? undefined : landscape.guardrails.judge?.channels,
      may: mayBeShown(this.#rooms, this.#about, judge, target),
      admit: async (tokens) => {
        const aside = await reserved.hold.aside(judge.model, tokens);
        return aside.ok ? aside : { ok: false, detail: aside.limited.message };
      },
      stop: this.#stop.signal,
    });
    this.#sealing.judged(judged.story);
    let next = judged.assessment;
    if (!judged.ok) {
      if ((judge.unavailable ?? "block") === "block") this.#unsupported(id);
      if (because !== "policy" && judged.story.rule === "block") next = { ...next, unjudged: id };
    }
    this.#about = { ...this.#about, assessment: next };
    this.#sealing.assessment(next);
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
    return { about: this.#about, decision, ...(this.#limited ? { limited: this.#limited } : {}) };
  }
}

/** Whether the judge's own model may be shown this content for this caller. */
// Guarantee: a judge's call is never judged, so that judges cannot call each other without end.
function mayBeShown(
  { routing, policy, execution }: Pick<JudgingRooms, "routing" | "policy" | "execution">,
  about: Omit<About, "supported">,
  judge: ConnectedJudge,
  target?: Pick<Target, "route">,
): Judging["may"] {
  const { call, context } = about;
  // What another judge's silence means for the call says nothing about this one.
  const { unjudged: _unjudged, ...assessment } = about.assessment;
  const { texts, tokensIn, unread } = call.ask;
  const ask = { ...UNREAD, model: judge.model.id, texts, tokensIn, ...(unread ? { unread } : {}) };
  // Guarantee: a route's regions hold for the judge of its calls too.
  const unfit = judge.api === "onnx" ? undefined : routing.unfit(judge.model, ask, target?.route);
  if (unfit !== undefined) return { ok: false, detail: unfit };
  const supported = [...execution.fulfils(assessment).filter((one) => !NOT_FOR_JUDGES.test(one)), "judge:*"];
  const { rulings } = policy.decide({
    ...about,
    assessment,
    call: { ...call, ask },
    context: { ...context, channel: "judge" },
    supported,
    candidates: [judge.model],
  });
  const [ruling] = rulings;
  if (ruling?.outcome === "allowed") return { ok: true, obligations: ruling.obligations };
  const by = ruling?.reasons.filter(({ effect }) => effect !== "permit").map(({ policy: one }) => one) ?? [];
  return { ok: false, detail: `policy keeps this content from its model (${[...new Set(by)].join(", ")})` };
}

/** A translation may lose something, and nobody inspects what a judge answers but its own parser. */
const NOT_FOR_JUDGES = /^(?:route|inspect):/;

/** Asks one judge about one text for somebody who tries it, governed like any other question to it. */
export async function tryJudge(
  rooms: JudgingRooms,
  asked: { judge: ConnectedJudge; about: Omit<About, "supported">; landscape: Landscape; stop: AbortSignal },
): Promise<Judged | { limited: Limited }> {
  const { judge, about, landscape, stop } = asked;
  const { call, chain, assessment, context } = about;
  const places = placesFor(rooms.budgets, { call, chain, landscape });
  try {
    const reserved = await places.take();
    if (!reserved.ok) return { limited: reserved.limited };
    return await rooms.judges.judge({
      judge,
      because: "tried",
      mode: "inline",
      texts: call.ask.texts,
      unread: false,
      assessment,
      session: context.session,
      may: mayBeShown(rooms, about, judge),
      admit: async (tokens) => {
        const aside = await reserved.hold.aside(judge.model, tokens);
        return aside.ok ? aside : { ok: false, detail: aside.limited.message };
      },
      stop,
    });
  } finally {
    places.release();
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
