import type { CandidateStory, GuardStory, ResultKind, SimilarStory } from "../execution/index.ts";
import type { PseudonymStory } from "../pseudonyms/index.ts";
import type { Chain } from "../identity/index.ts";
import type { JudgeStory } from "../judges/index.ts";
import { type BagEntry, type Call, type Millis, type NanoUsd, type Usage, timeOfId } from "../kernel/index.ts";
import type { Decision, Facts, Obligation, RecordedRuling, Ruling, Told, Would, WouldPass } from "../policy/index.ts";
import { keptRuling } from "../policy/index.ts";
import { type SaidQuestion, askedOf, questionOf } from "./asked.ts";
import type { Assessment, Finding } from "../risk/index.ts";
import type { FacetRow, Facets } from "./facets.ts";
import { type KeptAsk, type KeptQuestion, packAsk, packQuestion, piecesOf, plain, unpackAsk } from "./question.ts";
import type { Adjustment, Outcome, ToldStory } from "./types.ts";
import type { ToolStory } from "./uses.ts";

/*
 * What is kept of a decision, in two halves: the intent when it is made, the completion when the call has
 * ended. The intent is small: who acts and what policy ruled are pieces that many calls share (facets), and
 * of the facts only those are written that are not neutral.
 */

/** What policy said of one candidate, without the candidate itself. */
export interface KeptRuling extends Partial<RecordedRuling> {
  model: string;
  tier: string;
  provider: string;
  outcome: Outcome;
  reasons: RecordedRuling["reasons"];
}

/** Shared by all calls of one chain. */
interface ChainFacet {
  chain: { ref: string; name: string }[];
  credential: string;
  team: string;
}

/** Shared by all calls with the same answer of policy. */
export interface RulingsFacet {
  rulings: KeptRuling[];
  snapshot: string;
  engine: string;
  /** What was asked; absent in rows from before it was kept, and where it was too large. */
  question?: KeptQuestion;
}

/** What policy said of the model that makes vectors, for a call that may be answered from likeness. */
export interface KeptLikely extends KeptRuling {
  obligations: Obligation[];
}

export interface LikelyFacet extends KeptLikely {
  question?: KeptQuestion;
}

/** The text of a row. Short names: there is one for every call. */
export interface Packed {
  /** 1: without the question. */
  v: 1 | 2;
  o: Outcome;
  /** Hashes of the facets; absent where a call ended before there was one. */
  c?: string;
  r?: string;
  l?: string;
  m: string;
  fmt: string;
  st: boolean;
  ip: string;
  said?: Call["stated"];
  /** The session it was recognized in, where it names none. */
  ses?: string;
  obl?: Obligation[];
  facts?: Partial<Facts>;
  q?: KeptAsk;
  /** What was asked of the model that makes vectors. */
  lq?: KeptAsk;
  /** Hash of the call's workflow and those above it, where there are any. */
  w?: string;
  /** Of a decision call: the question as it was put, and the facts it was looked at with besides. */
  dq?: SaidQuestion;
  against?: Partial<Facts>;
  found?: Finding[];
  a: [assessed: boolean, fresh: number, reused: number, failure?: string];
  pass?: WouldPass[];
  /** What came of asking judges. */
  j?: JudgeStory[];
}

/** The intent, whole again. */
export interface DecisionBody extends ChainFacet, Omit<RulingsFacet, "question"> {
  asked: { model: string; format: string; stream: boolean };
  ip: string;
  stated: Call["stated"];
  /** The session it was recognized in, where it named none. */
  session: string | undefined;
  outcome: Outcome;
  obligations: Obligation[];
  facts: Facts | undefined;
  findings: Finding[];
  assessment: { assessed: boolean; failure?: string; fresh: number; reused: number };
  wouldPass: WouldPass[];
  judged: JudgeStory[];
  likely: KeptLikely | undefined;
  question: SaidQuestion | undefined;
  against: Facts | undefined;
}

/** What became of one candidate; what policy said of it stands in the intent. */
export type Fate = Omit<CandidateStory, "tier" | "provider" | "ruling" | "reasons"> & Pick<ToldStory, "spentNanoUsd">;

