/** Nouns that have no singular. */
const PLURAL = new Set(["guardrails"]);

/** The word a noun has in a command: `policies` is `policy`, `keys` is `key`. */
export function nounOf(name: string): string {
  return PLURAL.has(name) ? name : singular(name);
}

/** Whether both are the same noun, in whichever number they were typed. */
export function sameNoun(one: string, other: string): boolean {
  return singular(one) === singular(other);
}

function singular(noun: string): string {
  if (noun.endsWith("ies")) return `${noun.slice(0, -3)}y`;
  return noun.endsWith("s") && !noun.endsWith("ss") ? noun.slice(0, -1) : noun;
}
