import { isRecord } from "../../kernel/index.ts";
import type { PeerAnswer, RawJson } from "./types.ts";

/* What peers of our own say in the words of the protocol. */

export function wrong(code: number, message: string): PeerAnswer {
  return { error: JSON.stringify({ code, message }) };
}

/** The params of a message; undefined where they are no object. */
export function paramsOf(params: RawJson | undefined): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(params ?? "null");
    return isRecord(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
