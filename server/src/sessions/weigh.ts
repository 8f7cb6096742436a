import type { Clock } from "../kernel/index.ts";
import type { Assessment } from "../risk/index.ts";
import { DOMAINS } from "../risk/index.ts";
import type { Entry, WideEntry } from "./keep/types.ts";
import { foldTurn, wantsTogether } from "./memory/fold.ts";
import { COUNT, LEVEL, MAX_SEEN, PEAK, addTaint } from "./memory/state.ts";
import { flagsOf, raisedBy, riskOf } from "./score/score.ts";
import { NOTHING_SAID, type ReadSigns, type Signs } from "./signs/read.ts";
import { type Talk, type Turn, upTo } from "./talk.ts";
import type { Flag, Raised, Weighing } from "./types.ts";
import { taintBy } from "./taint.ts";
import { vouchedIn } from "./vouched.ts";
import { type Together, joined } from "./together.ts";
import {
  type Asked,
  PRINCIPAL_HALF_LIFE,
  TEAM_HALF_LIFE,
  distillationOf,
  pointsOf,
  seePrompt,
  seeQuestion,
} from "./wide/see.ts";

/** Whose state a call adds to: its session's, its principals', their teams'. */
export interface Involved {
  session: Entry;
  principals: readonly WideEntry[];
  teams: readonly WideEntry[];
  /** A hash of who acts, for telling people apart without naming them. */
  person: number;
}

export interface Judged {
  risk: number;
  flags: Flag[];
  raisedBy: Raised[];
  distillation: number;
  /** Something is known now that was not known before. */
  news: boolean;
}

const ANSWER_READ = 600;
const MOST_BY_PRINCIPAL = 30;
const MOST_BY_TEAM = 20;
/** Of a long history that is new the last turns count for the principal. */
const RECENT = 12;

/** Adds what is new in a call to what is known, and says what it comes to. */
export function judge(
  about: Weighing,
  talk: Talk,
  involved: Involved,
  parts: { readSigns: ReadSigns; clock: Clock; together: Together | undefined },
): Judged {
  const { session, principals, teams } = involved;
  const { state } = session;
  const now = parts.clock.now();
  const texts = about.call.ask.texts;
  const last = upTo(talk, talk.turns.length - 1);
  const again = last !== "" && last === state.lastChain;
  let news = taintBy(about, (label) => addTaint(state, label), vouchedIn(session));

  const turns = again ? [] : freshTurns(session, talk);
  if (again) repeat(session, talk.turns.at(-1)?.digest ?? 0);
  let points = { principal: 0, team: 0 };
  for (const [at, turn] of turns.entries()) {
    const signs = signsOf(turn, texts, parts.readSigns);
    if (turn.side === "assistant" && session.refusalAhead) session.refusalAhead = false;
    else {
      const together = parts.together && wantsTogether(state) ? joined(talk, turn, texts) : undefined;
      foldTurn(state, {
        side: turn.side,
        signs,
        scores: scoresOf(about.assessment, turn, talk),
        topics: topicsOf(about.assessment, turn),
        together: together === undefined ? undefined : parts.together?.(together),
      });
    }
    remember(session, turn);
    if (turn.side !== "user" || at < turns.length - RECENT) continue;
    const asked: Asked = {
      signs,
      own: state.levels[LEVEL.now] ?? 0,
      carry: state.levels[LEVEL.carry] ?? 0,
      session: hashOf(session.key),
      person: involved.person,
    };
    points = { principal: 0, team: 0 };
    for (const { state: wide } of principals) {
      seePrompt(wide, signs, now);
      const thread = seeQuestion(wide, asked, now, PRINCIPAL_HALF_LIFE);
      points.principal = Math.max(points.principal, pointsOf(thread, "sessions", MOST_BY_PRINCIPAL));
    }
    for (const { state: wide } of teams) {
      const thread = seeQuestion(wide, asked, now, TEAM_HALF_LIFE);
      points.team = Math.max(points.team, pointsOf(thread, "people", MOST_BY_TEAM));
    }
  }
  if (turns.length > 0) news = true;
  state.lastChain = last;
  session.wider = turns.length > 0 ? points : session.wider;
  state.counts[COUNT.calls] = (state.counts[COUNT.calls] ?? 0) + 1;
  // A clock that goes back does not make a session older than it is.
  state.lastAt = Math.max(state.lastAt, now);

  const own = riskOf(state);
  const risk = Math.min(100, own + session.wider.principal + session.wider.team);
  const flags = flagsOf(state, risk);
  if (session.wider.principal + session.wider.team >= 12 && !flags.includes("decomposition"))
    flags.push("decomposition");
  if (session.wider.team >= 8) flags.push("team");
  const distillation = Math.max(0, ...principals.map(({ state: wide }) => distillationOf(wide)));
  if (distillation >= 70) flags.push("distillation");
  return { risk, flags, raisedBy: reasonsOf(session, own), distillation, news: news || again };
}

