/*
 * Finds where events of a stream end, in bytes. Inside of an event's JSON no line end can stand, so a line's
 * start is proof.
 */

/** Index behind the last blank line; events end with one, whichever way lines are ended. */
export function endOfLastEvent(bytes: Buffer): number {
  const { length } = bytes;
  // Nearly always a chunk is whole events.
  if (length > 1 && bytes[length - 1] === LF && bytes[length - 2] === LF) return length;
  const unix = bytes.lastIndexOf("\n\n");
  const dos = bytes.lastIndexOf("\r\n\r\n");
  return Math.max(unix < 0 ? 0 : unix + 2, dos < 0 ? 0 : dos + 4);
}

const LF = 0x0a;
const SPACE = 0x20;

/**
 * The bytes with one character for each, so that places in it are places in the bytes. It is searched several
 * times for every event, and a search in a text costs a part of one in bytes.
 */
export function byteText(events: Buffer): string {
  return events.toString("latin1");
}

/**
 * Whether some member of this name has a value that begins with this character. `name` stands in quotes with its
 * colon. A hint, not a proof: whoever needs certainty parses the event.
 */
export function hasMember(text: string, name: string, first: string): boolean {
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1)) {
    let value = at + name.length;
    while (text[value] === " ") value += 1;
    if (text[value] === first) return true;
  }
  return false;
}

/** Start of the first line that begins with one of the leads and goes on with the mark; -1 where there is none. */
export function startOfLine(text: string, leads: readonly string[], mark: string): number {
  for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + 1)) {
    const start = text.lastIndexOf("\n", at) + 1;
    if (leads.includes(text.slice(start, at))) return start;
  }
  return -1;
}

const DATA = Buffer.from("data:");
const CR = 0x0d;
const QUOTE = 0x22;
const OPEN = 0x7b;
const CLOSE = 0x7d;
/** What a JSON value begins with; `[DONE]` does so as well. */
const BEGINNINGS = new Set(Buffer.from('{["-0123456789tfn'));

/** True where an event's data cannot be the JSON it has to be. A look at its ends, not a proof. */
export function isMangled(events: Buffer): boolean {
  let after = false;
  for (let at = 0; at < events.length;) {
    const found = events.indexOf(LF, at);
    const end = found < 0 ? events.length : found;
    const data = isData(events, at);
    // One of several lines may begin and end with anything.
    if (data && !after && !isData(events, end + 1) && isMangledLine(events, at + DATA.length, end)) return true;
    after = data;
    at = end + 1;
  }
  return false;
}

function isData(events: Buffer, at: number): boolean {
  return events[at] === DATA[0] && events.compare(DATA, 0, DATA.length, at, at + DATA.length) === 0;
}

function isMangledLine(events: Buffer, from: number, to: number): boolean {
  let start = from;
  let end = to;
  while (start < end && events[start] === SPACE) start += 1;
  while (end > start && (events[end - 1] === SPACE || events[end - 1] === CR)) end -= 1;
  if (start === end) return false;
  if (events[start] !== OPEN) return !BEGINNINGS.has(events[start] ?? 0);
  let inner = start + 1;
  while (events[inner] === SPACE) inner += 1;
  return events[end - 1] !== CLOSE || (events[inner] !== QUOTE && events[inner] !== CLOSE);
}

/** The texts of the `data` fields in whole events, one for each event. */
export function* dataOf(events: Buffer): Generator<string> {
  for (const event of eventsOf(events.toString("utf8"))) if (event.data !== "") yield event.data;
}

/** Whole events one by one, each with the offset at which it begins. */
export function* placedEvents(events: Buffer): Generator<{ start: number; data: string }> {
  for (let start = 0; start < events.length;) {
    const end = endOfFirstEvent(events, start);
    for (const data of dataOf(events.subarray(start, end))) yield { start, data };
    start = end;
  }
}

function endOfFirstEvent(bytes: Buffer, from: number): number {
  const unix = bytes.indexOf("\n\n", from);
  const dos = bytes.indexOf("\r\n\r\n", from);
  if (unix < 0 && dos < 0) return bytes.length;
  return dos < 0 || (unix >= 0 && unix < dos) ? unix + 2 : dos + 4;
}

/** Whole events, read by the rules of server-sent events. */
export function* eventsOf(text: string): Generator<{ event: string; data: string }> {
  let event = "";
  let data: string[] = [];
  for (const line of text.split(/\r\n|\n|\r/)) {
    if (line === "") {
      if (data.length > 0 || event !== "") yield { event, data: data.join("\n") };
      event = "";
      data = [];
    } else if (line.startsWith("data:")) data.push(line.slice(line[5] === " " ? 6 : 5));
    else if (line.startsWith("event:")) event = line.slice(line[6] === " " ? 7 : 6);
  }
}