/** How it went, written once when the call has ended. */
export interface Completion {
  result: ResultKind;
  code: string;
  summary: string;
  adjusted: Adjustment[];
  /** The model and tier that answered; empty where none did. */
  model: string;
  tier: string;
  fates: Fate[];
  /** What was carried out, where another model answered than the one the intent was written for. */
  obligations?: Obligation[];
  /** What policies that do not decide would have made of it. */
  shadow?: readonly Would[];
  /** What made the order of the tries, where it was not the route's own. */
  orderedBy?: string;
  usage: Usage | undefined;
  /** Whether the answer was one that was kept; absent where none is kept of such calls. */
  cache?: "hit" | "similar" | "miss";
  /** How the look for an answer to a like call went, where there was one. */
  similar?: SimilarStory;
  /** What was found in the answer, masked, and what became of it; absent where nobody looked. */
  guard?: GuardStory;
  /** How many values came back in the answer; absent where none was to. */
  pseudonyms?: PseudonymStory;
  /** Of the use of a tool. */
  tool?: ToolStory;
  /** The approval it waited for, was denied by or went through with, as it stood then. */
  approval?: { id: string; state: string };
  /** Of the whole call, tries that failed included. Null: unpriced. */
  costNanoUsd: NanoUsd | null;
  /** Where the rates came from; absent where nothing was used. */
  book?: string;
  savedNanoUsd?: NanoUsd;
  unpriced?: string;
  totalMs: number;
  firstByteMs: number | undefined;
  upstreamMs: number | undefined;
}

/** The parts of a call that the stages have made so far; a call that ends early has fewer. */
export interface Made {
  call: Call;
  /** The time in the call's id. */
  at: Millis;
  /** Known even where the chain is not, when the credential told it. */
  org: string;
  chain?: Chain;
  assessment?: Assessment;
  /** The session it belongs to, once that is known. */
  session?: string;
  decision?: Decision<Told> & { against?: Facts };
  /** Who asked, where the chain is that of somebody else. */
  asker?: string;
  /** About the model that makes vectors. */
  likely?: Ruling;
  /** The decision it was ruled in. */
  likelyDecision?: Decision;
  obligations?: Obligation[];
  wouldPass?: WouldPass[];
  judged?: JudgeStory[];
  /** Its place among the calls that are open, from the intent to the seal. */
  open?: BagEntry<OpenCall>;
}

/** A call whose intent is written, or being written, and whose seal is not. */
export interface OpenCall {
  id: string;
  /** The database the intent was written to. */
  database: string;
}

const NO_RISK = {
  cyber: 0,
  bio: 0,
  finance: 0,
  codeExec: 0,
  weapons: 0,
  selfHarm: 0,
  privacy: 0,
  distillation: 0,
  injection: 0,
  jailbreak: 0,
  exfiltration: 0,
  advice: 0,
  sexual: 0,
  hate: 0,
  harm: 0,
  max: 0,
} satisfies Facts["risk"];

/** What a fact is when it is not written. Part of the form of a row: a change here is a new `v`. */
const NEUTRAL: Omit<Facts, "now"> = {
  channel: "model",
  client: "",
  environment: "prod",
  geo: "",
  ip: "",
  workflow: "none",
  purpose: "",
  customer: "",
  autonomy: 0,
  delegationDepth: 0,
  onBehalfOf: [],
  dataClasses: [],
  dataRegions: [],
  topics: [],
  programs: [],
  taint: [],
  trustScore: 100,
  budget: "ok",
  mfaAgeS: 1_000_000_000,
  sessionRisk: 0,
  sessionTurns: 0,
  sessionBlocks: 0,
  sessionFlags: [],
  risk: NO_RISK,
  assessed: true,
  confidence: 100,
  fulfilled: [],
};

