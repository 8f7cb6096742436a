import { type TextPart, sha256 } from "../kernel/index.ts";
import type { Entry } from "./keep/types.ts";

/** More texts of trusted tools than a session needs; the rest counts like any other. */
const MAX_VOUCHED = 2_000;

/** Notes texts that a trusted tool answered: a model that reads them later in the session reads nothing untrusted. */
export function vouchFor(entry: Entry, texts: readonly string[]): void {
  const vouched = (entry.vouched ??= new Set());
  for (const text of texts) if (vouched.size < MAX_VOUCHED) vouched.add(hashOf(text));
}

/** Whether a part of a tool's result is known to come from a trusted one; undefined where nothing in the session is. */
export function vouchedIn({ vouched }: Entry): ((part: TextPart) => boolean) | undefined {
  if (!vouched) return undefined;
  return ({ text, path }) => vouched.has(hashOf(text)) || isLabel(path.at(-1), text);
}

/** What formats say beside a result: whose answer it is. Nobody is given orders in it. */
const LABELS = new Set<unknown>(["tool_call_id", "tool_use_id", "call_id", "id", "name", "type", "status", "role"]);

function isLabel(name: string | number | undefined, text: string): boolean {
  return LABELS.has(name) && /^[\w.:-]{1,128}$/.test(text);
}

function hashOf(text: string): string {
  return sha256(text);
}
