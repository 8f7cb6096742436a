/** Signs that a reader does not see, or that change how the rest is shown. */
const UNSEEN = new RegExp(
  [
    String.raw`\p{Cc}|\p{Cf}|\p{Cs}|\p{Co}|\p{Cn}|\p{Zl}|\p{Zp}|\p{Variation_Selector}`,
    // Fillers that are drawn as nothing.
    String.raw`\u034f|\u115f|\u1160|\u17b4|\u17b5|\u2800|\u3164|\uffa0`,
  ].join("|"),
  "gu",
);

/**
 * A text as it may be shown to a person: what would not be seen is written as `\u{...}`.
 *
 * Guarantee: nothing hidden in a definition stands hidden in what people are shown.
 */
export function shown(text: string, most: number): string {
  const visible = text.replace(UNSEEN, (sign) => `\\u{${(sign.codePointAt(0) ?? 0).toString(16)}}`);
  return visible.length > most ? `${visible.slice(0, most)}...` : visible;
}
