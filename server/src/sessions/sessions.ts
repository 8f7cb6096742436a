import { type Clock, type Log, isRecord } from "../kernel/index.ts";
import { DOMAINS } from "../risk/index.ts";
import type { Store } from "../store/index.ts";
import { type Finder, type Seeking, makeFinder } from "./find.ts";
import { type Found, makeKeep } from "./keep/keep.ts";
import type { Entry } from "./keep/types.ts";
import { raiseTurn } from "./memory/fold.ts";
import { makeLooking } from "./look.ts";
import { COUNT } from "./memory/state.ts";
import { riskOf } from "./score/score.ts";
import { makeNamer } from "./recognize.ts";
import { makeReadSigns } from "./signs/read.ts";
import { makeTerm } from "./signs/sip.ts";
import { makeTelling } from "./tell.ts";
import { FLAGS, type Flag, type SessionsRoom, type Weighed, type Weighing } from "./types.ts";
import type { Together } from "./together.ts";
import { type Judged, judge } from "./weigh.ts";

export interface SessionsParts {
  store: Store;
  clock: Clock;
  log: Log;
  /** The installation's own, for this room alone. */
  key: Uint8Array;
  /** Scores, 0..1, of turns that are read together; without it single turns are all there is. */
  together?: Together;
}

/** What strings calls together. */
export function makeSessions({ store, clock, log, key, together }: SessionsParts): SessionsRoom {
  const namer = makeNamer(key);
  const keep = makeKeep({ store, clock, log, markOf: (mark) => namer.markOf(mark) });
  const term = makeTerm(key.subarray(16, 24));
  const readSigns = makeReadSigns(term);
  const flagged = Object.fromEntries(FLAGS.map((flag) => [flag, 0])) as Record<Flag, number>;
  const finder = makeFinder({ keep, namer, clock, term });

  const looking = makeLooking({ store, keep, finder });

  const finish = (about: Weighing, seeking: Seeking, found: Found | undefined): Weighed => {
    const involved = finder.settle(seeking, found);
    const { session } = involved;
    const before = session.flags;
    const judged = judge(about, seeking.talk, involved, { readSigns, clock, together });
    session.risk = judged.risk;
    session.flags = judged.flags;
    for (const flag of judged.flags) if (!before.includes(flag)) flagged[flag] += 1;
    finder.mark(session, seeking);
    if (worthKeeping(session)) keep.touch(session);
    for (const entry of [...involved.principals, ...involved.teams]) keep.touch(entry);
    const unread = found === undefined && seeking.reads;
    return weighedOf(about, session, judged, {
      note: unread ? "what came before this call could not be read" : undefined,
      changed: () => keep.touch(session),
    });
  };

  const stop = store.onSignal("session_forgotten", (payload) => {
    const read: unknown = JSON.parse(payload);
    if (isRecord(read) && typeof read["key"] === "string") keep.drop(read["key"]);
  });

  return {
    weigh(about) {
      // What is only counted, or made into vectors, is no turn of a conversation.
      if (about.call.ask.operation !== "generate") return lookOnly(about, finder);
      const seeking = finder.seek(about);
      if (!seeking.reads) return finish(about, seeking, undefined);
      return keep.read(seeking.keys, seeking.marks).then((found) => finish(about, seeking, found));
    },
    look: looking.look,
    taintOf: looking.taintOf,
    mark: looking.mark,
    vouch: looking.vouch,
    ...makeTelling({ store, keep, clock }),
    forget: () => keep.forget(),
    flush: () => keep.flush(),
    async close() {
      stop();
      looking.stop();
      await keep.close();
    },
    counts: () => ({ known: keep.size, ...keep.counts, flags: flagged }),
  };
}

/** A session nobody has to know of again: its calls carry all there is to know. */
function worthKeeping({ state, risk, version, flags }: Entry): boolean {
  const count = (at: number) => state.counts[at] ?? 0;
  if (version > 0 || risk >= 20 || state.taint.size > 0 || flags.length > 0) return true;
  return count(COUNT.blocks) + count(COUNT.refusals) > 0 || count(COUNT.calls) >= 3;
}

function weighedOf(
  about: Weighing,
  session: Entry,
  judged: Judged,
  more: { note: string | undefined; changed(): void },
): Weighed {
  const { context, assessment } = about;
  const { state } = session;
  const { distillation } = judged;
  const raises = distillation > assessment.risk.distillation;
  const risk = raises
    ? { ...assessment.risk, distillation, max: Math.max(assessment.risk.max, distillation) }
    : assessment.risk;
  const said = more.note === undefined ? {} : { note: noted(assessment.note, more.note) };
  return {
    session: session.name,
    context: {
      ...context,
      session: session.name,
      sessionRisk: Math.max(context.sessionRisk, judged.risk),
      sessionTurns: Math.round(state.counts[COUNT.turns] ?? 0),
      sessionBlocks: Math.round(state.counts[COUNT.blocks] ?? 0),
      sessionFlags: [...new Set([...context.sessionFlags, ...judged.flags])].toSorted(),
      taint: [...new Set([...context.taint, ...state.taint])].toSorted(),
    },
    assessment: raises || more.note !== undefined ? { ...assessment, risk, ...said } : assessment,
    raisedBy: judged.raisedBy,
    ...(more.note === undefined ? {} : { note: more.note }),
    learned({ blocked, refused, usage }) {
      const { counts } = state;
      if (blocked) counts[COUNT.blocks] = (counts[COUNT.blocks] ?? 0) + 1;
      if (refused === true) {
        counts[COUNT.refusals] = (counts[COUNT.refusals] ?? 0) + 1;
        state.refused = state.last;
        session.refusalAhead = true;
      }
      if (usage) counts[COUNT.tokens] = (counts[COUNT.tokens] ?? 0) + usage.input + usage.output;
      if (worthKeeping(session)) more.changed();
    },
    judged(scores) {
      const raised = DOMAINS.map((domain) => {
        const score = scores[domain] ?? 0;
        // Orders that a tool or a document brought are no wish of whoever reads it.
        if (assessment.brought && (domain === "injection" || domain === "exfiltration")) return 0;
        return score > assessment.risk[domain] ? Math.min(100, score) / 100 : 0;
      });
      if (!raised.some((score) => score > 0)) return;
      raiseTurn(state, raised);
      const { principal, team } = session.wider;
      session.risk = Math.max(session.risk, Math.min(100, riskOf(state) + principal + team));
      if (worthKeeping(session)) more.changed();
    },
  };
}

function noted(before: string | undefined, note: string): string {
  return before === undefined ? note : `${before}; ${note}`;
}

/** For calls that are no turn: what is known of the session they name, and nothing is added to it. */
function lookOnly(about: Weighing, finder: Finder): Weighed | Promise<Weighed> {
  const { context, assessment, call, chain } = about;
  const name = call.stated.session;
  const told = (entry: Entry | undefined): Weighed => ({
    session: name ?? call.id,
    context:
      entry === undefined
        ? context
        : {
            ...context,
            sessionRisk: entry.risk,
            sessionTurns: Math.round(entry.state.counts[COUNT.turns] ?? 0),
            sessionBlocks: Math.round(entry.state.counts[COUNT.blocks] ?? 0),
            sessionFlags: [...entry.flags].toSorted(),
            taint: [...entry.state.taint].toSorted(),
          },
    assessment,
    raisedBy: [],
    learned() {},
    judged() {},
  });
  if (name === undefined) return told(undefined);
  const known = finder.known(chain, name);
  return known ? told(known) : finder.byName(chain, name).then(told);
}
