import { type Edit, type Given, type Stopped, type Told, type WordFilter, type WordPlace } from "../../kernel/index.ts";
import { type Words, asksForJson, editLater, heldWhole, sideBySide } from "../../kernel/index.ts";
import {
  type Assessment,
  DOMAINS,
  type Domain,
  type Finding,
  type PlaceholderFor,
  type RiskRoom,
  classesOfKind,
  isWeak,
  kindOf,
  mask,
} from "../../risk/index.ts";
import type { Work } from "../types.ts";
import { editsInJson } from "./in-json.ts";
import { type Action, type Plan, planOf } from "./plan.ts";
import { type Seen, redacting, windowed } from "./redacting.ts";
import { watching } from "./watching.ts";

export type GuardRisk = Pick<RiskRoom, "read" | "reach" | "assess">;
/** What was found in an answer, and what became of it. */
export interface OutputFinding extends Finding {
  channel: "output";
  action: Exclude<Action, "off">;
}

/** What the record says of the look at an answer. */
export interface GuardStory {
  mode: Plan["mode"];
  findings: OutputFinding[];
  /** Found in all, where not all are listed. */
  found?: number;
  /** Set where the caller did not get what the model wrote: how many places were changed. */
  redacted?: number;
  /** Set where the answer was stopped: why, and how many characters of it had gone on by then. */
  stopped?: { why: string; gave: { place: string; characters: number }[] };
  /** What nobody could look at, and that went on all the same, as the organization says. */
  uninspected?: string[];
}

/** The look at one answer. */
export interface Guard {
  words: Words;
  /** Undefined where nobody looked. */
  story(): GuardStory | undefined;
}

const MAX_FINDINGS = 200;
const MAX_UNINSPECTED = 20;

export interface Guarding {
  risk: GuardRisk;
  work: Pick<Work, "call" | "decided" | "filters" | "pseudonyms">;
  obligations: readonly string[];
  placeholderFor: PlaceholderFor;
}

/** What the words of an answer to this call go through; undefined where they go on byte for byte. */
export function makeGuard(guarding: Guarding): Guard | undefined {
  const { work, obligations } = guarding;
  // Vectors and counts hold no words.
  if (work.call.ask.operation !== "generate") return undefined;
  const plan = planOf(work.decided?.guardrails, obligations);
  if (!plan && !work.filters?.length) return undefined;
  return new OneGuard(guarding, plan);
}

class OneGuard implements Guard, Words {
  readonly words: Words = this;
  readonly #guarding: Guarding;
  readonly #plan: Plan | undefined;
  readonly #findings: OutputFinding[] = [];
  readonly #uninspected = new Set<string>();
  readonly #json: boolean;
  #found = 0;
  #redacted = 0;
  #stopped: GuardStory["stopped"];

  constructor(guarding: Guarding, plan: Plan | undefined) {
    this.#guarding = guarding;
    this.#plan = plan;
    this.#json = asksForJson(guarding.work.call.ask);
  }

  get strict(): boolean {
    return this.#plan?.watches === false;
  }

