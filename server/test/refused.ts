import { ok } from "node:assert/strict";

/** The error a call ended with, which must be of this kind. A call that was answered is a failure. */
export async function refused<E extends Error>(
  kind: abstract new (...args: never[]) => E,
  promise: PromiseLike<unknown>,
): Promise<E> {
  try {
    await promise;
  } catch (error) {
    ok(error instanceof kind, String(error));
    return error;
  }
  throw new Error("the call was answered");
}
