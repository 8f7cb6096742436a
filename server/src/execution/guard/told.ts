/*
 * Whole server-sent events as they came, each with its data: what is not words keeps its bytes.
 */

export interface Told {
  /** All of it, with the blank line behind it. */
  raw: string;
  event: string;
  data: string;
  /** It has comments, or fields that mean nothing. */
  more: boolean;
}

/** Whole events, in order. */
export function* toldIn(text: string): Generator<Told> {
  let start = 0;
  let event = "";
  let data: string[] = [];
  let more = false;
  for (let at = 0; at < text.length;) {
    const { end, next } = lineEnd(text, at);
    if (end === at) {
      // More blank lines than one say nothing.
      if (next - start > next - at) yield { raw: text.slice(start, next), event, data: data.join("\n"), more };
      start = next;
      event = "";
      data = [];
      more = false;
    } else if (text.startsWith("data:", at)) data.push(text.slice(text[at + 5] === " " ? at + 6 : at + 5, end));
    else if (text.startsWith("event:", at)) event = text.slice(text[at + 6] === " " ? at + 7 : at + 6, end);
    else more = true;
    at = next;
  }
  if (start < text.length) yield { raw: text.slice(start), event, data: data.join("\n"), more };
}

/** The event with other data: its name and id stay, comments go. */
export function retold(told: Told, data: string): string {
  let head = "";
  for (const line of told.raw.split(/\r\n|\n|\r/)) if (/^(?:event|id|retry):/.test(line)) head += `${line}\n`;
  return `${head}data: ${data}\n\n`;
}

function lineEnd(text: string, from: number): { end: number; next: number } {
  const lf = text.indexOf("\n", from);
  const last = lf < 0 ? text.length : lf;
  const cr = text.slice(from, last).indexOf("\r");
  if (cr >= 0) return { end: from + cr, next: from + cr + 1 === lf ? lf + 1 : from + cr + 1 };
  return { end: last, next: lf < 0 ? last : lf + 1 };
}
