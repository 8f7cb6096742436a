/** One server-sent event. */
export interface SseEvent {
  event: string;
  data: string;
  id: string | undefined;
  retryMs: number | undefined;
}

export interface SseReader {
  /** Takes bytes in; false when an event grew beyond the limit. */
  push(chunk: Buffer): boolean;
}

const LF = 0x0a;
const CR = 0x0d;

/** Cuts a stream into events as the HTML standard says; holds one event at most, and that up to `maxBytes`. */
export function sseReader(maxBytes: number, hear: (event: SseEvent) => void): SseReader {
  let pieces: Buffer[] = [];
  let held = 0;
  let afterCr = false;
  let first = true;
  let event = "";
  let data: string[] = [];
  let size = 0;
  let id: string | undefined;
  let retryMs: number | undefined;

  const line = (bytes: Buffer) => {
    let text = bytes.toString("utf8");
    if (first) {
      first = false;
      if (text.startsWith("\ufeff")) text = text.slice(1);
    }
    if (text === "") {
      const whole = { event: event || "message", data: data.join("\n"), id, retryMs };
      const told = data.length > 0 || id !== undefined || retryMs !== undefined;
      event = "";
      data = [];
      size = 0;
      retryMs = undefined;
      if (told) hear(whole);
      return;
    }
    const colon = text.indexOf(":");
    if (colon === 0) return;
    const name = colon < 0 ? text : text.slice(0, colon);
    const value = colon < 0 ? "" : text.slice(text[colon + 1] === " " ? colon + 2 : colon + 1);
    if (name === "data") data.push(value);
    else if (name === "event") event = value;
    else if (name === "id" && !value.includes("\0") && value.length <= 1_000) id = value;
    else if (name === "retry" && /^\d{1,9}$/.test(value)) retryMs = Number(value);
  };

  return {
    push(chunk) {
      let start = 0;
      let at = 0;
      while (at < chunk.length) {
        const byte = chunk[at] as number;
        if (byte === LF && afterCr) {
          afterCr = false;
          start = at + 1;
        } else if (byte === LF || byte === CR) {
          afterCr = byte === CR;
          const end = chunk.subarray(start, at);
          size += held + end.length;
          if (size > maxBytes) return false;
          line(pieces.length === 0 ? end : Buffer.concat([...pieces, end]));
          pieces = [];
          held = 0;
          start = at + 1;
        } else {
          afterCr = false;
          // Long lines hold no line end for a while: native code looks for the next one.
          const lf = chunk.indexOf(LF, at);
          const cr = chunk.indexOf(CR, at);
          const next = lf < 0 ? cr : cr < 0 ? lf : Math.min(lf, cr);
          at = next < 0 ? chunk.length : next;
          continue;
        }
        at += 1;
      }
      if (start < chunk.length) {
        pieces.push(chunk.subarray(start));
        held += chunk.length - start;
      }
      return size + held <= maxBytes;
    },
  };
}
