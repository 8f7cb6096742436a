/** What policies hear of a statement: effects, and kinds of statements. */
export type SqlOperation =
  | "read"
  | "write"
  | "destructive"
  | "egress"
  | "select"
  | "insert"
  | "update"
  | "delete"
  | "ddl";

/*
 * Policies tell reads from the rest in three ways: by `read` alone, by nothing but `read` and `select`, or by
 * `select` without insert, update, delete and ddl. So whatever is no read has an effect above `read`, and one of
 * those four, also where it is a function.
 */
export const READS = ["read", "select"] as const;
export const CHANGES = ["write", "update"] as const;
export const INSERTS = ["write", "insert"] as const;
export const DELETES = ["write", "destructive", "delete"] as const;
export const DEFINES = ["write", "ddl"] as const;
export const DROPS = ["write", "destructive", "ddl"] as const;
export const REACHES = ["write", "egress", "update"] as const;
export const DESTROYS = ["write", "destructive", "update", "delete"] as const;

/** What is not understood may do anything. */
export const EVERYTHING: readonly SqlOperation[] = [
  "read",
  "write",
  "destructive",
  "egress",
  "select",
  "insert",
  "update",
  "delete",
  "ddl",
];

/** As many as anyone would ask about: nobody said how many it is at most. */
export const MANY = 1_000_000;
