import type { Guardrails } from "../config/index.ts";
import type { Context } from "../context/index.ts";
import type { Chain } from "../identity/index.ts";
import type { Millis, ModelCall, Usage } from "../kernel/index.ts";
import type { Assessment, Domain } from "../risk/index.ts";
import type { Tx } from "../store/index.ts";

/** What may be said of a session as a whole. Policies ask for these names. */
export const FLAGS = [
  "escalation",
  "rephrasing",
  "refusals",
  "drift",
  "decomposition",
  "distillation",
  "loop",
  "team",
] as const;
export type Flag = (typeof FLAGS)[number];

/** A reason of a session's risk, for people. */
export interface Raised {
  /** `risky topic, detail asked for` */
  what: string;
  /** The turn it was strongest in, where it was in one. */
  turn?: number;
  points: number;
}

/** A call on its way to policy, with all that is known of it. */
export interface Weighing {
  call: Pick<ModelCall, "id" | "ask" | "stated">;
  chain: Pick<Chain, "org" | "links">;
  context: Context;
  assessment: Assessment;
  guardrails?: Guardrails;
}

/** The use of a tool on its way to policy. */
export interface Looking extends Pick<Weighing, "context" | "assessment"> {
  call: Pick<ModelCall, "id" | "stated">;
  chain: Whose;
}

/** What became of a call that was weighed. */
export interface Learned {
  blocked: boolean;
  /** The answer reads like a refusal of the model. */
  refused?: boolean;
  usage?: Usage | undefined;
}

/** The same call, with what its session adds. */
export interface Weighed {
  /** The session's name: the one that was stated, or the one the conversation was recognized as. */
  session: string;
  /** As it was given, with the session's part filled in. */
  context: Context;
  assessment: Assessment;
  raisedBy: readonly Raised[];
  /** Set where what was known of the session before could not be read. */
  note?: string;
  learned(outcome: Learned): void;
  /** What a judge says of the call or of its conversation, 0..100: what is above the assessment raises the session. */
  judged(scores: Readonly<Partial<Record<Domain, number>>>): void;
}

/** Who a session is of. Nobody else has a part in it, whatever its name. */
export type Whose = Pick<Chain, "org" | "links">;

/** A row of the list. */
export interface SessionSummary {
  /** Not to be guessed from its name; nobody but those who may list sessions is told it. */
  id: string;
  session: string;
  principal: string;
  subject: string;
  risk: number;
  turns: number;
  blocks: number;
  refusals: number;
  flags: string[];
  taint: string[];
  startedAt: Millis;
  lastAt: Millis;
}

export interface SessionStory extends SessionSummary {
  calls: number;
  rephrasings: number;
  /** Decayed evidence for each domain, 0..100; those that have none are left out. */
  evidence: Record<string, number>;
  raisedBy: readonly Raised[];
  /** What the principal and the team have shown over days, apart from this session. */
  wider: { principal: number; team: number };
  tokens: number;
}

export interface SessionsRoom {
  /**
   * What came before this call, and what the call adds to it. Answers at once for a session this process knows;
   * otherwise it reads the store first, for a bounded time.
   */
  weigh(about: Weighing): Weighed | Promise<Weighed>;
  /**
   * The same for a call that is no turn of a conversation: the use of a tool. What is known of its session is told,
   * what becomes of the call counts there. A call that names none belongs to the one its chain has for such calls.
   */
  look(about: Looking): Promise<Weighed>;
  /** The labels on a session, for doors that know it by name. */
  taintOf(whose: Whose, session: string): Promise<readonly string[]>;
  /**
   * Puts labels on a session: a tool's answer was read, from a server, with private data. Nothing takes them off.
   * When it has answered they are on the disk, and every process has been told.
   */
  mark(whose: Whose, session: string, labels: readonly string[]): Promise<void>;
  /** Notes texts that a trusted tool answered, so that the same texts in a later model call are not untrusted. */
  vouch(whose: Whose, session: string, texts: readonly string[]): Promise<void>;
  list(
    org: string,
    filter: { principal?: string; session?: string; after?: string; limit: number },
  ): Promise<SessionSummary[]>;
  show(org: string, id: string): Promise<SessionStory | undefined>;
  /** Forgets a session; whoever asks records it in the same transaction. False where there is none. */
  reset(tx: Tx, org: string, id: string): Promise<boolean>;
  /** After a restore: what is in memory was not restored. */
  forget(): void;
  /** Writes what is not written yet. */
  flush(): Promise<void>;
  close(): Promise<void>;
  counts(): SessionCounts;
}

export interface SessionCounts {
  known: number;
  unwritten: number;
  unread: number;
  lost: number;
  flags: Readonly<Record<Flag, number>>;
}
