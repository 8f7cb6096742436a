import { type ModelAsk, nameSpanAt, spanAt, unitOffsets } from "../../kernel/index.ts";
import { redactJson } from "./redact-json.ts";

/** Text of a call that must not go out as it stands, by character offsets into one of its texts. */
export interface Redaction {
  part: number;
  start: number;
  end: number;
  replacement: string;
}

interface Edit {
  start: number;
  end: number;
  bytes: Buffer;
}

/**
 * Cuts the body for a provider out of the caller's bytes: the model's name, redacted spans and a token limit
 * are replaced, every other byte stays as it was. That keeps unknown fields and the provider's prompt cache.
 */
export function rewriteBody(
  ask: ModelAsk,
  change: { model: string; redactions: Redaction[]; maxTokensOut?: number },
): Buffer {
  const edits: Edit[] = [];
  const model = ask.members.get("model");
  if (model) edits.push({ start: model[0], end: model[1], bytes: json(change.model) });
  edits.push(...redactionEdits(ask, change.redactions));
  if (change.maxTokensOut !== undefined) edits.push(...limitEdits(ask, change.maxTokensOut));
  return splice(ask.body, edits);
}

function redactionEdits(ask: ModelAsk, redactions: Redaction[]): Edit[] {
  const byPart = Map.groupBy(redactions, (redaction) => redaction.part);
  const edits: Edit[] = [];
  for (const [index, spans] of byPart) {
    const part = ask.texts[index];
    const span = part && (part.encoding === "name" ? nameSpanAt : spanAt)(ask.body, part.path);
    // The texts were read from these very bytes: a place that cannot be found is a broken world, not a refusal.
    if (!part || !span) throw new RangeError("a text that must be redacted is not where it was read");
    if (part.encoding === "json") {
      edits.push({ start: span[0], end: span[1], bytes: Buffer.from(redactJson(part.text, merged(spans))) });
      continue;
    }
    const offsets = unitOffsets(ask.body, span[0], span[1]);
    for (const { start, end, replacement } of merged(spans)) {
      edits.push({ start: offsets[start] as number, end: offsets[end] as number, bytes: innerJson(replacement) });
    }
  }
  return edits;
}

/** Every name a limit goes by is set: a provider may go by the one that was left. */
function limitEdits(ask: ModelAsk, limit: number): Edit[] {
  const bytes = Buffer.from(String(limit));
  const set = ["max_tokens", "max_completion_tokens"].flatMap((name) => {
    const span = ask.members.get(name);
    return span ? [{ start: span[0], end: span[1], bytes }] : [];
  });
  if (set.length > 0) return set;
  const open = ask.body.indexOf("{") + 1;
  const comma = ask.members.size > 0 ? "," : "";
  return [{ start: open, end: open, bytes: Buffer.from(`"max_completion_tokens":${limit}${comma}`) }];
}

/** Sorted, with overlaps joined under the first one's replacement: no character of any of them is left. */
function merged(spans: Redaction[]): Redaction[] {
  const out: Redaction[] = [];
  for (const span of [...spans].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = out.at(-1);
    if (last && span.start < last.end) last.end = Math.max(last.end, span.end);
    else out.push({ ...span });
  }
  return out;
}

function splice(body: Buffer, edits: Edit[]): Buffer {
  const pieces: Buffer[] = [];
  let at = 0;
  for (const edit of edits.sort((a, b) => a.start - b.start)) {
    // Two places that overlap would leave something of one of them.
    if (edit.start < at) throw new RangeError("two changes of a body overlap");
    pieces.push(body.subarray(at, edit.start), edit.bytes);
    at = edit.end;
  }
  pieces.push(body.subarray(at));
  return Buffer.concat(pieces);
}

function json(text: string): Buffer {
  return Buffer.from(JSON.stringify(text));
}

function innerJson(text: string): Buffer {
  return Buffer.from(JSON.stringify(text).slice(1, -1));
}