export function packBody(made: Made, outcome: Outcome, facets: Facets): { text: string; rows: FacetRow[] } {
  const { call, chain, assessment, decision } = made;
  const rows: FacetRow[] = [];
  const packed: Packed = {
    v: 2,
    o: outcome,
    ...askedOf(call),
    ip: call.ip,
    a: [assessment?.assessed ?? false, assessment?.fresh ?? 0, assessment?.reused ?? 0],
  };
  const share = (source: object, make: () => unknown): string => {
    const { hash, row } = facets.of(source, made.org, make);
    if (row) rows.push(row);
    return hash;
  };
  const piece = (source: object): string => facets.of(source, made.org, () => source).hash;
  if (chain) packed.c = share(chain, () => chainFacet(chain));
  if (decision) {
    const { asked, workflows } = decision;
    const before = rows.length;
    packed.r = share(decision.rulings, () => rulingsFacet(decision, asked && packQuestion(asked, piece)));
    // Whoever has the rulings has what they refer to.
    if (asked && rows.length > before) for (const source of piecesOf(asked)) share(source, () => source);
    packed.facts = changedFacts(decision.facts, made.at);
    const ask = packAsk(decision.facts);
    if (ask) packed.q = ask;
    if (workflows && workflows.length > 0) packed.w = share(workflows, () => workflows);
    if (decision.against) packed.against = changedFacts(decision.against, made.at);
  }
  if (call.kind === "decision") packed.dq = questionOf(call.ask, made.asker);
  const { likely } = made;
  if (likely) {
    const asked = made.likelyDecision?.asked;
    const before = rows.length;
    packed.l = share(likely, () => likelyFacet(likely, asked && packQuestion(asked, piece)));
    if (asked && rows.length > before) for (const source of piecesOf(asked)) share(source, () => source);
    const ask = made.likelyDecision && packAsk(made.likelyDecision.facts);
    if (ask) packed.lq = ask;
  }
  if (Object.keys(call.stated).length > 0) packed.said = call.stated;
  if (made.session !== undefined && made.session !== call.stated.session) packed.ses = made.session;
  if (made.obligations && made.obligations.length > 0) packed.obl = made.obligations;
  if (assessment && assessment.findings.length > 0) packed.found = assessment.findings;
  if (assessment?.failure !== undefined) packed.a.push(assessment.failure);
  if (made.wouldPass && made.wouldPass.length > 0) packed.pass = made.wouldPass;
  if (made.judged && made.judged.length > 0) packed.j = made.judged;
  return { text: JSON.stringify(packed), rows };
}

/** Hashes a row refers to, for what is told of it. */
export function facetsOf(text: string): string[] {
  const { c, r, l } = JSON.parse(text) as Packed;
  return [c, r, l].filter((hash) => hash !== undefined);
}

export function unpackBody(id: string, text: string, facets: ReadonlyMap<string, string>): DecisionBody {
  const packed = JSON.parse(text) as Packed;
  const facet = <T>(hash: string | undefined, otherwise: T): T => {
    const json = hash === undefined ? undefined : facets.get(hash);
    return json === undefined ? otherwise : (JSON.parse(json) as T);
  };
  const [assessed, fresh, reused, failure] = packed.a;
  return {
    ...facet<ChainFacet>(packed.c, { chain: [], credential: "", team: "" }),
    ...withoutQuestion(facet<RulingsFacet>(packed.r, { rulings: [], snapshot: "", engine: "" })),
    asked: { model: packed.m, format: packed.fmt, stream: packed.st },
    ip: packed.ip,
    stated: packed.said ?? {},
    session: packed.ses,
    outcome: packed.o,
    obligations: packed.obl ?? [],
    facts: factsOf(id, packed),
    findings: packed.found ?? [],
    assessment: { assessed, fresh, reused, ...(failure === undefined ? {} : { failure }) },
    wouldPass: packed.pass ?? [],
    judged: packed.j ?? [],
    likely: likelyOf(facet<LikelyFacet | undefined>(packed.l, undefined)),
    question: packed.dq,
    against: againstOf(id, packed),
  };
}

function likelyOf(facet: LikelyFacet | undefined): KeptLikely | undefined {
  if (!facet) return undefined;
  const { model, tier, provider, outcome, reasons, obligations } = facet;
  return { model, tier, provider, outcome, reasons, obligations: outcome === "allowed" ? obligations : [] };
}

export function factsOf(id: string, { facts, q }: Packed): Facts | undefined {
  return facts && { ...NEUTRAL, now: timeOfId(id), ...facts, ...(q ? { ask: unpackAsk(q) } : {}) };
}

/** The facts of the second look. */
export function againstOf(id: string, { against }: Packed): Facts | undefined {
  return against && { ...NEUTRAL, now: timeOfId(id), ...against };
}

function withoutQuestion({ rulings, snapshot, engine }: RulingsFacet) {
  return { rulings, snapshot, engine };
}

/** With everything that was said, so that it can be compared with what is said another time. */
function wholeRuling(ruling: Ruling<Told>): KeptRuling {
  const { id, tier, provider } = ruling.candidate;
  return { model: id, tier, provider: provider.id, ...keptRuling(ruling) };
}

