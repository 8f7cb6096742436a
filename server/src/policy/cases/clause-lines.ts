/** The lines on which the clauses of a policy's text begin, in order. Texts and comments are passed over. */
export function clauseLines(text: string): number[] {
  const lines: number[] = [];
  let line = 1;
  let at = 0;
  for (const { 0: token, index } of text.matchAll(TOKENS)) {
    // An attribute may be called like a clause.
    if ((token === "when" || token === "unless") && !/[.@]\s*$/.test(text.slice(Math.max(0, index - 8), index))) {
      line += text.slice(at, index).split("\n").length - 1;
      at = index;
      lines.push(line);
    }
  }
  return lines;
}

const TOKENS = /"(?:[^"\\]|\\.)*"?|\/\/[^\n]*|[A-Za-z_][A-Za-z0-9_]*/gs;
