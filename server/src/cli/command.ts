import type { Loaded } from "../config/index.ts";
import type { Io } from "./io.ts";
import type { Client } from "./client.ts";

/** One flag of a command. */
export interface Flag {
  /** As typed after `--`. */
  name: string;
  summary: string;
  /** switch: takes no value. text: one. list: many, repeated or with commas. */
  kind: "switch" | "text" | "list";
  /** Stands for the value in help: `--expires DURATION`. */
  value?: string;
  required?: boolean;
}

/** What follows the words of a command. */
export interface Positional {
  name: string;
  summary: string;
  required: boolean;
  /** The last one may come many times. */
  many?: true;
}

/** One command. Help, completion and the reference are made from these. */
export interface Command {
  /** `["policy", "check"]` */
  words: readonly string[];
  summary: string;
  /** More than a line, for `help COMMAND` and the reference. */
  details?: string;
  positionals: readonly Positional[];
  flags: readonly Flag[];
  examples?: readonly string[];
  /** Asks for --yes, or for an answer on a terminal, before it runs. */
  destructive?: boolean;
  run(asked: Asked): Promise<number>;
}

/** A command as it was called. */
export interface Asked {
  io: Io;
  /** What the program is called here: `lumos`, or `npm run -s lumos --` in a checkout. */
  program: string;
  positionals: readonly string[];
  flags: Flags;
  common: Common;
  /** The configuration as the server would read it; a fault with every problem where it is not valid. */
  configuration(file?: string, env?: Io["env"]): Promise<Loaded>;
  client(): Promise<Client>;
}

export interface Flags {
  has(name: string): boolean;
  text(name: string): string | undefined;
  list(name: string): readonly string[] | undefined;
}

/** Flags that every command takes. */
export interface Common {
  json: boolean;
  quiet: boolean;
  yes: boolean;
  config: string | undefined;
  org: string | undefined;
}

export const COMMON_FLAGS: readonly Flag[] = [
  { name: "json", kind: "switch", summary: "Data as JSON, in the shapes of the API." },
  { name: "quiet", kind: "switch", summary: "No talk, only data and errors." },
  { name: "yes", kind: "switch", summary: "Do it without asking." },
  { name: "config", kind: "text", value: "FILE", summary: "The lumos.yaml to read, or the directory it is in." },
  { name: "org", kind: "text", value: "ID", summary: "The organization, where there are several." },
  { name: "help", kind: "switch", summary: "Show what the command does." },
];

export const SHORT: Readonly<Record<string, string>> = { q: "quiet", y: "yes", h: "help", f: "file" };
