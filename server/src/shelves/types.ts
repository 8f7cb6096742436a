import type { Server } from "../config/index.ts";
import type { Millis } from "../kernel/index.ts";

export const SHELF_KINDS = ["server", "tool", "skill", "plugin"] as const;
export type ShelfKind = (typeof SHELF_KINDS)[number];

/**
 * requested: somebody asks for it. approved: it is on the shelf of its teams. denied: it is not to be had.
 * retired: it was approved once. blocked: nobody is to use it, whoever asks.
 */
export const SHELF_STATUSES = ["requested", "approved", "denied", "retired", "blocked"] as const;
export type ShelfStatus = (typeof SHELF_STATUSES)[number];

/** Stands for all teams. */
export const EVERYONE = "*";

/** Something in a package or a request that a reviewer should look at. Masked: no matched text stands in it. */
export interface Concern {
  /** `hidden-text`, `instructions`, `secret`, `personal-data`, `hooks`, `servers`, `executable`, `binary`, ... */
  kind: string;
  /** The file; empty where it is about the whole. */
  place: string;
  detail: string;
  /** 0..100 */
  score: number;
}

/** A server, tool, skill or plugin in one version. */
export interface ShelfItem {
  id: string;
  kind: ShelfKind;
  name: string;
  version: string;
  title: string;
  description: string;
  source: string;
  target: string;
  digest: string;
  /** How a server is reached, as it would be declared. */
  server: Server | undefined;
  teams: string[];
  status: ShelfStatus;
  why: string;
  requestedBy: string;
  hands: string[];
  requestedAt: Millis;
  decidedBy: string;
  reason: string;
  decidedAt: Millis | undefined;
  updatedAt: Millis;
  concerns: Concern[];
  files: number;
  bytes: number;
  revision: number;
}

/** One file of a skill or plugin. */
export interface PackageFile {
  /** Relative, with slashes. */
  path: string;
  content: Buffer;
  executable: boolean;
}

/** A file as it is listed. */
export interface FileEntry {
  path: string;
  digest: string;
  bytes: number;
  executable: boolean;
}
