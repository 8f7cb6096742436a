import { plainOf } from "./convert.ts";
import { compile } from "./expression.ts";
import { viewOf } from "./request.ts";
import { NO_TABLE } from "./store.ts";
import type { Entities, Request, Value } from "./values.ts";

/**
 * What one expression comes to. Undefined for an error, for what is no expression, and for an integer beyond 2^53.
 * `entities` hold the actions as well. For people's questions: it compiles each time.
 */
export function valueOf(expr: unknown, request: Request, entities: Entities): Value | undefined {
  try {
    const run = compile(expr)(viewOf(NO_TABLE, request, entities).scene);
    return run === undefined ? undefined : plainOf(run);
  } catch {
    return undefined;
  }
}
