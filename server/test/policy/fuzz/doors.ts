import { Layers } from "../../../src/cedar/index.ts";
import { silentLog } from "../../../src/kernel/index.ts";
import type { Prepared } from "../../../src/policy/engine/engine.ts";
import { openFast } from "../../../src/policy/engine/fast.ts";
import { openReference } from "../../../src/policy/engine/reference.ts";
import { schemaText } from "../../../src/policy/rulings/vocabulary.ts";
import { type Difference, type Subject, compareRound } from "./compare.ts";
import { makeLumosRound } from "./lumos.ts";
import { type Oracle, makeOracle } from "./oracle.ts";
import { type Round, type RoundSize, makeRound } from "./round.ts";
import { shrink } from "./shrink.ts";
import { subject } from "./subject.ts";
import type { Tally } from "./tally.ts";

/** Everything that is compared: the bare evaluator over made-up schemas, and both engines behind their door. */
export interface Comparison {
  /** The first difference in a round of this seed, made small. */
  round(seed: number, number: number, size: RoundSize, tally?: Tally): Difference | undefined;
}

export function makeComparison(): Comparison {
  const bare = { oracle: makeOracle(), subject, make: makeRound };
  const door = { oracle: referenceDoor(bare.oracle), subject: fastDoor(), make: makeLumosRound };
  return {
    round(seed, number, size, tally) {
      // Every fourth round asks as the program does.
      const way: { oracle: Oracle; subject: Subject; make: (...made: [number, number, RoundSize]) => Round } =
        number % 4 === 3 ? door : bare;
      const found = compareRound(way.make(seed, number, size), way.oracle, way.subject, tally);
      return found && shrink(found, way.oracle, way.subject);
    },
  };
}

function referenceDoor({ read }: Oracle): Oracle {
  const engine = openReference({ log: silentLog });
  let prepared: Prepared | undefined;
  return {
    read,
    prepare(texts) {
      prepared?.release();
      const made = engine.prepare(
        [...texts].map(([id, text]) => ({ id, text, tree: NO_TREE })),
        schemaText(),
      );
      if (!made.ok) throw new Error(made.error.because);
      prepared = made.value;
    },
    ask(request, entities) {
      const answer = prepared?.evaluate(request, entities);
      return answer?.ok ? answer.value : undefined;
    },
  };
}

function fastDoor(): Subject {
  const engine = openFast();
  return {
    prepare(trees) {
      const made = engine.prepare(
        [...trees].map(([id, tree]) => ({ id, text: "", tree })),
        schemaText(),
      );
      if (!made.ok) throw new Error(made.error.because);
      return ({ request, entities, layers }) => {
        const answer = made.value.evaluate(request, layers ? new Layers(layers) : entities);
        return answer.ok ? answer.value : undefined;
      };
    },
  };
}

/** The reference reads texts alone. */
const NO_TREE = {} as never;
