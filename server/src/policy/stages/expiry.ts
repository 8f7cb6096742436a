import type { Millis } from "../../kernel/index.ts";

/** From then on everybody who looks is told. */
const WARNED_BEFORE_MS = 14 * 86_400_000;

/** How near a policy's end is; undefined where it is far, or has none. */
export function expiryOf(expiresAt: Millis | undefined, now: Millis): "soon" | "expired" | undefined {
  if (expiresAt === undefined || now < expiresAt - WARNED_BEFORE_MS) return undefined;
  return now < expiresAt ? "soon" : "expired";
}
