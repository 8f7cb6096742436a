import { plainOf } from "./convert.ts";
import { compile } from "./expression.ts";
import { contextOf, sceneAt, siteOf } from "./request.ts";
import type { Code, Scene } from "./runtime.ts";
import { NO_TABLE } from "./store.ts";
import type { Entities, Request, Value } from "./values.ts";

/**
 * What expressions come to in one request. Undefined for an error, for what is no expression, and for an integer
 * beyond 2^53. `entities` hold the actions as well. For people's questions: an expression that is an object of
 * its own is compiled once.
 */
export function valuesIn(request: Request, entities: Entities): (expr: unknown) => Value | undefined {
  let scene: Scene;
  try {
    scene = sceneAt(siteOf(NO_TABLE, request, entities), contextOf(request.context));
  } catch {
    return () => undefined;
  }
  return (expr) => {
    try {
      const run = codeOf(expr)(scene);
      return run === undefined ? undefined : plainOf(run);
    } catch {
      return undefined;
    }
  };
}

const compiled = new WeakMap<object, Code>();

function codeOf(expr: unknown): Code {
  if (typeof expr !== "object" || expr === null) return compile(expr);
  let code = compiled.get(expr);
  if (!code) compiled.set(expr, (code = compile(expr)));
  return code;
}
