import { type Outcome, type Policy, outcomeOf } from "./policy.ts";
import { Rec, type Scene } from "./runtime.ts";
import { type Table, Tables } from "./store.ts";

/** What policies came to that read one record and nothing else of a request. Lives and dies with that record. */
class Memo {
  readonly set: object;
  readonly context: Table;
  readonly outcomes: Uint8Array;

  constructor(set: object, context: Table, policies: number) {
    this.set = set;
    this.context = context;
    this.outcomes = new Uint8Array(policies);
  }
}

/**
 * A decision asks about several candidates for several principals, and most conditions read only the facts of the
 * call: those are worked out once. A condition may still ask about entities; its outcome is kept only where the
 * entities of the context alone answered.
 */
export class Memos {
  readonly #parts: { set: object; policies: number; scene: Scene; actions: Table; context: Table };
  readonly #narrow: { scene: Scene; store: Tables };
  #whole: Memo | undefined;
  #member: { name: string; memo: Memo } | undefined;

  constructor(parts: { set: object; policies: number; scene: Scene; actions: Table; context: Table }) {
    this.#parts = parts;
    const { principal, action, resource, context } = parts.scene;
    const store = new Tables(parts.actions, parts.context);
    this.#narrow = { scene: { principal, action, resource, context, store }, store };
  }

  outcomeOf(policy: Policy): Outcome {
    const memo = this.#memoFor(policy);
    if (memo === undefined) return outcomeOf(policy, this.#parts.scene);
    const known = memo.outcomes[policy.place];
    if (known !== undefined && known !== 0) return known as Outcome;
    const { scene, store } = this.#narrow;
    store.missed = false;
    const outcome = outcomeOf(policy, scene);
    if (store.missed) return outcomeOf(policy, this.#parts.scene);
    memo.outcomes[policy.place] = outcome;
    return outcome;
  }

  #memoFor({ reads }: Policy): Memo | undefined {
    if (reads.of === "context") return (this.#whole ??= this.#of(this.#parts.scene.context));
    if (reads.of !== "member") return undefined;
    if (this.#member?.name === reads.name) return this.#member.memo;
    const rec = this.#parts.scene.context.members.get(reads.name);
    if (!(rec instanceof Rec)) return undefined;
    const memo = this.#of(rec);
    this.#member = { name: reads.name, memo };
    return memo;
  }

  #of(rec: Rec): Memo {
    const { set, context, policies } = this.#parts;
    const before = rec.memo;
    if (before instanceof Memo && before.set === set && before.context === context) return before;
    const memo = new Memo(set, context, policies);
    rec.memo = memo;
    return memo;
  }
}