/** The stories of the candidates again, from the two halves they were kept in. */
export function storiesOf(body: DecisionBody, fates: Fate[] | undefined): ToldStory[] {
  if (fates === undefined || fates.length !== body.rulings.length) {
    const fate = fates === undefined ? ("unused" as const) : ("skipped" as const);
    return body.rulings.map((ruling) => ({ ...storyOf(ruling), fate, detail: ruling.outcome }));
  }
  // The fates stand in the order of the tries, which need not be that of the route.
  const left = [...body.rulings];
  return fates.flatMap((fate) => {
    const at = left.findIndex((ruling) => ruling.model === fate.model);
    const [found] = left.splice(at < 0 ? 0 : at, 1);
    return found ? [{ ...storyOf(found), ...fate }] : [];
  });
}

function storyOf({ model, tier, provider, outcome, reasons }: KeptRuling) {
  return { model, tier, provider, ruling: outcome, reasons };
}

function chainFacet(chain: Chain): ChainFacet {
  return {
    chain: chain.links.map((link) => ({ ref: link.ref, name: link.name })),
    credential: chain.credential.ref,
    team: chain.links[0]?.teams[0] ?? "",
  };
}

function rulingsFacet({ rulings, snapshot, engine }: Decision<Told>, question: KeptQuestion | undefined): RulingsFacet {
  return { rulings: rulings.map(wholeRuling), snapshot, engine, ...(question ? { question } : {}) };
}

function likelyFacet(ruling: Ruling, question: KeptQuestion | undefined): LikelyFacet {
  const { obligations = [], ...whole } = wholeRuling(ruling);
  return { ...(question ? { question } : {}), ...whole, obligations };
}

function changedFacts(facts: Facts, at: number): Partial<Facts> {
  const changed: Record<string, unknown> = {};
  for (const name of SCALARS) {
    const value = facts[name];
    if (value !== NEUTRAL[name]) changed[name] = typeof value === "number" ? plain(value) : value;
  }
  for (const name of LISTS) if (facts[name].length > 0) changed[name] = facts[name];
  for (const name of RISK_NAMES) {
    if (facts.risk[name] === 0) continue;
    changed["risk"] = plainScores(facts.risk);
    break;
  }
  if (facts.now !== at) changed["now"] = facts.now;
  // What a question is about is of no value that goes without saying.
  if (facts.asked) changed["asked"] = facts.asked;
  return changed as Partial<Facts>;
}

type Scalar = {
  [Name in keyof typeof NEUTRAL]-?: (typeof NEUTRAL)[Name] extends string | number | boolean ? Name : never;
}[keyof typeof NEUTRAL];
type List = {
  [Name in keyof typeof NEUTRAL]-?: (typeof NEUTRAL)[Name] extends readonly string[] ? Name : never;
}[keyof typeof NEUTRAL];

const NAMES = Object.keys(NEUTRAL) as (keyof typeof NEUTRAL)[];
const LISTS = NAMES.filter((name): name is List => Array.isArray(NEUTRAL[name]));
const SCALARS = NAMES.filter((name): name is Scalar => typeof NEUTRAL[name] !== "object");

/** The same scores, or as JSON carries them where one is no number. */
function plainScores(scores: Facts["risk"]): object {
  for (const name of RISK_NAMES) {
    if (Number.isFinite(scores[name])) continue;
    return Object.fromEntries(RISK_NAMES.map((one) => [one, plain(scores[one])]));
  }
  return scores;
}

const RISK_NAMES = Object.keys(NO_RISK) as (keyof typeof NO_RISK)[];

/** A name the caller made up is cut before it becomes a column. */
export const MAX_ASKED = 200;

/** Many calls share one answer of policy. */
const policies = new WeakMap<readonly Ruled[], string>();

type Ruled = Pick<KeptRuling, "reasons">;

/** The first few policies that forbade or asked for something, for the list. */
export function policiesOf(rulings: readonly Ruled[]): string {
  let known = policies.get(rulings);
  if (known === undefined) policies.set(rulings, (known = namedIn(rulings)));
  return known;
}

function namedIn(rulings: readonly Ruled[]): string {
  const named = new Set<string>();
  for (const ruling of rulings) {
    for (const reason of ruling.reasons) if (reason.effect !== "permit") named.add(reason.policy);
  }
  return [...named].slice(0, 5).join(",");
}
