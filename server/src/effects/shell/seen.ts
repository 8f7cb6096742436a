import type { CommandClass, ShellReading } from "../types.ts";
import { shown } from "./marks.ts";

export type Effect = "read" | "write" | "destructive" | "egress";

/** What has been found so far of one text. Things are only ever added to it. */
export interface Seen {
  effects: Set<Effect>;
  classes: Set<CommandClass>;
  programs: Set<string>;
  paths: Set<string>;
  hosts: Set<string>;
  notes: Set<string>;
  unbounded: boolean;
  /** It is about as many things as a pattern, a folder or a list has. */
  uncounted: boolean;
  unread: string | undefined;
  /** Commands and words that may still be looked at. */
  steps: number;
  /** Characters of scripts that may still be parsed. */
  text: number;
}

const STEPS = 20_000;
const PARSED = 512 * 1_024;
const KEPT = 200;
const UNCOUNTED = 1_000;

export function nothingSeen(): Seen {
  return {
    effects: new Set(),
    classes: new Set(),
    programs: new Set(),
    paths: new Set(),
    hosts: new Set(),
    notes: new Set(),
    unbounded: false,
    uncounted: false,
    unread: undefined,
    steps: STEPS,
    text: PARSED,
  };
}

export function mark(seen: Seen, what: readonly (Effect | CommandClass)[], note?: string): void {
  for (const word of what) {
    if (word === "read" || word === "write" || word === "egress") seen.effects.add(word);
    else if (word === "destructive") {
      // As in SQL: what destroys also writes.
      seen.effects.add("write").add(word);
      seen.classes.add(word);
    } else seen.classes.add(word);
  }
  if (note !== undefined && seen.notes.size < KEPT) seen.notes.add(note);
}

/** It reaches everything there is, or what cannot be told. */
export function markUnbounded(seen: Seen, note: string): void {
  mark(seen, ["destructive"], note);
  seen.unbounded = true;
}

/** It runs something nobody can look into from here. */
export function markCode(seen: Seen, note: string): void {
  mark(seen, ["write", "code-execution"], note);
}

/**
 * Guarantee: what cannot be read counts as the gravest there is.
 */
export function markUnread(seen: Seen, why: string): void {
  mark(seen, ["write", "destructive", "egress", "code-execution"], why);
  seen.unbounded = true;
  seen.unread ??= why;
}

export function addProgram(seen: Seen, name: string): void {
  if (seen.programs.size < KEPT) seen.programs.add(shown(name).slice(0, 100));
}

export function addPath(seen: Seen, path: string): void {
  if (path === "") return;
  if (seen.paths.size < KEPT) seen.paths.add(shown(path).slice(0, 300));
  else seen.uncounted = true;
}

export function addHost(seen: Seen, host: string): void {
  if (host !== "" && seen.hosts.size < KEPT) seen.hosts.add(shown(host).toLowerCase().slice(0, 255));
}

export function readingOf(seen: Seen): ShellReading {
  const effects = [...seen.effects];
  // Guarantee: a command is read-only by what is known of it, never because nothing was found.
  if (effects.length === 0) effects.push("write");
  const classes = [...seen.classes];
  const operations = [
    ...new Set<string>([...effects.filter((one) => effects.length === 1 || one !== "read"), ...classes]),
  ];
  if (seen.effects.has("read") && !operations.includes("read")) operations.unshift("read");
  const objects = [...seen.paths];
  const hosts = [...seen.hosts];
  const many = seen.unbounded || seen.uncounted ? UNCOUNTED : 1;
  return {
    does: { operations, objects, hosts, unbounded: seen.unbounded, batch: Math.max(many, objects.length, 1) },
    notes: [...seen.notes],
    ...(seen.unread === undefined ? {} : { unread: seen.unread }),
    classes,
    programs: [...seen.programs],
    paths: objects,
    hosts,
  };
}
