import type { AskedQuestion, Facts } from "../policy/index.ts";

/*
 * The question a decision answers, as it is kept. It stands in the piece of the rulings, which is the same
 * object as long as the answer is: a call that is answered from memory puts nothing of it into text.
 */

/** The part of the piece of rulings that says what was asked; who and what are pieces of their own. */
export interface KeptQuestion extends Omit<AskedQuestion, "people" | "candidates" | "against"> {
  people: string;
  candidates: string;
  against?: Omit<NonNullable<AskedQuestion["against"]>, "candidates"> & { candidates: string };
}

/** What a model call asked for beside its text: tokens in, tokens out at most, marks, kind of operation. */
export type KeptAsk = [number | null, number | null, number, ("embed" | "count")?];

const TOOLS = 1;
const IMAGES = 2;
const STREAMING = 4;

export function packQuestion(asked: AskedQuestion, hashOf: (piece: object) => string): KeptQuestion {
  const { against, ...rest } = asked;
  return {
    ...rest,
    people: hashOf(asked.people),
    candidates: hashOf(asked.candidates),
    ...(against ? { against: { ...against, candidates: hashOf(against.candidates) } } : {}),
  };
}

/** The objects that pieces of their own are made of. */
export function piecesOf({ people, candidates, against }: AskedQuestion): object[] {
  return against ? [people, candidates, against.candidates] : [people, candidates];
}

export function packAsk({ ask }: Facts): KeptAsk | undefined {
  if (!ask) return undefined;
  const marks = (ask.tools ? TOOLS : 0) | (ask.images ? IMAGES : 0) | (ask.streaming ? STREAMING : 0);
  const { operation } = ask;
  const kept: KeptAsk = [plain(ask.tokensIn), plain(ask.maxTokensOut), marks];
  if (operation !== undefined) kept.push(operation);
  return kept;
}

export function unpackAsk([tokensIn, maxTokensOut, marks, operation]: KeptAsk): NonNullable<Facts["ask"]> {
  return {
    tokensIn: tokensIn ?? Number.NaN,
    maxTokensOut: maxTokensOut ?? Number.NaN,
    tools: (marks & TOOLS) !== 0,
    images: (marks & IMAGES) !== 0,
    streaming: (marks & STREAMING) !== 0,
    ...(operation === undefined ? {} : { operation }),
  };
}

/** A number as JSON carries it. Policy takes what is none for the worst, and infinity for its largest number. */
export function plain(value: number): number | null {
  if (Number.isFinite(value)) return value;
  return Number.isNaN(value) ? null : Math.sign(value) * Number.MAX_SAFE_INTEGER;
}
