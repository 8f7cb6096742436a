import type { Entities, Request, Verdict } from "../../cedar/index.ts";
import { type Result, ok, refused } from "../../kernel/index.ts";
import type { Engine, EngineFailure, Prepared } from "./engine.ts";

/** Where two engines did not answer alike. */
export interface Disagreement {
  request: Request;
  entities: Entities;
  without: ReadonlySet<string> | undefined;
  answers: { engine: string; answer: string }[];
}

/** One engine out of several that asks all of them, and answers only where they agree. */
export function agreeing(engines: readonly Engine[], heard: (disagreement: Disagreement) => void): Engine {
  const [first, ...others] = engines;
  if (!first) throw new TypeError("at least one engine is needed");
  if (others.length === 0) return first;
  return {
    name: first.name,
    prepare(policies, schema) {
      const prepared: Prepared[] = [];
      for (const engine of engines) {
        const made = engine.prepare(policies, schema);
        if (!made.ok) {
          for (const one of prepared) one.release();
          return made;
        }
        prepared.push(made.value);
      }
      return ok({
        evaluate: (request, entities, without) => together(engines, prepared, { request, entities, without }, heard),
        release() {
          for (const one of prepared) one.release();
        },
      });
    },
    close() {
      for (const engine of engines) engine.close();
    },
  };
}

// Guarantee: where the engines differ nothing is answered.
function together(
  engines: readonly Engine[],
  prepared: readonly Prepared[],
  asked: { request: Request; entities: Entities; without: ReadonlySet<string> | undefined },
  heard: (disagreement: Disagreement) => void,
): Result<Verdict, EngineFailure> {
  const answers = prepared.map((one) => one.evaluate(asked.request, asked.entities, asked.without));
  const texts = answers.map(textOf);
  const [answer] = answers;
  if (answer && texts.every((text) => text === texts[0])) return answer;
  heard({
    ...asked,
    answers: engines.map(({ name }, place) => ({ engine: name, answer: texts[place] ?? "" })),
  });
  return refused({ because: "the engines do not agree" });
}

/** A failure is one whatever its words are: no engine answered then. */
export function textOf(answer: Result<Verdict, EngineFailure>): string {
  if (!answer.ok) return "no answer";
  const { decision, reasons, errors } = answer.value;
  return `${decision} by ${reasons.join(", ") || "nothing"}${errors.length > 0 ? `, errors in ${errors.join(", ")}` : ""}`;
}
