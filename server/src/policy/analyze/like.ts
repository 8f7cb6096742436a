import { isRecord } from "../../kernel/index.ts";

/** Whether a text is like a pattern, as it stands in a policy's tree. */
export function matcherOf(pattern: unknown): (text: string) => boolean {
  const parts = partsOf(pattern);
  return (text) => {
    const [first = "", ...rest] = parts;
    if (rest.length === 0) return text === first;
    const last = rest.at(-1) as string;
    if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length) return false;
    let at = first.length;
    const end = text.length - last.length;
    for (const middle of rest.slice(0, -1)) {
      const found = text.indexOf(middle, at);
      if (found < 0 || found + middle.length > end) return false;
      at = found + middle.length;
    }
    return true;
  };
}

/** A text that matches a pattern, with something of one's own where anything may stand. */
export function likeness(pattern: unknown, filling: string): string {
  return partsOf(pattern).join(filling);
}

/** The fixed texts between what may be anything. */
function partsOf(pattern: unknown): string[] {
  const parts = [""];
  for (const piece of Array.isArray(pattern) ? pattern : []) {
    if (piece === "Wildcard") parts.push("");
    else if (isRecord(piece) && typeof piece["Literal"] === "string") parts[parts.length - 1] += piece["Literal"];
  }
  return parts;
}
