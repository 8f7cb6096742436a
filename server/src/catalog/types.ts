import type { Millis, Result, ToolEffect } from "../kernel/index.ts";
import type { Landscape } from "../registry/index.ts";
import type { Tx } from "../store/index.ts";

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
}

/** What a look at a listing found: hidden text, look-alike names, orders to the model, what changed. */
export interface CatalogFinding {
  server: string;
  tool: string;
  kind: "hidden-text" | "instructions" | "shadowing" | "look-alike" | "drift" | "removed" | "too-large" | "malformed";
  /** For people. Nothing hidden stands in it as it was. */
  detail: string;
}

export interface CatalogRoom {
  /** What is known of an organization's tools, by server and name. Never waits; another map after each change. */
  tools(org: string): ReadonlyMap<string, ReadonlyMap<string, CatalogTool>>;
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
  forget(): void;
  close(): Promise<void>;
}

export interface ToolStory {
  tool: CatalogTool;
  approved?: { definition: string; hash: string; by: string; at: Millis };
  seen: { definition: string; hash: string; at: Millis };
  /** The lines that differ between the two, `-` and `+`. */
  diff: readonly string[];
  findings: readonly CatalogFinding[];
  /** What its words suggest it does; a person confirms. */
  suggested?: { effect: ToolEffect; because: string };
}

export type CatalogLandscape = Pick<Landscape, "servers" | "organization">;
