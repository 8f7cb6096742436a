import type { TextPart } from "../kernel/index.ts";
import { type Assessment, spansForClasses } from "../risk/index.ts";
import type { Channel, Dialect, Segment, Unit } from "./types.ts";

/** A text that is cut has this much of the piece before at the beginning of the next. */
const OVERLAP = 200;

/**
 * The content as a judge is shown it, cut to the size it reads. The beginning of a conversation comes to the same
 * requests each time, so that what was judged before is known again.
 */
export function unitsOf(
  texts: readonly TextPart[],
  shown: { channels?: readonly Channel[] | undefined; dialect: Pick<Dialect, "window" | "joins"> },
): Unit[] {
  const { window, joins } = shown.dialect;
  const units: Unit[] = [];
  let open: Segment[] = [];
  let size = 0;
  const close = () => {
    if (open.length > 0) units.push({ segments: open });
    open = [];
    size = 0;
  };
  for (const [part, { channel, text }] of texts.entries()) {
    if (shown.channels && !shown.channels.includes(channel)) continue;
    for (const { start, piece } of piecesOf(text, window)) {
      if (!joins || size + piece.length > window) close();
      open.push({ part, channel, start, text: piece });
      size += piece.length;
    }
  }
  close();
  return units;
}

function* piecesOf(text: string, window: number): Generator<{ start: number; piece: string }> {
  for (let start = 0; start < text.length;) {
    const end = whole(text, Math.min(text.length, start + window));
    const piece = text.slice(start, end);
    if (piece.trim() !== "") yield { start, piece };
    if (end >= text.length) return;
    start = whole(text, end - OVERLAP);
  }
}

/** Never between the halves of a pair. */
function whole(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff ? at - 1 : at;
}

/**
 * The texts with what must not leave blacked out. Each character stays one, so that places a judge gives are places
 * in the original.
 */
// Guarantee: a judge is shown nothing that policy wants redacted from what its model is sent.
export function blackedOut(
  texts: readonly TextPart[],
  assessment: Assessment,
  obligations: readonly string[],
): readonly TextPart[] {
  const classes = obligations.flatMap((one) => (one.startsWith("redact:") ? [one.slice("redact:".length)] : []));
  if (classes.length === 0) return texts;
  const hidden = spansForClasses(assessment, classes);
  return texts.map((part, at) => {
    const spans = hidden.get(at);
    if (!spans) return part;
    let text = "";
    let done = 0;
    for (const { start, end } of spans) {
      text += part.text.slice(done, start) + "*".repeat(end - start);
      done = end;
    }
    return { ...part, text: text + part.text.slice(done) };
  });
}
