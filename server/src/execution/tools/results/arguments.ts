import { type TextPart, fault } from "../../../kernel/index.ts";
import { type Assessment, makePlaceholders, redactText, spansForClasses } from "../../../risk/index.ts";
import type { RawJson } from "../types.ts";
import { withStrings } from "./edit.ts";

/** Arguments without what falls under these data classes; every other byte stays as it was. */
// Guarantee: what a policy wants taken out of a tool's arguments does not go out, whatever name its member has.
export function withoutSpans(
  raw: RawJson,
  texts: readonly TextPart[],
  assessment: Pick<Assessment, "findings" | "spans">,
  classes: readonly string[],
): RawJson {
  const hidden = spansForClasses(assessment, classes);
  if (hidden.size === 0) return raw;
  const placeholderFor = makePlaceholders({ avoid: texts.map(({ text }) => text) });
  const edits = [...hidden].map(([part, spans]) => {
    const { path, text, encoding } = texts[part] as TextPart;
    if (encoding !== "string")
      throw fault("policy_blocked", { public: "What policy wants taken out of this call cannot be taken out of it." });
    return { path, text: redactText(text, spans, placeholderFor) };
  });
  return withStrings(raw, edits);
}