  story(): GuardStory | undefined {
    if (!this.#plan) return undefined;
    return {
      mode: this.#plan.mode,
      findings: this.#findings,
      ...(this.#found > this.#findings.length ? { found: this.#found } : {}),
      ...(this.#redacted > 0 ? { redacted: this.#redacted } : {}),
      ...(this.#stopped ? { stopped: this.#stopped } : {}),
      ...(this.#uninspected.size > 0 ? { uninspected: [...this.#uninspected] } : {}),
    };
  }

  // Guarantee: nothing is put back into what a provider says of a mistake, which records and errors repeat.
  readonly screenFor = (place: WordPlace): WordFilter | undefined =>
    this.#plan ? this.#looking(place, this.#plan) : undefined;

  readonly filterFor = (place: WordPlace): WordFilter | undefined => {
    const looking = this.screenFor(place);
    const filters: WordFilter[] = looking ? [looking] : [];
    for (const filterFor of this.#guarding.work.filters ?? []) {
      const filter = filterFor(place);
      if (filter) filters.push(filter);
    }
    return sideBySide(filters);
  };

  // Guarantee: what cannot be read is not given where a guard is to act, unless the organization says so.
  unread(what: string): Stopped | undefined {
    const plan = this.#plan;
    if (!plan) return undefined;
    if (plan.watches || plan.unavailable === "allow") {
      if (this.#uninspected.size < MAX_UNINSPECTED) this.#uninspected.add(what);
      return undefined;
    }
    return { code: "policy_blocked", why: `The answer holds what cannot be inspected (${what}).` };
  }

  cut(stopped: Stopped, given: readonly Given[]): Told {
    const gave = given
      .filter(({ characters }) => characters > 0)
      .map(({ place, characters }) => ({ place: nameOf(place), characters }));
    this.#stopped = { why: stopped.why, gave };
    const decision = this.#guarding.work.call.id;
    return { code: stopped.code, message: `${stopped.why} (decision ${decision})`, decision };
  }

  #looking(place: WordPlace, plan: Plan): WordFilter {
    const filter = this.#acting(place, plan);
    return plan.watches ? watching(filter) : filter;
  }

  #acting(place: WordPlace, plan: Plan): WordFilter {
    const look = (text: string, at = 0) => this.#score(text, place, at, plan);
    const scores = plan.injection !== "off" || plan.harm !== "off";
    const { kind, whole } = place;
    if (kind === "arguments" || (this.#json && kind === "text")) {
      return heldWhole((text) => (scores ? look(text) : undefined) ?? this.#editsInJson(text, place, plan));
    }
    if (whole || kind === "input" || plan.mode === "strict") {
      // A name or a title is too little to be told by.
      const scored = scores && (kind !== "other" || place.whole);
      const least = kind === "other" ? LEAST_SCORED : 1;
      return heldWhole(
        (text) => (scored && text.length >= least ? look(text) : undefined) ?? this.#edits(text, place, plan),
      );
    }
    const next = redacting({
      reach: this.#guarding.risk.reach(this.#guarding.work.decided?.own),
      spansIn: (piece) => this.#spansIn(piece, plan),
      meet: (span, words, offset) => this.#meet(span, words, offset, place),
    });
    if (!scores) return next;
    return windowed(next, (words, { start }) => look(words, start), plan.mode === "redact" ? "watch" : "hold");
  }

  #edits(text: string, place: WordPlace, plan: Plan): readonly Edit[] | Stopped {
    const spans = this.#spansIn(text, plan);
    if ("code" in spans) return spans;
    return this.#met(spans, text, place);
  }

  #met(spans: readonly Span[], text: string, place: WordPlace): Edit[] | Stopped {
    const edits: Edit[] = [];
    for (const span of spans) {
      const met = this.#meet(span, text.slice(span.start, span.end), span.start, place);
      if (met === undefined) continue;
      if (typeof met !== "function") return met;
      edits.push(editLater(span.start, span.end, met));
    }
    return edits;
  }

  #editsInJson(json: string, place: WordPlace, plan: Plan): readonly Edit[] | Stopped {
    return editsInJson(json, (text) => {
      const spans = this.#spansIn(text, plan);
      if ("code" in spans) return spans;
      return this.#met(spans, text, place);
    });
  }

  /** What detectors see and something follows from, in order; where findings meet, they are one of the strictest. */
  #spansIn(piece: string, plan: Plan): readonly Span[] | Stopped {
    const { spans, failure } = this.#guarding.risk.read(piece, "assistant", this.#guarding.work.decided?.own);
    if (failure !== undefined) {
      const stopped = this.unread(failure);
      if (stopped) return stopped;
    }
    if (spans.length === 0) return NOTHING;
    const found: Span[] = [];
    for (const span of spans) {
      const action = actionOn(span.kind, plan);
      if (action === "off") continue;
      const last = found.at(-1);
      if (!last || span.start >= last.end) {
        found.push({ ...span, action });
        continue;
      }
      const named = STRICTNESS[action] > STRICTNESS[last.action] || span.kind === "secret" ? { ...span, action } : last;
      const strictest = STRICTNESS[action] > STRICTNESS[last.action] ? action : last.action;
      found[found.length - 1] = {
        ...named,
        action: strictest,
        start: last.start,
        end: Math.max(last.end, span.end),
      };
    }
    return found;
  }

  #meet(seen: Seen, words: string, offset: number, place: WordPlace): (() => string) | Stopped | undefined {
    const { kind, rule, detector, confidence, action } = seen as Span;
    // Guarantee: what stands for a caller's own value is not taken out of its answer: the value comes back.
    if (this.#guarding.work.pseudonyms?.comesBack(words) === true) return undefined;
    this.#note({
      detector,
      kind,
      rule,
      part: place.choice,
      place: nameOf(place),
      start: offset,
      end: offset + words.length,
      confidence,
      masked: mask(kind, words),
      channel: "output",
      action,
    });
    if (action === "block") {
      const what = kind === "secret" ? "A secret" : "Personal data";
      return { code: "policy_blocked", why: `${what} was found in the answer, so it was stopped.` };
    }
    if (action === "detect") return undefined;
    this.#redacted += 1;
    return () => this.#guarding.placeholderFor(kind, words);
  }

