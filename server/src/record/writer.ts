import { type Ids, type Log, makeBag } from "../kernel/index.ts";
import type { Decision, Told } from "../policy/index.ts";
import type { DecisionRow, Store } from "../store/index.ts";
import { type Completion, MAX_ASKED, type Made, type OpenCall, packBody, policiesOf } from "./body.ts";
import { askedOf } from "./asked.ts";
import { makeFacets } from "./facets.ts";
import { completeOpen } from "./interrupted.ts";
import type { Outcome } from "./types.ts";

/** Writes down what was decided and how it went. What it has answered is on the disk. */
export interface Writer {
  /** Before anything is executed: the whole decision. Resolves when it is durable. */
  intend(made: Made): Promise<void>;
  /** When the call has ended: how it went. Resolves when it is durable. */
  seal(made: Made, completion: Completion): Promise<void>;
  /** For a call that was not executed: both at once. */
  refuse(made: Made, outcome: Outcome, completion: Completion): Promise<void>;
  /** Says that this process lives, and completes what processes that are gone have left open. Returns how many. */
  beat(): Promise<number>;
  /** This process ends in order: nothing of it is left to complete. */
  leave(): Promise<void>;
}

export function makeWriter(parts: { store: Store; ids: Ids; log: Log }): Writer {
  const { store, ids, log } = parts;
  const writer = ids.next();
  const facets = makeFacets();
  const open = makeBag<OpenCall>();
  /** The database as the last append found it: another one after a restore. */
  let database = "";
  store.onSignal("restored", facets.forget);

  // Guarantee: a call that goes on while a backup is restored is recorded whole.
  /** Writes it again where another database was met: what is there already is left as it is. */
  const append = async (made: Made, outcome: Outcome, decisions: DecisionRow[]): Promise<void> => {
    const { id } = made.call;
    let packedFor: string;
    let at: string;
    do {
      packedFor = database;
      const { text, rows } = packBody(made, outcome, facets);
      at = await store.append({
        facets: rows,
        bodies: [{ id, org: made.org, at: made.at, writer, body: text }],
        decisions,
      });
      if (at !== database) facets.forget();
      database = at;
      facets.written(rows);
      // Packed before anything was written, it has brought all its pieces along.
    } while (at !== packedFor && packedFor !== "");
    if (made.open?.item) made.open.item.database = at;
  };

  return {
    intend(made) {
      const entry = open.add({ id: made.call.id, database: "" });
      made.open = entry;
      const written = append(made, "allowed", []);
      // What was never written has nothing to complete.
      written.catch(() => open.remove(entry));
      return written;
    },
    async seal(made, completion) {
      const row = rowOf(made, "allowed", completion);
      const at = await store.append({ bodies: [], decisions: [row] });
      if (at !== made.open?.item?.database) await append(made, "allowed", [row]);
      if (made.open) open.remove(made.open);
    },
    refuse: (made, outcome, completion) => append(made, outcome, [rowOf(made, outcome, completion)]),
    async beat() {
      const floor = open.items().reduce((lowest, { id }) => (id < lowest ? id : lowest), ids.next());
      const gone = await store.deadWriters(writer, floor);
      let count = 0;
      for (const dead of gone) {
        count += await completeOpen(store, dead);
        await store.forgetWriter(dead.writer);
      }
      if (count > 0) log.warn("decisions of a process that is gone were completed as interrupted", { count });
      return count;
    },
    leave: () => (open.size === 0 ? store.forgetWriter(writer) : Promise.resolve()),
  };
}

const NO_RULINGS: Decision<Told>["rulings"] = [];

interface RowParts {
  principal: string;
  subject: string;
  team: string;
  workflow: string;
  session: string;
  policies: string;
}

function partsOf(made: Made): RowParts {
  const links = made.chain?.links ?? [];
  return {
    principal: links[0]?.ref ?? "",
    subject: links.at(-1)?.ref ?? "",
    team: links[0]?.teams[0] ?? "",
    workflow: believed(made.decision?.facts.workflow),
    session: sessionOf(made),
    policies: policiesOf(made.decision?.rulings ?? NO_RULINGS),
  };
}

/** The workflow policy saw, not the one the caller merely named. */
function believed(workflow: string | undefined): string {
  return workflow === undefined || workflow === "none" ? "" : workflow;
}

function rowOf(made: Made, outcome: Outcome, completion: Completion): DecisionRow {
  const { call } = made;
  // As the cost: all that was used, not only what the caller got.
  const used = [
    ...(completion.usage ? [completion.usage] : []),
    ...completion.fates.flatMap((fate) => fate.spent ?? []),
    ...(completion.similar?.usage ? [completion.similar.usage] : []),
    ...(made.judged ?? []).flatMap((story) => story.usage ?? []),
  ];
  return {
    id: call.id,
    org: made.org,
    at: made.at,
    kind: call.kind,
    outcome,
    result: completion.result,
    adjusted: completion.adjusted.join(","),
    ...partsOf(made),
    asked: askedOf(call).m.slice(0, MAX_ASKED),
    model: completion.model,
    tier: completion.tier,
    code: completion.code,
    tokens_in: used.reduce((sum, usage) => sum + usage.input, 0),
    tokens_out: used.reduce((sum, usage) => sum + usage.output, 0),
    cost_nano: completion.costNanoUsd,
    duration_ms: Math.round(completion.totalMs),
    completion: JSON.stringify(completion),
  };
}

/** The session a call belongs to: the one it was recognized in, the one it names, or one of its own. */
export function sessionOf({ call, session }: Pick<Made, "call" | "session">): string {
  return session ?? call.stated.session ?? call.id;
}
