import type { Engine } from "../engine/engine.ts";
import type { KnownPolicy } from "../sets/annotations.ts";
import { schemaText } from "../rulings/vocabulary.ts";
import type { PolicyTrace, Tracer } from "./coverage.ts";

/**
 * Sees into policies by asking about parts of them: its head alone, its head and the first clause, and so on,
 * each as a permit of its own. Which of those hold tells what each clause did. Needs an engine that works from
 * trees; undefined where it would not take the parts.
 */
export function makeTracer(engine: Engine, acting: readonly KnownPolicy[]): Tracer | undefined {
  const parts = acting.flatMap(({ tree }, place) =>
    [undefined, ...tree.conditions].map((_clause, count) => ({
      id: partId(place, count),
      text: "",
      tree: { ...tree, effect: "permit" as const, conditions: tree.conditions.slice(0, count), annotations: {} },
    })),
  );
  const prepared = engine.prepare(parts, schemaText());
  if (!prepared.ok) return undefined;
  return (request, entities) => {
    const answer = prepared.value.evaluate(request, entities);
    if (!answer.ok) return [];
    const held = new Set(answer.value.reasons);
    const errors = new Set(answer.value.errors);
    return acting.flatMap(({ id, tree }, place): PolicyTrace[] => {
      if (!held.has(partId(place, 0))) return [];
      const clauses: PolicyTrace["clauses"][number][] = [];
      for (const [before, { kind }] of tree.conditions.entries()) {
        const part = partId(place, before + 1);
        const passed = held.has(part);
        clauses.push(errors.has(part) ? "error" : passed === (kind === "when") ? "true" : "false");
        if (!passed) break;
      }
      return [{ policy: id, clauses }];
    });
  };
}

function partId(place: number, clauses: number): string {
  return `${place}#${clauses}`;
}
