import { Rec, type Scene } from "./runtime.ts";
import { ERRED, FAILS, HOLDS, type Outcome, type Steps, outcomeOf } from "./steps.ts";
import { type Table, Tables } from "./store.ts";

/** The early steps held, and the late ones have to be asked. */
const MORE = 4;
/** The early steps erred, and one that stands before them may have failed. */
const ALL = 5;
/** Rounds of one decision go back and forth between the facts with and without what was promised. */
const RECENT = 4;

/** What early steps came to over one record and one list of the context's entities. */
interface Memo {
  rec: Rec;
  context: Table;
  outcomes: Uint8Array;
}

/** A policy's place in its family. */
export interface Kept {
  readonly family: Family;
  readonly slot: number;
}

/** The policies of a set whose early steps read one and the same record: a member of the context, or the context. */
export class Family {
  readonly member: string | undefined;
  #size = 0;
  /** Slots by what they read of the record. */
  readonly #readers = new Map<string, number[]>();
  readonly #readAll: number[] = [];
  readonly #recent: Memo[] = [];
  #next = 0;

  constructor(member: string | undefined) {
    this.member = member;
  }

  take({ names }: Steps): number {
    const slot = this.#size;
    this.#size += 1;
    if (names === undefined) this.#readAll.push(slot);
    for (const name of names ?? []) {
      const readers = this.#readers.get(name);
      if (readers) readers.push(slot);
      else this.#readers.set(name, [slot]);
    }
    return slot;
  }

  outcomesFor(rec: Rec, context: Table): Uint8Array {
    for (const memo of this.#recent) if (memo.rec === rec && memo.context === context) return memo.outcomes;
    const last = this.#recent[(this.#next + RECENT - 1) % RECENT];
    const outcomes = last?.context === context ? this.#carried(last, rec) : new Uint8Array(this.#size);
    this.#recent[this.#next] = { rec, context, outcomes };
    this.#next = (this.#next + 1) % RECENT;
    return outcomes;
  }

  /** Most of a record is as it was in the one before: only who reads what has changed is asked again. */
  #carried(before: Memo, rec: Rec): Uint8Array {
    const outcomes = before.outcomes.slice();
    for (const slot of this.#readAll) outcomes[slot] = 0;
    for (const [name, slots] of this.#readers) {
      if (rec.members.get(name) === before.rec.members.get(name)) continue;
      for (const slot of slots) outcomes[slot] = 0;
    }
    return outcomes;
  }
}

/**
 * A decision asks about several candidates for several principals, and most conditions read only the facts of the
 * call: those are worked out once. A condition may still ask about entities; its outcome is kept only where the
 * entities of the context alone answered.
 */
export class Memos {
  readonly #scene: Scene;
  readonly #narrow: Scene;
  readonly #store: Tables;
  #family: Family | undefined;
  #outcomes: Uint8Array | undefined;

  /** `narrow` knows the entities of the context and no others. */
  constructor(scene: Scene, narrow: Tables) {
    this.#scene = scene;
    this.#store = narrow;
    const { principal, action, resource, context } = scene;
    this.#narrow = { principal, action, resource, context, store: narrow };
  }

  outcomeOf(steps: Steps, kept: Kept): Outcome {
    const outcomes = kept.family === this.#family ? this.#outcomes : this.#outcomesOf(kept.family);
    if (outcomes === undefined) return outcomeOf(steps.all, this.#scene);
    let known = outcomes[kept.slot] as number;
    if (known === 0) {
      this.#store.missed = false;
      known = this.#early(steps);
      if (this.#store.missed) return outcomeOf(steps.all, this.#scene);
      outcomes[kept.slot] = known;
    }
    if (known === MORE) return outcomeOf(steps.late, this.#scene);
    return known === ALL ? outcomeOf(steps.all, this.#scene) : (known as Outcome);
  }

  #early(steps: Steps): number {
    const outcome = outcomeOf(steps.early, this.#narrow);
    if (outcome === FAILS || steps.late.length === 0) return outcome;
    if (outcome === HOLDS) return MORE;
    return steps.inOrder ? ERRED : ALL;
  }

  #outcomesOf(family: Family): Uint8Array | undefined {
    const { context } = this.#scene;
    const rec = family.member === undefined ? context : context.members.get(family.member);
    this.#family = family;
    this.#outcomes = rec instanceof Rec ? family.outcomesFor(rec, this.#store.last) : undefined;
    return this.#outcomes;
  }
}
