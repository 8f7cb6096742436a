import type { Standing } from "../../budgets/index.ts";
import type { Format, Millis } from "../../kernel/index.ts";

const NONE: Readonly<Record<string, string>> = {};

/**
 * Where a caller stands with its limits, in the headers that clients of its format read. Gemini has none: there the
 * error itself says when to come back. A provider's own limits are Lumos's affair and are never passed on.
 */
export function limitHeaders(
  format: Format,
  standing: Standing | undefined,
  now: Millis,
): Readonly<Record<string, string>> {
  if (standing === undefined || format === "gemini.generate") return NONE;
  const headers: Record<string, string> = {};
  for (const measure of ["requests", "tokens"] as const) {
    const measured = standing[measure];
    if (!measured) continue;
    if (format === "anthropic.messages") {
      const name = `anthropic-ratelimit-${measure}`;
      headers[`${name}-limit`] = String(measured.limit);
      headers[`${name}-remaining`] = String(measured.remaining);
      headers[`${name}-reset`] =
        `${new Date(Math.ceil((now + measured.resetMs) / 1_000) * 1_000).toISOString().slice(0, 19)}Z`;
    } else {
      headers[`x-ratelimit-limit-${measure}`] = String(measured.limit);
      headers[`x-ratelimit-remaining-${measure}`] = String(measured.remaining);
      headers[`x-ratelimit-reset-${measure}`] = durationText(measured.resetMs);
    }
  }
  return headers;
}

/** As OpenAI writes it: `6m0s`, `1s`, `20ms`. */
function durationText(ms: Millis): string {
  if (ms < 1_000) return `${ms}ms`;
  const seconds = Math.ceil(ms / 1_000);
  const [h, m, s] = [Math.floor(seconds / 3_600), Math.floor((seconds % 3_600) / 60), seconds % 60];
  return `${h > 0 ? `${h}h` : ""}${h > 0 || m > 0 ? `${m}m` : ""}${s}s`;
}
