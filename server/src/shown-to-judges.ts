import type { Budgets, Hold, Limited, Reserved } from "./budgets/index.ts";
import type { Execution } from "./execution/index.ts";
import type { Chain } from "./identity/index.ts";
import type { Judged, Judging, JudgesRoom } from "./judges/index.ts";
import { type ModelCall, UNREAD } from "./kernel/index.ts";
import type { PolicyRoom } from "./policy/index.ts";
import type { ConnectedJudge, Landscape } from "./registry/index.ts";
import type { Routing, Target } from "./routing/index.ts";

/* What a judge may be shown, and what limits say to it: the same for calls, reviews and whoever tries one. */

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

/** The places of a call among its limits: taken when they are first needed, given back at the end. */
export interface Places {
  take(): Reserved | Promise<Reserved>;
  release(): void;
}

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

/** Whether the judge's own model may be shown this content for this caller. */
// Guarantee: a judge's call is never judged, so that judges cannot call each other without end.
export function mayBeShown(
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
    // Guarantee: what a person allowed a model to see was not allowed to a judge with it.
    fulfilled: [],
    candidates: [judge.model],
  });
  const [ruling] = rulings;
  if (ruling?.outcome === "allowed") return { ok: true, obligations: ruling.obligations };
  const by = ruling?.reasons.filter(({ effect }) => effect !== "permit").map(({ policy: one }) => one) ?? [];
  return { ok: false, detail: `policy keeps this content from its model (${[...new Set(by)].join(", ")})` };
}

/** What limits say about the judge's model, before each request to it. */
export function admittedBy(hold: Hold, { model }: ConnectedJudge): Judging["admit"] {
  return async (tokens) => {
    const aside = await hold.aside(model, tokens);
    return aside.ok ? aside : { ok: false, detail: aside.limited.message };
  };
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
      admit: admittedBy(reserved.hold, judge),
      stop,
    });
  } finally {
    places.release();
  }
}
