/* {a,b} and {1..3}, on a word as it was written. */

const MOST = 128;

/** The words that one word stands for; nothing where they are too many. */
export function braces(word: string): string[] | undefined {
  let done: string[] = [];
  let open = [word];
  for (let round = 0; open.length > 0; round += 1) {
    if (round > MOST || open.length + done.length > MOST) return undefined;
    const next: string[] = [];
    for (const one of open) {
      const split = firstBrace(one);
      if (split === undefined) done.push(one);
      else next.push(...split);
    }
    open = next;
    if (round > 12) return undefined;
  }
  done = done.filter((one) => one !== "");
  return done;
}

function firstBrace(word: string): string[] | undefined {
  for (let at = 0; at < word.length; at += 1) {
    const char = word[at] ?? "";
    if (char === "\\") at += 1;
    else if (char === "'" || char === '"' || char === "`") at = closing(word, at, char);
    else if (char === "$" && (word[at + 1] === "{" || word[at + 1] === "(")) at = balanced(word, at + 1);
    else if (char === "{") {
      const parts = braceParts(word, at);
      if (parts !== undefined) {
        const before = word.slice(0, at);
        const after = word.slice(parts.end + 1);
        return parts.inside.map((one) => before + one + after);
      }
    }
  }
  return undefined;
}

function closing(word: string, from: number, quote: string): number {
  for (let at = from + 1; at < word.length; at += 1) {
    if (word[at] === "\\" && quote !== "'") at += 1;
    else if (word[at] === quote) return at;
  }
  return word.length;
}

function balanced(word: string, from: number): number {
  const open = word[from] ?? "";
  const close = open === "{" ? "}" : ")";
  let depth = 0;
  for (let at = from; at < word.length; at += 1) {
    const char = word[at] ?? "";
    if (char === "\\") at += 1;
    else if (char === "'" || char === '"') at = closing(word, at, char);
    else if (char === open) depth += 1;
    else if (char === close && (depth -= 1) === 0) return at;
  }
  return word.length;
}

function braceParts(word: string, from: number): { inside: string[]; end: number } | undefined {
  const inside: string[] = [];
  let depth = 0;
  let start = from + 1;
  for (let at = from; at < word.length; at += 1) {
    const char = word[at] ?? "";
    if (char === "\\") at += 1;
    else if (char === "'" || char === '"' || char === "`") at = closing(word, at, char);
    else if (char === "$" && (word[at + 1] === "{" || word[at + 1] === "(")) at = balanced(word, at + 1);
    else if (char === "{") depth += 1;
    else if (char === "," && depth === 1) {
      inside.push(word.slice(start, at));
      start = at + 1;
    } else if (char === "}" && (depth -= 1) === 0) {
      const last = word.slice(start, at);
      if (inside.length > 0) return { inside: [...inside, last], end: at };
      const range = rangeOf(last);
      return range === undefined ? undefined : { inside: range, end: at };
    }
  }
  return undefined;
}

function rangeOf(text: string): string[] | undefined {
  const found = /^(-?\d{1,9}|[a-zA-Z])\.\.(-?\d{1,9}|[a-zA-Z])(?:\.\.(-?\d{1,9}))?$/.exec(text);
  if (found === null) return undefined;
  const letters = /[a-zA-Z]/.test(found[1] ?? "") && /[a-zA-Z]/.test(found[2] ?? "");
  const value = (one: string): number => (letters ? one.charCodeAt(0) : Number(one));
  const first = value(found[1] ?? "");
  const last = value(found[2] ?? "");
  const step = Math.max(Math.abs(Number(found[3] ?? 1)), 1);
  if (!Number.isFinite(first) || !Number.isFinite(last)) return undefined;
  const all: string[] = [];
  for (let at = first; first <= last ? at <= last : at >= last; at += first <= last ? step : -step) {
    all.push(letters ? String.fromCharCode(at) : String(at));
    if (all.length > MOST) break;
  }
  return all;
}
