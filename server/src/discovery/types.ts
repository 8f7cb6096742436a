import type { Millis } from "../kernel/index.ts";

export const FOUND_KINDS = ["server", "hook", "skill"] as const;
export type FoundKind = (typeof FOUND_KINDS)[number];

/**
 * lumos: it leads to this Lumos. approved: it is declared or on a shelf, but reached directly. blocked: nobody is to use it.
 * unknown: nobody has said anything about it.
 */
export const CLASSES = ["lumos", "approved", "blocked", "unknown"] as const;
export type Class = (typeof CLASSES)[number];

/** What a scan noticed about a thing, whatever its class. */
export const FLAGS = [
  "plain-http",
  "unpinned",
  "secret-in-settings",
  "shell",
  "fetch-and-run",
  "auto-approved",
  "disabled",
  "managed",
] as const;
export type Flag = (typeof FLAGS)[number];

/** One thing that stands in somebody's settings, with nothing in it that is nobody's business. */
export interface Found {
  kind: FoundKind;
  client: string;
  scope: "user" | "managed" | "project";
  /** A server's name in the settings, a hook's event, a skill's name. */
  name: string;
  /** The file, with the home as `~`. */
  place: string;
  /** What it leads to or runs, in the one form of `shelves`. */
  target: string;
  transport: "http" | "sse" | "stdio" | "";
  /** The address or command line, masked. */
  runs: string[];
  env: { name: string; hash: string }[];
  headers: { name: string; hash: string }[];
  flags: Flag[];
  class: Class;
  /** Of a skill's folder. */
  digest: string;
}

/** Where a thing stands, for whoever rewrites it on the machine itself. */
export interface Standing {
  file: string;
  steps: readonly string[];
}

export interface Broken {
  place: string;
  client: string;
  problem: string;
}

/** What one scan came to. */
export interface Inventory {
  found: Found[];
  broken: Broken[];
  /** Files that were read. */
  files: number;
  truncated: boolean;
  /** Never told: it names files as they are. */
  at: ReadonlyMap<Found, Standing>;
}

/** One thing as the organization knows it. */
export interface Discovered extends Found {
  id: string;
  machine: string;
  principal: string;
  firstAt: Millis;
  lastAt: Millis;
  goneAt: Millis | undefined;
}
