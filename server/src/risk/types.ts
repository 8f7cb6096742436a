import { type DetectorSpec, SCORED_DOMAINS } from "../config/index.ts";
import type { TextPart } from "../kernel/index.ts";
import type { Sign } from "./views/types.ts";
import type { Scored } from "./model/index.ts";
import type { ExplainedText } from "./scoring.ts";
import type { OwnReport } from "./custom/report.ts";

/** One list for what is scored, what judges name and what an organization sets lines for. */
export const DOMAINS = SCORED_DOMAINS;
export type Domain = (typeof DOMAINS)[number];

/** Something a detector saw in one text, by character offsets into that text. */
export interface Span {
  /** `secret`, a kind of personal data (kinds.ts), or the data class of an organization's own detector. */
  kind: string;
  /** The rule that saw it: `aws-access-key`. */
  rule: string;
  start: number;
  end: number;
  /** 0..100 */
  confidence: number;
  /** As an organization said of its own detector. */
  severity?: "low" | "medium" | "high";
}

/** A detector looks at one text. Pure, bounded in time by the size of the text, and never waits. */
export interface Detector {
  /** Changes whenever its verdicts could: part of the key under which verdicts are kept. */
  readonly version: string;
  readonly name: string;
  /**
   * How many characters a finding may go on behind a plain word that stands inside of it, or that tells it: an answer
   * that streams is held back so far. Infinity where there is no bound; left out where nobody has said.
   */
  readonly reach?: number;
  /** The text comes folded (fold.ts): no invisible characters, digits and punctuation in ASCII. */
  detect(text: string, channel: TextPart["channel"]): Span[];
}

/** What is known of one text: offsets only, never the text. */
export interface KeptSpan extends Span {
  detector: string;
}

/** What is known of one text: places and numbers only, never the text. */
export interface Reading {
  spans: readonly KeptSpan[];
  signs: readonly Sign[];
  /** What the classifier says; absent where there is none. */
  scored?: Scored;
  /** Why it cannot be relied on. Such a reading is not kept. */
  failure?: string;
}

/** A sign in one of the texts of a call. */
export interface SignSeen extends Sign {
  /** Index into the call's texts. */
  part: number;
}

/** A span of a call, ready to be shown: where it is and what it looks like with its middle hidden. */
export interface Finding {
  detector: string;
  kind: string;
  rule: string;
  /** Index into the call's texts. */
  part: number;
  /** `messages[2].content` */
  place: string;
  start: number;
  end: number;
  confidence: number;
  severity?: "low" | "medium" | "high";
  masked: string;
}

/** What the classifier says of one text: 0..100 by index of `DOMAINS`, and bits of what it is about. */
export interface TextScores {
  scores: ArrayLike<number>;
  topics: number;
}

/** What was found in data: guardrails on tools are about it alone. */
export interface Brought {
  dataClasses: readonly string[];
  /** 0..100 */
  injection: number;
}

export interface Assessment {
  /** False: it is missing or failed, and policy decides what that means. */
  assessed: boolean;
  failure?: string;
  /** What a reader should know besides: that not all findings are listed. */
  note?: string;
  risk: Record<Domain | "max", number>;
  /** Scores that rest on signs or detectors, not on the classifier: no judge ever lowers them. Absent: all do. */
  hard?: Partial<Record<Domain, number>>;
  /** A judge that had to look at the call could not be asked, and its rule is that such calls are blocked. */
  unjudged?: string;
  /** What the texts are about, harmful or not: names of domains, sorted. */
  topics: string[];
  /** What stands in texts that a tool or a document brought; absent where the call has none. */
  brought?: Brought;
  /** The lowest confidence among what was found, 100 when nothing was, 0 when not assessed. */
  confidence: number;
  /** `secret`, `pii.customer`, `pii.email`, ... sorted. */
  dataClasses: string[];
  /** At most `maxFindings`, for people and records. */
  findings: Finding[];
  /** What texts do that honest ones do not: hidden characters, overrides of direction. At most `maxFindings`. */
  signs?: readonly SignSeen[];
  /** Every span of every text, by index of the text; what redaction works from. */
  spans?: readonly (readonly KeptSpan[])[];
  /** Scores of each text by itself, by index of the text; absent where nothing gives any. */
  scored?: readonly (TextScores | undefined)[];
  /** Classes of the organization's own detectors: they can be redacted too. */
  ownClasses?: readonly string[];
  /** How many texts were read afresh, and how many were known by their hash. */
  fresh: number;
  reused: number;
}

/** The detectors of one organization: the list of its landscape, which is another list after each change. */
export interface OwnDetectors {
  org: string;
  detectors: readonly DetectorSpec[];
}

export interface RiskRoom {
  /** Whether a secret stands in a short text that is written down as it is: the names and claims of a call. */
  holdsSecret(text: string): boolean;
  /** What detectors see in a piece of a text whose rest is elsewhere. Nothing of it is kept. */
  read(
    text: string,
    channel: TextPart["channel"],
    own?: OwnDetectors,
  ): { spans: readonly KeptSpan[]; failure?: string };
  /** How far findings may go on behind a plain word: what `read` is shown must hold so much more. */
  reach(own?: OwnDetectors): number;
  /** `own`: whose call it is, and what that organization looks for itself. */
  assess(call: { ask: { texts: TextPart[]; unread?: true } }, own?: OwnDetectors): Assessment;
  /** The same, away from this thread when there is much that is new. */
  assessApart(
    call: { ask: { texts: TextPart[]; unread?: true } },
    own?: OwnDetectors,
  ): Assessment | Promise<Assessment>;
  /** What the classifier says of one text, and why; nothing is kept. */
  explain(text: string, channel: TextPart["channel"] | "output"): ExplainedText & { version: string };
  /** What an organization's detectors, those in shadow too, see in a text: nothing is kept or counted. */
  tryOwn(text: string, own: OwnDetectors): { findings: Finding[]; failure?: string };
  /** What they have seen in calls of this process. */
  reportOwn(own: OwnDetectors): OwnReport[];
  /** Ends the threads. What they were reading is not assessed. */
  close(): Promise<void>;
}
