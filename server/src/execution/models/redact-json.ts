/** A place in a JSON text and what stands there instead. */
interface Cut {
  start: number;
  end: number;
  replacement: string;
}

/** Something that a cut takes whole or not at all: an escape in a string, or a number. */
interface Unit {
  start: number;
  end: number;
  /** It stands outside of strings: what replaces it brings its own quotes. */
  bare: boolean;
}

/**
 * Replaces places of a JSON text, so that it stays JSON. The cuts are sorted and do not overlap. Where that
 * cannot be done place by place, the whole value gives way: nothing of what had to go may stay.
 */
// Guarantee: a redacted body is still JSON.
export function redactJson(text: string, cuts: readonly Cut[]): string {
  const units = unitsOf(text);
  let out = "";
  let at = 0;
  let next = 0;
  for (const cut of cuts) {
    let { start, end } = cut;
    let bare = false;
    while (next < units.length && (units[next] as Unit).end <= start) next += 1;
    for (let i = next; i < units.length && (units[i] as Unit).start < end; i++) {
      const unit = units[i] as Unit;
      start = Math.min(start, unit.start);
      end = Math.max(end, unit.end);
      bare ||= unit.bare;
    }
    if (start < at) return JSON.stringify(cut.replacement);
    const quoted = JSON.stringify(cut.replacement);
    out += text.slice(at, start) + (bare ? quoted : quoted.slice(1, -1));
    at = end;
  }
  out += text.slice(at);
  return cuts[0] === undefined || isJson(out) ? out : JSON.stringify(cuts[0].replacement);
}

function unitsOf(text: string): Unit[] {
  const units: Unit[] = [];
  const number = /-?\d[\d.eE+-]*/y;
  let inString = false;
  for (let at = 0; at < text.length;) {
    const char = text[at];
    const start = at;
    at += 1;
    if (char === '"') inString = !inString;
    else if (inString) {
      if (char !== "\\") continue;
      at += text[at] === "u" ? 5 : 1;
      units.push({ start, end: at, bare: false });
    } else {
      number.lastIndex = start;
      if (!number.test(text)) continue;
      at = number.lastIndex;
      units.push({ start, end: at, bare: true });
    }
  }
  return units;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}
