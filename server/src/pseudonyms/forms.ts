/*
 * How a model may write what stands in place of a value. A pseudonym comes back in its own spelling, in other case, in
 * HTML and Markdown escapes, and between backticks without its brackets; nothing that could be something else does.
 */

/** One way to write it: what is looked for, and how much of both ends stays as it is. */
export interface Form {
  text: string;
  keepStart: number;
  keepEnd: number;
  /** How the value is written there. */
  as: "plain" | "html";
}

const BRACKETED = /^<(.*)>$/s;

export function formsOf(pseudonym: string): Form[] {
  const [, name] = BRACKETED.exec(pseudonym) ?? [];
  if (name === undefined) return lookalikesOf(pseudonym);
  const escaped = name.replaceAll("_", "\\_");
  return [
    whole(`<${name}>`),
    whole(`<${escaped}>`),
    whole(`\\<${name}\\>`),
    whole(`\\<${name}>`),
    whole(`\\<${escaped}\\>`),
    { ...whole(`&lt;${name}&gt;`), as: "html" },
    { text: `\`${name}\``, keepStart: 1, keepEnd: 1, as: "plain" },
  ];
}

const whole = (text: string): Form => ({ text, keepStart: 0, keepEnd: 0, as: "plain" });

/** Numbers are written with spaces and without them. */
function lookalikesOf(replacement: string): Form[] {
  const forms = [whole(replacement)];
  const close = replacement.replace(/[ -]/g, "");
  if (close !== replacement && /^\+?[A-Z]{0,2}\d[A-Z\d]{7,}$/.test(close)) forms.push(whole(close));
  return forms;
}

export function written(value: string, as: Form["as"]): string {
  if (as === "plain") return value;
  return value.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

const LITERAL = /(?<![A-Za-z0-9_])[A-Za-z0-9_]{1,64}_\d{1,6}(?![A-Za-z0-9_])/g;
const ESCAPES = /\\u003[ce]|%3[ce]|\\(?=_)/gi;

/** Everything in a text that reads like a name with a number, in small letters: whoever wrote it meant nothing by it here. */
export function namesIn(text: string, into: Set<string>): void {
  const plain =
    text.includes("\\") || text.includes("%3") ? text.replace(ESCAPES, (found) => (found === "\\" ? "" : " ")) : text;
  for (const [name] of plain.matchAll(LITERAL)) into.add(name.toLowerCase());
}

/** The name in brackets, in small letters; undefined where a replacement has none. */
export function nameOf(pseudonym: string): string | undefined {
  return BRACKETED.exec(pseudonym)?.[1]?.toLowerCase();
}
