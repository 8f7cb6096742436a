/** One policy as it stands in a text: where it begins (with its comment and annotations) and what it is called. */
export interface CutPolicy {
  id: string | undefined;
  text: string;
  /** Where its first annotation, or its effect, stands; lines and columns count from 1. */
  line: number;
  column: number;
}

export interface CutFault {
  line: number;
  column: number;
  message: string;
}

/**
 * Cuts Cedar text into single policies. It knows strings, comments and annotations and nothing else of the
 * language: whether a policy is valid is for the policy room to say.
 */
export function cutPolicies(text: string): { policies: CutPolicy[]; faults: CutFault[] } {
  const policies: CutPolicy[] = [];
  const faults: CutFault[] = [];
  const placeOf = placesIn(text);
  let index = 0;
  let start: number | undefined; // first character that is neither space nor comment
  let comment: number | undefined; // where the comment just above it begins
  let depth = 0;
  let id: string | undefined;
  let ids = 0;

  while (index < text.length) {
    const char = text[index] as string;
    if (/\s/.test(char)) {
      if (start === undefined && comment !== undefined && char === "\n" && blankLineAt(text, index + 1))
        comment = undefined;
      index += 1;
      continue;
    }
    if (char === "/" && text[index + 1] === "/") {
      if (start === undefined && comment === undefined && alone(text, index)) comment = index;
      const end = text.indexOf("\n", index);
      index = end === -1 ? text.length : end;
      continue;
    }
    start ??= index;
    if (char === '"') {
      const end = stringEnd(text, index);
      if (end === undefined) {
        faults.push({ ...placeOf(index), message: "a string is not closed" });
        return { policies, faults };
      }
      index = end;
      continue;
    }
    if (char === "@" && depth === 0) {
      const name = /^@\s*([A-Za-z_][A-Za-z0-9_]*)/.exec(text.slice(index, index + 200));
      if (name?.[1] === "id") {
        ids += 1;
        id = annotationValue(text, index + name[0].length);
      }
      index += name?.[0].length ?? 1;
      continue;
    }
    if (char === "(" || char === "{" || char === "[") depth += 1;
    if ((char === ")" || char === "}" || char === "]") && depth > 0) depth -= 1;
    index += 1;
    if (char !== ";") continue;
    const at = placeOf(start);
    if (ids > 1) faults.push({ ...at, message: "a policy has one @id, not several" });
    policies.push({ id, text: text.slice(comment ?? start, index), ...at });
    start = undefined;
    comment = undefined;
    depth = 0;
    id = undefined;
    ids = 0;
  }
  if (start !== undefined)
    faults.push({ ...placeOf(start), message: "a policy ends with a semicolon; this one does not end" });
  return { policies, faults };
}

/** Where in its file something stands that has this place in the text of one policy. */
export function placeInFile(text: string, policy: Place, inside: Place): Place {
  const begins = cutPolicies(text).policies[0] ?? { line: 1, column: 1 };
  const shift = inside.line === begins.line ? policy.column - begins.column : 0;
  return { line: policy.line - begins.line + inside.line, column: inside.column + shift };
}

interface Place {
  line: number;
  column: number;
}

/** Just past the closing quote of the string that opens at `open`; undefined when it does not close. */
function stringEnd(text: string, open: number): number | undefined {
  for (let index = open + 1; index < text.length; index++) {
    const char = text[index];
    if (char === "\\") index += 1;
    else if (char === '"') return index + 1;
  }
  return undefined;
}

/** The string in `("...")`; ids need no escapes, so one that has them is given as it is written. */
function annotationValue(text: string, from: number): string | undefined {
  const open = /^\s*\(\s*"/.exec(text.slice(from, from + 200));
  if (open === null) return undefined;
  const quote = from + open[0].length - 1;
  const end = stringEnd(text, quote);
  return end === undefined ? undefined : text.slice(quote + 1, end - 1);
}

/** Whether a comment has its line to itself; one behind a policy belongs to that policy. */
function alone(text: string, index: number): boolean {
  const lineStart = text.lastIndexOf("\n", index - 1) + 1;
  return text.slice(lineStart, index).trim() === "";
}

function blankLineAt(text: string, index: number): boolean {
  const end = text.indexOf("\n", index);
  return end !== -1 && text.slice(index, end).trim() === "";
}

function placesIn(text: string): (index: number) => { line: number; column: number } {
  let line = 1;
  let lineStart = 0;
  let seen = 0;
  return (index) => {
    for (; seen < index; seen++) {
      if (text[seen] !== "\n") continue;
      line += 1;
      lineStart = seen + 1;
    }
    return { line, column: index - lineStart + 1 };
  };
}
