/*
 * A cheap look at a policy's text before the engine sees it. Past these measures the engine may trap or run
 * for seconds; far below them nobody's policy suffers.
 */
export const LIMITS = {
  textBytes: 65_536,
  nesting: 64,
  terms: 100,
  /** Of operations in each other, as the engines see them: a chain is as deep as it has terms. */
  depth: 200,
  setElements: 1_000,
  clauses: 50,
  policies: 10_000,
} as const;

interface LimitProblem {
  /** Offset in characters. */
  at: number;
  message: string;
}

interface Level {
  open: string;
  terms: number;
  steps: number;
  elements: number;
}

/** The first limit a text exceeds. Reads Cedar's tokens only as far as it needs: texts, comments and marks. */
export function limitProblem(text: string): LimitProblem | undefined {
  if (Buffer.byteLength(text) > LIMITS.textBytes) return { at: 0, message: `longer than ${LIMITS.textBytes} bytes` };
  if (!text.isWellFormed()) return { at: text.search(LONE), message: "a character that is half of one" };
  const levels: Level[] = [level("")];
  let clauses = 0;
  TOKENS.lastIndex = 0;
  for (let found = TOKENS.exec(text); found; found = TOKENS.exec(text)) {
    const [token] = found;
    const at = found.index;
    const here = levels.at(-1) as Level;
    switch (token) {
      case "(":
      case "[":
      case "{":
        if (levels.length > LIMITS.nesting) return { at, message: `nested deeper than ${LIMITS.nesting}` };
        levels.push(level(token));
        break;
      case ")":
      case "]":
      case "}":
        if (levels.length > 1) levels.pop();
        break;
      case ",":
        here.terms = 0;
        here.steps = 0;
        here.elements += 1;
        if (here.open !== "(" && here.elements >= LIMITS.setElements)
          return { at, message: `a set with more than ${LIMITS.setElements} elements` };
        break;
      case ".":
      case "::":
        here.steps += 1;
        if (here.steps > LIMITS.terms) return { at, message: `a path with more than ${LIMITS.terms} steps` };
        break;
      case ";":
        here.terms = 0;
        here.steps = 0;
        break;
      case "when":
      case "unless":
        clauses += 1;
        if (clauses > LIMITS.clauses) return { at, message: `more than ${LIMITS.clauses} clauses` };
        break;
      default:
        // Guarantee: a number that would be rounded on its way to an engine never gets there.
        if (/^\d/.test(token) && !Number.isSafeInteger(Number(token)))
          return { at, message: `a number beyond 2^53: at most ${Number.MAX_SAFE_INTEGER}` };
        if (!OPERATORS.has(token)) break;
        here.steps = 0;
        here.terms += 1;
        if (here.terms >= LIMITS.terms) return { at, message: `a chain of more than ${LIMITS.terms} terms` };
    }
  }
  return undefined;
}

/** Texts and comments are one token each, so that what stands in them is not counted. */
const TOKENS = /"(?:[^"\\]|\\.)*"?|\/\/[^\n]*|&&|\|\||::|[()[\]{},.;!+*-]|[A-Za-z_][A-Za-z0-9_]*|\d+/gs;
const LONE = /\p{Surrogate}/u;
const OPERATORS = new Set(["&&", "||", "!", "+", "-", "*", "if", "has", "like"]);

function level(open: string): Level {
  return { open, terms: 0, steps: 0, elements: 0 };
}
