import type { Lost } from "../codec.ts";
import type { Part, Prompt, Rest } from "../form.ts";

/** Names what a prompt of another format bears on its turns, parts and tools and has no place for in this one. */
export function nameUncarried(prompt: Prompt, lost: Lost): void {
  if (prompt.format === "openai.responses") return;
  nameParts(prompt.system, lost);
  for (const turn of prompt.turns) {
    nameRest(turn.rest, lost);
    nameParts(turn.parts, lost);
  }
  for (const tool of prompt.tools) if (tool.cache) lost.add("cache_control");
  nameRest(prompt.thinking?.rest, lost);
  // There are only words for it here.
  if (prompt.thinking?.effort === undefined && (prompt.thinking?.budget ?? 0) > 0) lost.add("thinking.budget_tokens");
}

function nameParts(parts: readonly Part[], lost: Lost): void {
  for (const part of parts) {
    // What only another format knows is named as a whole.
    if (part.kind === "other") continue;
    if ("cache" in part && part.cache) lost.add("cache_control");
    nameRest(part.rest, lost);
    if (part.kind === "result") nameParts(part.parts, lost);
  }
}

function nameRest(rest: Rest | undefined, lost: Lost): void {
  for (const name of Object.keys(rest ?? {})) lost.add(name);
}
