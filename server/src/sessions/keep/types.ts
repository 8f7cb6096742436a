import type { Millis } from "../../kernel/index.ts";
import type { SessionState } from "../memory/state.ts";
import type { WideState } from "../wide/state.ts";

/** One session in memory. */
export interface Entry extends Kept {
  kind: "session";
  /** As the caller and the records know it. */
  name: string;
  principal: string;
  subject: string;
  state: SessionState;
  base: SessionState | undefined;
  /** How often each turn was counted. */
  counted: Map<number, number>;
  /** The place at which the last call ended. */
  lastMark: string;
  /** The digest that was repeated, for loops. */
  repeating: number;
  /** A refusal that was counted before the history shows it. */
  refusalAhead: boolean;
  risk: number;
  flags: readonly string[];
  /** Points by what was asked before in other sessions, as the last turn found them. */
  wider: { principal: number; team: number };
  /** Hashes of texts that a trusted tool answered through Lumos, in this process. */
  vouched?: Set<string>;
  /** Places at which a later call goes on, that are not written yet. */
  marks: string[];
}

/** What a principal or a team has shown, in memory. */
export interface WideEntry extends Kept {
  kind: "principal" | "team";
  name: string;
  state: WideState;
  base: WideState | undefined;
}

interface Kept {
  /** Under which it is stored: keyed, so that nobody finds it by its name. */
  key: string;
  org: string;
  /** Of the row it was read from or written to; 0 where there is none. */
  version: number;
  changed: boolean;
  touchedAt: Millis;
}

export type Row = {
  key: string;
  org: string;
  kind: string;
  name: string;
  principal: string;
  subject: string;
  version: number;
  risk: number;
  turns: number;
  flags: string;
  taint: string;
  started_at: number;
  at: number;
  expires_at: number;
  state: string;
};
