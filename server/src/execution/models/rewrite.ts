import { type Format, type ModelAsk, nameSpanAt, scanJson, spanAt, unitOffsets } from "../../kernel/index.ts";
import type { Lost } from "./codecs/codec.ts";
import type { ListInBody, Quirks } from "./providers/index.ts";
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
  received: ModelAsk,
  change: { model: string; redactions: Redaction[]; maxTokensOut?: number; quirks?: Quirks; lost?: Lost },
): Buffer {
  const ask = change.redactions.length === 0 ? received : redacted(received, change.redactions);
  const edits: Edit[] = [];
  const model = ask.members.get("model");
  if (model && change.quirks?.modelInBody !== false) {
    edits.push({ start: model[0], end: model[1], bytes: json(change.model) });
  }
  if (ask.format === "gemini.generate" && ask.operation === "count")
    edits.push(...countedModelEdits(ask, change.model));
  if (change.maxTokensOut !== undefined) {
    edits.push(
      ...limitEdits(ask, change.maxTokensOut, change.quirks?.rename),
      ...budgetEdits(ask, change.maxTokensOut),
    );
  }
  if (!change.quirks || !change.lost) return splice(ask.body, edits);
  const quirks = quirkEdits(ask, change.quirks, change.lost);
  // What is taken out or set anew takes with it whatever else was to be changed there.
  const standing = edits.filter((edit) => !quirks.some((quirk) => edit.start < quirk.end && edit.end > quirk.start));
  return splice(ask.body, [...standing, ...quirks]);
}

/** Where Gemini counts the tokens of a whole request, that one names the model once more. */
function countedModelEdits(ask: ModelAsk, model: string): Edit[] {
  return ["generateContentRequest", "generate_content_request"].flatMap((name) => {
    const span = ask.members.has(name) ? spanAt(ask.body, [name, "model"]) : undefined;
    return span ? [{ start: span[0], end: span[1], bytes: json(`models/${model}`) }] : [];
  });
}

/** The call as it stands once nothing is left in it that must not go out; all else is changed after it, whatever gave way. */
function redacted(ask: ModelAsk, redactions: Redaction[]): ModelAsk {
  const body = splice(ask.body, redactionEdits(ask, redactions));
  const shape = scanJson(body, Number.POSITIVE_INFINITY);
  if ("problem" in shape) throw new RangeError("two names of a body have become the same");
  return { ...ask, body, members: shape.members };
}

/** One text with its places replaced. */
export function redactedText(text: string, redactions: readonly Redaction[]): string {
  let out = "";
  let at = 0;
  for (const { start, end, replacement } of merged([...redactions])) {
    out += text.slice(at, start) + replacement;
    at = end;
  }
  return out + text.slice(at);
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
    if (part.encoding === "base64") {
      const value = JSON.parse(ask.body.toString("utf8", span[0], span[1])) as string;
      edits.push({ start: span[0], end: span[1], bytes: json(redactedBase64(value, part.text, merged(spans))) });
      continue;
    }
    const offsets = unitOffsets(ask.body, span[0], span[1]);
    for (const { start, end, replacement } of merged(spans)) {
      edits.push({ start: offsets[start] as number, end: offsets[end] as number, bytes: innerJson(replacement) });
    }
  }
  return edits;
}

/** What stood before the base64 stays, such as the file's type. */
function redactedBase64(value: string, text: string, spans: Redaction[]): string {
  let out = "";
  let at = 0;
  for (const { start, end, replacement } of spans) {
    out += text.slice(at, start) + replacement;
    at = end;
  }
  return value.slice(0, value.indexOf(",") + 1) + Buffer.from(out + text.slice(at)).toString("base64");
}

/** The names a limit of the answer goes by in each format; the last is the one to add where there is none. */
const LIMITS: Record<Format, readonly (readonly string[])[]> = {
  "openai.chat": [["max_tokens"], ["max_completion_tokens"]],
  "openai.responses": [["max_output_tokens"]],
  "openai.embeddings": [],
  "anthropic.messages": [["max_tokens"]],
  "gemini.generate": [
    ["generation_config", "maxOutputTokens"],
    ["generation_config", "max_output_tokens"],
    ["generationConfig", "max_output_tokens"],
    ["generationConfig", "maxOutputTokens"],
  ],
  "bedrock.converse": [],
};

/** Every name a limit goes by is set: a provider may go by the one that was left. */
function limitEdits(ask: ModelAsk, limit: number, rename: Quirks["rename"] = {}): Edit[] {
  const paths = LIMITS[ask.format];
  const bytes = Buffer.from(String(limit));
  const set = paths.flatMap((path) => {
    const span = spanAt(ask.body, [...path]);
    return span ? [{ start: span[0], end: span[1], bytes }] : [];
  });
  // Beside what is there already, whichever way that is written.
  const path = paths.findLast(([outer = ""]) => ask.members.has(outer)) ?? paths.at(-1);
  if (set.length > 0 || path === undefined) return set;
  const [name = "", inner] = path;
  const outer = rename[name] ?? name;
  const there = inner === undefined ? undefined : spanAt(ask.body, [outer]);
  if (there) return [added(ask.body, there[0], `"${inner}":${limit}`)];
  return [added(ask.body, 0, inner === undefined ? `"${outer}":${limit}` : `"${outer}":{"${inner}":${limit}}`)];
}

