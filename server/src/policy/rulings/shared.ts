import type { Principal } from "../../identity/index.ts";
import { type Result, ok, refused } from "../../kernel/index.ts";
import type { Entity, Fields, Uid } from "../../cedar/index.ts";
import type { EntitySource } from "./entities.ts";
import { baseContext, promising } from "./facts.ts";
import type { Facts, Obligation } from "../types.ts";

/** One principal of a chain, as the engine is asked about it. */
export interface Actor {
  ref: string;
  uid: Uid;
  entities: readonly Entity[];
}

/** What one question brings for all of its candidates: made once, and the same objects for each of them. */
export interface Asking {
  actors: readonly Actor[];
  /** The workflow and what stands above it. */
  workflow: readonly Entity[];
  /** The facts and what has been promised so far. */
  fulfilled(promised: ReadonlySet<Obligation>): Result<Promised, string>;
}

export interface Promised {
  fulfilled: readonly Obligation[];
  context(make: (facts: Facts, base: Fields) => Fields): Fields;
}

/** Whom it is that cannot be asked about, and why. */
export interface Unaskable {
  ref: string;
  because: string;
}

export function askingOf(source: EntitySource, links: readonly Principal[], facts: Facts): Result<Asking, Unaskable> {
  const workflow = source.workflow(String(facts.workflow).toWellFormed());
  if (!workflow.ok) return refused({ ref: "", because: workflow.error });
  const actors: Actor[] = [];
  for (const link of links) {
    const slice = source.principal(link);
    if (!slice.ok) return refused({ ref: link.ref, because: slice.error });
    actors.push({ ref: link.ref, uid: slice.value.uid, entities: slice.value.entities });
  }
  if (actors.length === 0) return refused({ ref: "", because: "a call without a principal" });
  const plain = baseContext(facts, facts.fulfilled);
  const known = new Map<string, Result<Promised, string>>();
  return ok({
    actors,
    workflow: workflow.value.entities,
    fulfilled(promised) {
      const key = promised.size === 0 ? "" : [...promised].join("\n");
      let made = known.get(key);
      if (!made) known.set(key, (made = promisedOf(facts, plain, promised)));
      return made;
    },
  });
}

function promisedOf(
  facts: Facts,
  plain: Result<Fields, string>,
  promised: ReadonlySet<Obligation>,
): Result<Promised, string> {
  const fulfilled = promised.size === 0 ? facts.fulfilled : [...facts.fulfilled, ...promised];
  const base = plain.ok && promised.size > 0 ? promising(plain.value, fulfilled) : plain;
  if (!base.ok) return base;
  let last: { make: (facts: Facts, base: Fields) => Fields; context: Fields } | undefined;
  return ok({
    fulfilled,
    context(make) {
      if (last?.make !== make) last = { make, context: make(facts, base.value) };
      return last.context;
    },
  });
}
