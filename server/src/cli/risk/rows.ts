import { z } from "zod";
import { DOMAINS } from "../../risk/index.ts";
import type { ChannelName } from "./try.ts";

/** A text with labels: what somebody wants with it. */
export interface Labelled {
  sort: "labelled";
  text: string;
  channel: ChannelName;
  lang: string;
  labels: readonly string[];
  unknown: readonly string[];
  hard: boolean;
}

/** A text with places of personal data, or with the word whether a secret stands in it. */
export interface Found {
  sort: "spans" | "secret";
  text: string;
  spans: readonly { type: string; start: number; end: number }[];
  secret: boolean;
}

/** A conversation, and whether it is one that goes for something it must not get. */
export interface Conversation {
  sort: "dialogue";
  src: string;
  attack: boolean;
  turns: readonly { role: "user" | "assistant"; text: string }[];
}

export type Row = Labelled | Found | Conversation;

const words = z.array(z.string().max(100)).max(100);
const shape = z.looseObject({
  text: z.string().optional(),
  text_b64: z.string().optional(),
  labels: words.optional(),
  unknown: words.optional(),
  kind: z.string().max(40).optional(),
  lang: z.string().max(20).optional(),
  hard: z.boolean().optional(),
  spans: z
    .array(z.looseObject({ type: z.string().max(60), start: z.int().min(0), end: z.int().min(0) }))
    .max(10_000)
    .optional(),
  secret: z.boolean().optional(),
  src: z.string().max(200).optional(),
  label: z.enum(["attack", "benign"]).optional(),
  turns: z
    .array(z.looseObject({ role: z.enum(["user", "assistant"]), text: z.string() }))
    .min(1)
    .max(1_000)
    .optional(),
});

/** Kinds of the files of labelled texts, and the channels of calls. */
const CHANNEL_OF: Readonly<Record<string, ChannelName>> = {
  prompt: "prompt",
  text: "prompt",
  code: "prompt",
  system: "system",
  doc: "document",
  document: "document",
  tool_result: "tool_result",
  tool_def: "tool_definition",
  tool_definition: "tool_definition",
  output: "output",
  assistant: "assistant",
};

/** What texts may be labelled as: a slip of the pen is not to count as harmless. */
const LABELS: ReadonlySet<string> = new Set([
  ...DOMAINS,
  "cbrn",
  "violence",
  "fraud",
  "self_harm",
  "code_exec",
  "exfil",
  "distill",
  "illicit",
  "misinfo",
]);

/** A row, or what is wrong with it. */
export function readRow(line: string): Row | string {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return "is no JSON";
  }
  const read = shape.safeParse(value);
  if (!read.success) return `${read.error.issues[0]?.path.join(".") ?? "it"} is not as expected`;
  const row = read.data;
  if (row.turns !== undefined) {
    if (row.label === undefined) return "has turns and no label: attack or benign";
    return { sort: "dialogue", src: row.src ?? "-", attack: row.label === "attack", turns: row.turns };
  }
  const text =
    row.text ?? (row.text_b64 === undefined ? undefined : Buffer.from(row.text_b64, "base64").toString("utf8"));
  if (text === undefined) return "has neither text nor text_b64";
  if (row.spans !== undefined) return { sort: "spans", text, spans: row.spans, secret: false };
  if (row.secret !== undefined) return { sort: "secret", text, spans: [], secret: row.secret };
  const labels = row.labels ?? [];
  const unknown = row.unknown ?? [];
  const strange = [...labels, ...unknown].find((label) => !LABELS.has(label));
  if (strange !== undefined) return `there is no label ${strange}`;
  const channel = CHANNEL_OF[row.kind ?? "prompt"];
  if (channel === undefined) return `there is no kind ${row.kind}`;
  return {
    sort: "labelled",
    text,
    channel,
    lang: row.lang ?? "-",
    labels,
    unknown,
    hard: row.hard === true,
  };
}