function reasonsOf(session: Entry, own: number): Raised[] {
  const raised = raisedBy(session.state, own);
  const { principal, team } = session.wider;
  if (principal > 0) raised.push({ what: "parts of one thing over several sessions", points: principal });
  if (team > 0) raised.push({ what: "parts of one thing by several people of a team", points: team });
  return raised;
}

/**
 * The turns that were not counted yet. A text that comes again in the middle of a history is the same turn; as the
 * last word of another conversation than before it is a new one.
 */
function freshTurns(session: Entry, { turns }: Talk): Turn[] {
  const fresh: Turn[] = [];
  const met = new Map<number, number>();
  const { counted } = session;
  for (const [at, turn] of turns.entries()) {
    const times = (met.get(turn.digest) ?? 0) + 1;
    met.set(turn.digest, times);
    const known = counted.get(turn.digest) ?? 0;
    if (times > known || (at === turns.length - 1 && turn.side === "user")) fresh.push(turn);
  }
  return fresh;
}

function remember(session: Entry, turn: Turn): void {
  const { counted, state } = session;
  counted.set(turn.digest, (counted.get(turn.digest) ?? 0) + 1);
  state.seen.push(turn.digest);
  if (state.seen.length > 2 * MAX_SEEN) {
    for (const digest of state.seen.splice(0, MAX_SEEN)) {
      const left = (counted.get(digest) ?? 1) - 1;
      if (left > 0) counted.set(digest, left);
      else counted.delete(digest);
    }
  }
  // The same words or the same tool call of a model, over and over.
  if (turn.side === "assistant") repeat(session, turn.digest);
}

function repeat(session: Entry, digest: number): void {
  const { peaks } = session.state;
  peaks[PEAK.repeat] = session.repeating === digest ? (peaks[PEAK.repeat] ?? 0) + 1 : 1;
  session.repeating = digest;
  peaks[PEAK.longestRepeat] = Math.max(peaks[PEAK.longestRepeat] ?? 0, peaks[PEAK.repeat] ?? 0);
}

/** What it is about, by bits of domains. */
function topicsOf({ scored }: Assessment, turn: Turn): number {
  return turn.parts.reduce((bits, part) => bits | (scored?.[part]?.topics ?? 0), 0);
}

function signsOf(turn: Turn, texts: Weighing["call"]["ask"]["texts"], readSigns: ReadSigns): Signs {
  if (turn.side === "tool") return NOTHING_SAID;
  const first = texts[turn.parts[0] ?? 0]?.text ?? "";
  if (turn.side === "assistant") return readSigns(first.length > ANSWER_READ ? first.slice(0, ANSWER_READ) : first);
  return readSigns(turn.parts.length === 1 ? first : turn.parts.map((part) => texts[part]?.text ?? "").join("\n"));
}

const scratch = new Float64Array(DOMAINS.length);

/** What risk says of this turn's own texts, 0..1. */
function scoresOf({ risk, scored }: Assessment, turn: Turn, talk: Talk): Float64Array {
  scratch.fill(0);
  if (turn.side === "assistant") return scratch;
  if (scored === undefined) {
    // Where only the call as a whole has scores, they are those of its one turn.
    if (talk.turns.length === 1) for (const [at, domain] of DOMAINS.entries()) scratch[at] = risk[domain] / 100;
    return scratch;
  }
  for (const part of turn.parts) {
    const scores = scored[part]?.scores;
    if (scores === undefined) continue;
    for (let at = 0; at < scratch.length; at++) scratch[at] = Math.max(scratch[at] ?? 0, (scores[at] ?? 0) / 100);
  }
  return scratch;
}

function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash >>> 0;
}
