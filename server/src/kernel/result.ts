/** A refusal is a value: what went well, or why it did not. */
export type Result<T, E> = { ok: true; value: T } | { ok: false; error: E };

export function ok<T>(value: T): { ok: true; value: T } {
  return { ok: true, value };
}

export function refused<E>(error: E): { ok: false; error: E } {
  return { ok: false, error };
}

/** For the `default` of a switch that must be exhaustive: adding a case breaks the build here. */
export function never(value: never): never {
  throw new TypeError(`unexpected case: ${String(value)}`);
}
