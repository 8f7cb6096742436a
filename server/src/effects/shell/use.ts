import type { Seen } from "./seen.ts";
import type { Place } from "./walk.ts";

/** One use of a program. */
export interface Use {
  name: string;
  args: readonly string[];
  /** What it reads. */
  stdin: string;
  seen: Seen;
  at: Place;
  /** Another command, word by word. Says what it prints. */
  run(words: readonly string[], stdin?: string): string;
  /** A text that a shell reads. `same`: in this shell, so that what it assigns stays. */
  script(text: string, given?: { stdin?: string; params?: readonly string[]; name?: string; same?: true }): string;
}

/** What a program does with its words. What it prints, where that is known. */
export type Program = (use: Use) => string | undefined;

export interface Way {
  walkText(text: string, at: Place): string;
  runFunction(name: string, args: readonly string[], at: Place): string | undefined;
  assigned: ReadonlyMap<string, string>;
  nested?: number;
}