  /** What a text is judged to be as a whole. */
  #score(text: string, place: WordPlace, at: number, plan: Plan): Stopped | undefined {
    const part = { path: [], place: nameOf(place), channel: "assistant", encoding: "string", text } as const;
    const assessment = this.#guarding.risk.assess(
      { ask: { texts: [{ ...part, path: [] }] } },
      this.#guarding.work.decided?.own,
    );
    if (!assessment.assessed) return this.unread(assessment.failure ?? "not assessed");
    for (const [name, action, score] of foundBy(assessment, plan)) {
      if (action === "off") continue;
      this.#note({
        detector: "assessment",
        kind: kindOf(name),
        rule: name,
        part: place.choice,
        place: nameOf(place),
        start: at,
        end: at + text.length,
        confidence: score,
        masked: "…",
        channel: "output",
        action,
      });
      if (action === "block") {
        return { code: "policy_blocked", why: `The answer was judged to hold ${name}, so it was stopped.` };
      }
    }
    return undefined;
  }

  #note(finding: OutputFinding): void {
    this.#found += 1;
    if (this.#findings.length < MAX_FINDINGS) this.#findings.push(finding);
  }
}

/** Weak guesses, and what leads to nobody by itself, are not what an organization means by personal data. */
function actionOn(kind: string, plan: Plan): Action {
  const classes = classesOfKind(kind);
  if (classes.includes("secret")) return plan.secrets;
  // What an organization looks for itself is called by its own class.
  return classes.includes("pii.customer") || (classes[0] === kind && !isWeak(kind)) ? plan.pii : "off";
}

type Span = Seen & Pick<Finding, "kind" | "rule" | "detector" | "confidence"> & { action: Exclude<Action, "off"> };

const NOTHING: readonly Span[] = [];
const STRICTNESS: Record<Action, number> = { off: 0, detect: 1, redact: 2, block: 3 };
/** A name or a title is too little to be judged. */
const LEAST_SCORED = 40;

/** What reaches its threshold: orders of either sort, and of harm what is furthest above it. */
// Guarantee: an answer is judged by what its own words score, which the scores of a call leave out.
function foundBy(assessment: Assessment, plan: Plan): [name: Domain, action: Action, score: number][] {
  const own = assessment.scored?.[0]?.scores;
  const scoreOf = (domain: Domain) => Math.max(assessment.risk[domain], own?.[DOMAINS.indexOf(domain)] ?? 0);
  const found: [Domain, Action, number][] = [];
  const over = (domain: Domain) => scoreOf(domain) - plan.thresholdOf(domain);
  const [orders, harm] = [ORDERS, plan.harmDomains].map((domains) =>
    domains.reduce((one, other) => (over(other) > over(one) ? other : one)),
  ) as [Domain, Domain];
  if (over(orders) >= 0) found.push([orders, plan.injection, scoreOf(orders)]);
  if (over(harm) >= 0) found.push([harm, plan.harm, scoreOf(harm)]);
  return found;
}

const ORDERS: readonly Domain[] = ["injection", "jailbreak"];

const nameOf = ({ kind, choice, place }: WordPlace): string =>
  kind === "other" ? `answer.${place}` : `answer.${kind}[${choice}]`;
