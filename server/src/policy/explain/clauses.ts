/** One clause of a policy's text, with its place. */
export interface ClauseText {
  kind: "when" | "unless";
  line: number;
  /** What stands between the braces, its white space made one. */
  text: string;
}

const MAX_TEXT = 600;

/** The clauses of one policy's text, in order. Texts and comments are passed over. */
export function clausesIn(text: string): ClauseText[] {
  const clauses: ClauseText[] = [];
  let begun: { kind: ClauseText["kind"]; line: number; from: number } | undefined;
  let depth = 0;
  let outside = 0;
  for (const { 0: token, index } of text.matchAll(TOKENS)) {
    if (token === "{") {
      if (begun && depth === 0) begun.from = index + 1;
      depth += 1;
    } else if (token === "}") {
      depth -= 1;
      if (begun && depth === 0) {
        clauses.push({ kind: begun.kind, line: begun.line, text: tidy(text.slice(begun.from, index)) });
        begun = undefined;
      }
    } else if (token === "(") outside += depth === 0 ? 1 : 0;
    else if (token === ")") outside -= depth === 0 ? 1 : 0;
    else if ((token === "when" || token === "unless") && depth === 0 && outside === 0)
      begun = { kind: token, line: text.slice(0, index).split("\n").length, from: index };
  }
  return clauses;
}

const TOKENS = /"(?:[^"\\]|\\.)*"?|\/\/[^\n]*|[{}()]|[A-Za-z_][A-Za-z0-9_]*/gs;

function tidy(text: string): string {
  const one = text.replace(/\s+/g, " ").trim();
  return one.length > MAX_TEXT ? `${one.slice(0, MAX_TEXT)}...` : one;
}
