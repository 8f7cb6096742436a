/** One piece of a pattern: a text as it stands, or anything. */
type Piece = { Literal: string } | "Wildcard";

/** Compiles a pattern of `like`. Takes time in proportion to text and pattern, whatever they are. */
export function matcherOf(pattern: readonly Piece[]): (text: string) => boolean {
  const parts: string[] = [""];
  for (const piece of pattern) {
    if (piece === "Wildcard") parts.push("");
    else parts[parts.length - 1] += piece.Literal;
  }
  const first = parts.shift() as string;
  const last = parts.pop();
  if (last === undefined) return (text) => text === first;
  const inner = parts.filter((part) => part !== "");
  return (text) => {
    const end = text.length - last.length;
    if (end < first.length || !text.startsWith(first) || !text.endsWith(last)) return false;
    let at = first.length;
    for (const part of inner) {
      const found = text.indexOf(part, at);
      if (found < 0 || found + part.length > end) return false;
      at = found + part.length;
    }
    return true;
  };
}

export function isPattern(pattern: unknown): pattern is Piece[] {
  return (
    Array.isArray(pattern) &&
    pattern.every(
      (piece: unknown) =>
        piece === "Wildcard" ||
        (typeof piece === "object" &&
          piece !== null &&
          Object.hasOwn(piece, "Literal") &&
          typeof (piece as { Literal: unknown }).Literal === "string"),
    )
  );
}
