import type { Does } from "../kernel/index.ts";

/** What a statement or a script does. `unread`: it could not be understood, and counts as the gravest. */
export interface Reading {
  does: Does;
  /** For people: `delete from orders, no WHERE`, `curl ... | sh`. No value of the text is in it. */
  notes: readonly string[];
  unread?: string;
}

export interface SqlReading extends Reading {
  /** Nothing in it writes, by grammar and by what its functions are known to do; it may run in a read-only transaction. */
  readOnly: boolean;
  statements: number;
  /** `schema.table`, as far as they are named. */
  tables: readonly string[];
  columns: readonly string[];
}

/** What commands are grave for besides what they read and write. They stand among a use's operations too. */
export type CommandClass = "destructive" | "network" | "package-install" | "secret-access" | "code-execution";

export interface ShellReading extends Reading {
  classes: readonly CommandClass[];
  programs: readonly string[];
  paths: readonly string[];
  hosts: readonly string[];
}
