import type { Clock, Log, Millis, Result, ToolEffect } from "../kernel/index.ts";
import type { Registry } from "../registry/index.ts";
import type { RiskRoom } from "../risk/index.ts";
import type { Store, Tx } from "../store/index.ts";

/**
 * `approved`: its definition is the one that was approved. `new`: nobody has looked at it yet. `drifted`: it says
 * something else than what was approved. `suspicious`: something in its definition keeps it from being approved by
 * itself. `rejected`: somebody looked and said no. Only approved tools can be used.
 */
export type ToolState = "approved" | "new" | "drifted" | "suspicious" | "rejected";

/** A tool as it is pinned. */
export interface CatalogTool {
  server: string;
  /** Its own name at its server. */
  name: string;
  state: ToolState;
  /** Its definition as the server wrote it, byte for byte: the approved one where there is one, else the last seen. */
  definition: string;
  /** Over the definition's raw bytes and the server's instructions. */
  hash: string;
  effect: ToolEffect;
  /** Who says so. `unknown`: nobody, so it is a write. */
  effectFrom: "configuration" | "annotation" | "person" | "connector" | "unknown";
  openWorld: boolean;
  /** Undefined where the arguments fit the pinned schema; else the first thing that is wrong, for the caller. */
  check(args: unknown): string | undefined;
}

/** A list that a server gave, its members as raw JSON text. */
export interface Listing {
  tools: readonly string[];
  instructions?: string | undefined;
  serverInfo?: string | undefined;
  /** Its effects are of our own making: a connector's. */
  connector?: true;
  /** Others may be given a longer list: what this one lacks is there all the same. */
  partial?: true;
}

/** What a look at a listing found: hidden text, look-alike names, orders to the model, what changed. */
export interface CatalogFinding {
  server: string;
  /** Empty where it is about the list itself, `@instructions` where about what the server tells models. */
  tool: string;
  kind: "hidden-text" | "instructions" | "shadowing" | "look-alike" | "drift" | "removed" | "too-large" | "malformed";
  /** `high` keeps a tool from being approved by itself. */
  severity: "low" | "medium" | "high";
  /** For people. Nothing hidden stands in it as it was. */
  detail: string;
}

export interface CatalogRoom {
  /**
   * What is known of an organization's tools, by server and name; those that their server no longer lists are not
   * among them. Never waits; another map after each change.
   */
  tools(org: string): ReadonlyMap<string, ReadonlyMap<string, CatalogTool>>;
  /** What a server tells models about itself, where it was approved. */
  instructions(org: string, server: string): string | undefined;
  /** Takes in what a server lists: pins what is new where its server says so, quarantines what drifted. */
  saw(org: string, server: string, listing: Listing): Promise<readonly CatalogFinding[]>;
  /** When a server's list was last taken in; undefined where it never was. */
  seenAt(org: string, server: string): Millis | undefined;
  onChange(hear: (org: string, server: string) => void): () => void;
  /** A person's word on a tool, in the transaction that records it. */
  approve(
    tx: Tx,
    org: string,
    ask: { server: string; tool: string; hash: string; by: string },
  ): Promise<Result<CatalogTool, "unknown" | "changed">>;
  reject(
    tx: Tx,
    org: string,
    ask: { server: string; tool: string; hash: string; by: string; reason: string },
  ): Promise<Result<CatalogTool, "unknown" | "changed">>;
  /** A person confirms, or says, what a tool does. */
  classify(
    tx: Tx,
    org: string,
    ask: { server: string; tool: string; effect: ToolEffect; by: string },
  ): Promise<Result<CatalogTool, "unknown">>;
  /** Everything kept of a server's tools: approved and last seen definitions, findings, who said what when. */
  show(org: string, server: string, tool: string): Promise<ToolStory | undefined>;
  /** Everything pinned, also what is no longer listed, in the order of servers and of their lists. */
  list(org: string): readonly PinnedTool[];
  /** Brings this process up to date with what is committed, of one server where it is said. */
  refresh(org: string, server?: string): Promise<void>;
  /** Reads everything anew: another database stands there. Until then nothing is known, and nothing may be used. */
  forget(): void;
  close(): Promise<void>;
}

/** A tool as lists for people show it. */
export interface PinnedTool {
  tool: CatalogTool;
  /** False: its server's last list lacks it. */
  present: boolean;
  /** Of the definition that was seen last: who approves names it. */
  seenHash: string;
  seenAt: Millis;
  findings: readonly CatalogFinding[];
}

export interface ToolStory {
  tool: CatalogTool;
  present: boolean;
  approved?: { definition: string; hash: string; by: string; at: Millis };
  seen: { definition: string; hash: string; at: Millis };
  rejected?: { by: string; at: Millis; reason: string };
  /** The lines that differ between the two, `-` and `+`. */
  diff: readonly string[];
  findings: readonly CatalogFinding[];
  /** What its words suggest it does; a person confirms. */
  suggested?: { effect: ToolEffect; because: string };
}

/** What the catalog asks of the registry. */
export type CatalogRegistry = Pick<Registry, "landscape" | "onChange">;

/** A change that the catalog made by itself, for whoever keeps records. */
export interface CatalogChange {
  tool: string;
  /** `pinned`: approved on first use. `returned`: again what was approved. `renewed`: our own connector changed it. */
  what: "pinned" | "drifted" | "returned" | "renewed" | "held";
  before?: { state: ToolState; hash: string };
  after: { state: ToolState; hash: string };
  because: string;
}

export interface CatalogParts {
  store: Store;
  registry: CatalogRegistry;
  risk: Pick<RiskRoom, "assessApart">;
  clock: Clock;
  log: Log;
  /**
   * Is told what a list brought, in the transaction that keeps it: what is recorded and who is to be told stand or
   * fall with it.
   */
  told?(tx: Tx, news: CatalogNews): Promise<void>;
}

/** What a list brought: what the catalog did by itself, and what was found that was not known before. */
export interface CatalogNews {
  org: string;
  server: string;
  changes: readonly CatalogChange[];
  findings: readonly CatalogFinding[];
}
