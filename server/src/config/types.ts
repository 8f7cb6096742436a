import type { Secret } from "../kernel/index.ts";
import type { Guardrails } from "./guardrails.ts";
import type { ObjectKind, ObjectOf, Organization } from "./objects.ts";

/** How the process itself runs: from the file, or LUMOS_LISTEN, LUMOS_DATA, LUMOS_DATABASE. */
export interface ServerSettings {
  listen: { host: string; port: number };
  /** Where others reach it; undefined where nobody said. */
  publicUrl?: string;
  /** Absolute path. */
  data: string;
  /** `sqlite`, or a postgres:// address. */
  database: string;
  /** Who decides policies; `both` allows only what both engines agree about. */
  policyEngine: "fast" | "reference" | "both";
  /** From LUMOS_ROOT_KEY: 32 bytes in base64; absent where the data directory keeps one. */
  rootKey: Secret | undefined;
  /** From LUMOS_ROOT_KEY_FILE or LUMOS_ROOT_KEY_COMMAND: where else the key stands, or what prints it. */
  rootKeyFrom?: RootKeySource;
}

export type RootKeySource =
  | { kind: "file"; file: string }
  /** A program and its arguments; no shell reads them. */
  | { kind: "command"; argv: readonly [string, ...string[]] };

/** What an organization declares. Lists keep the order of the file: tiers are a ladder. */
export interface Declaration {
  organization: Organization;
  guardrails: Guardrails;
  objects: { [K in ObjectKind]: ObjectOf<K>[] };
}

/** Something that is wrong with a configuration, at its place. */
export interface Problem {
  file: string;
  line: number;
  column: number;
  /** `routes[0].models[1]` */
  path: string;
  message: string;
  suggestion?: string;
}

/** A key that was written and has no effect yet. */
export interface Inactive {
  path: string;
  line: number;
  message: string;
}

/** Where a value comes from: its place in a file and the variables that went into it, a variable alone, or us. */
export type Origin =
  | {
      kind: "file";
      file: string;
      line: number;
      column: number;
      variables?: { name: string; used: "variable" | "default" }[];
    }
  | { kind: "environment"; name: string }
  | { kind: "default" };

export interface Loaded {
  /** Absolute path of lumos.yaml, or undefined where the built-in starter is used. */
  file: string | undefined;
  server: ServerSettings;
  declaration: Declaration;
  /** SHA-256 over the declaration with every reference to the environment resolved, secrets included. */
  digest: string;
  /** Keys that are accepted and have no effect yet, each with a sentence. */
  inactive: Inactive[];
  /** What is accepted and should be looked at all the same. */
  warnings: Problem[];
  /** By path: `models[0].price.input`, `server.listen`. What is not listed was not written. */
  origins: ReadonlyMap<string, Origin>;
}
