import type { Guardrails } from "../config/index.ts";
import type { Chain } from "../identity/index.ts";
import type { FilterWords, ModelCall } from "../kernel/index.ts";
import type { Assessment, PlaceholderFor } from "../risk/index.ts";

export type Style = "pseudonym" | "format";

/** A call whose values are about to be replaced. */
export interface Opening {
  call: Pick<ModelCall, "id" | "ask">;
  chain: Pick<Chain, "org" | "links">;
  /** The session's name, as the sessions room knows it. */
  session: string;
  assessment: Pick<Assessment, "findings" | "spans">;
  guardrails: Guardrails;
  /** The obligations of each model that may be tried. */
  obligations: readonly (readonly string[])[];
}

/** The pseudonyms of one call. */
export interface Pseudonyms {
  /** What stands in place of a value, in what goes out and in what the guard takes out of the answer. */
  placeholderFor: PlaceholderFor;
  /** Puts values back into the words of an answer; undefined where there is none to put back. */
  filterFor: FilterWords | undefined;
  /** Whether these words of an answer stand for a value that comes back to this caller. */
  comesBack(words: string): boolean;
  /** Told of answers that their provider keeps, so that calls that go on from them know the same pseudonyms. */
  answered(ids: readonly string[]): Promise<void>;
  /** What the record says. */
  story(): PseudonymStory | undefined;
}

/** Counts only. */
export interface PseudonymStory {
  /** Values of this call that may come back. */
  kept: number;
  /** Places in the answer where one was put back. */
  restored: number;
  /** Values that got a placeholder for this call alone, which does not come back. */
  once?: number;
  /** Why they did. */
  because?: string;
}

export interface PseudonymsRoom {
  /** Undefined where nothing is to come back: then each call has placeholders of its own. */
  open(about: Opening): Promise<Pseudonyms> | undefined;
  /** After a restore: what is in memory was not restored. */
  forget(): void;
  close(): Promise<void>;
  counts(): { sessions: number; values: number; unkept: number };
}