/** The least that Anthropic takes as a budget for thinking. */
const MIN_BUDGET = 1_024;

/** Anthropic refuses a budget for thinking that is not below the limit. */
function budgetEdits(ask: ModelAsk, limit: number): Edit[] {
  if (ask.format !== "anthropic.messages") return [];
  const budget = spanAt(ask.body, ["thinking", "budget_tokens"]);
  const thinking = ask.members.get("thinking");
  if (!budget || !thinking || Number(ask.body.toString("latin1", ...budget)) < limit) return [];
  const [span, value] = limit > MIN_BUDGET ? [budget, limit - 1] : [thinking, { type: "disabled" }];
  return [{ start: span[0], end: span[1], bytes: Buffer.from(JSON.stringify(value)) }];
}

/** A member more, at the beginning of the object that starts at or after `from`. */
function added(body: Buffer, from: number, member: string): Edit {
  const open = body.indexOf("{", from) + 1;
  let next = open;
  while (WHITE.has(body[next] ?? 0)) next += 1;
  const comma = body[next] === CLOSE ? "" : ",";
  return { start: open, end: open, bytes: Buffer.from(member + comma) };
}

const WHITE = new Set([0x20, 0x09, 0x0a, 0x0d]);
const CLOSE = 0x7d;

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
  for (const edit of edits.sort((a, b) => a.start - b.start || a.end - b.end)) {
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

/** What a provider wants otherwise, in bytes. Where it wants nothing, which is the rule, there is no edit. */
function quirkEdits(ask: ModelAsk, quirks: Quirks, lost: Lost): Edit[] {
  const edits: Edit[] = [];
  const gone = new Set<string>();
  for (const name of quirks.drop ?? []) {
    if (!ask.members.has(name)) continue;
    gone.add(name);
    lost.add(name);
  }
  for (const name of quirks.needless ?? []) if (ask.members.has(name)) gone.add(name);
  if (!quirks.modelInBody) gone.add("model");
  if (!quirks.streamInBody) gone.add("stream");
  for (const [name, other] of Object.entries(quirks.rename ?? {})) {
    // Where both were written the provider's own name holds.
    if (ask.members.has(name) && ask.members.has(other)) gone.add(name);
  }
  const set = new Map(Object.entries(quirks.set ?? {}));
  for (const [name, value] of Object.entries(quirks.defaults ?? {})) if (!ask.members.has(name)) set.set(name, value);
  for (const [header, wanted] of Object.entries(quirks.headersInBody ?? {})) {
    const list = listedIn(ask, header, wanted, lost);
    if (list.length > 0) set.set(wanted.member, list);
    else if (ask.members.has(wanted.member)) gone.add(wanted.member);
  }
  if (gone.size > 0) edits.push(...takenOut(ask, gone));
  for (const [name, other] of Object.entries(quirks.rename ?? {})) {
    const span = ask.members.has(name) && !ask.members.has(other) ? nameSpanAt(ask.body, [name]) : undefined;
    if (span) edits.push({ start: span[0], end: span[1], bytes: json(other) });
  }
  for (const [name, value] of set) {
    const span = ask.members.get(name);
    if (span) edits.push({ start: span[0], end: span[1], bytes: Buffer.from(JSON.stringify(value)) });
    else edits.push(added(ask.body, 0, `${JSON.stringify(name)}:${JSON.stringify(value)}`));
  }
  return edits;
}

/** The entries of a caller's header and of the member it becomes, as far as the provider knows them. */
function listedIn(ask: ModelAsk, header: string, { member, known, needless }: ListInBody, lost: Lost): string[] {
  const span = ask.members.get(member);
  const written: unknown = span ? JSON.parse(ask.body.toString("utf8", span[0], span[1])) : [];
  const inBody = Array.isArray(written) ? written.filter((entry) => typeof entry === "string") : [];
  const named = [...inBody, ...(ask.headers[header] ?? "").split(",")].map((entry) => entry.trim());
  const all = [...new Set(named.filter((entry) => entry !== ""))];
  const kept = all.filter((entry) => known.test(entry));
  if (all.some((entry) => !known.test(entry) && !needless.test(entry))) lost.add(header);
  return kept;
}

/** Takes members out, each with the comma behind it; a run of them at the end goes with the comma before it. */
function takenOut(ask: ModelAsk, names: ReadonlySet<string>): Edit[] {
  const { body } = ask;
  const nothing = Buffer.alloc(0);
  const order = [...ask.members].sort(([, a], [, b]) => a[0] - b[0]);
  const lastKept = order.findLastIndex(([name]) => !names.has(name));
  const edits: Edit[] = [];
  for (const [at, [name]] of order.entries()) {
    if (!names.has(name) || at > lastKept) continue;
    const start = nameSpanAt(body, [name])?.[0] ?? 0;
    const next = order[at + 1]?.[0] ?? "";
    edits.push({ start, end: nameSpanAt(body, [next])?.[0] ?? start, bytes: nothing });
  }
  const last = order.at(-1)?.[1];
  if (last && lastKept < order.length - 1) {
    const start = order[lastKept]?.[1][1] ?? body.indexOf("{") + 1;
    edits.push({ start, end: last[1], bytes: nothing });
  }
  return edits;
}
