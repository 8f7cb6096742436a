import { createHash } from "node:crypto";
import type { Prompt, Tool } from "../form.ts";

/** No format takes longer names of tools than these. */
const MAX_NAME = 64;

/** The one name by which formats without groups know a tool of a group. The same always gives the same. */
export function flatName(space: string, name: string): string {
  if (space === "") return name;
  const flat = space.endsWith("__") ? `${space}${name}` : `${space}__${name}`;
  if (flat.length <= MAX_NAME) return flat;
  const mark = createHash("sha256").update(flat).digest("hex").slice(0, 8);
  return `${flat.slice(0, MAX_NAME - mark.length - 1)}_${mark}`;
}

/** The tools of a prompt by the name a model calls them by. */
export function toolsByName(prompt: Prompt): ReadonlyMap<string, Tool> {
  return new Map(prompt.tools.map((tool) => [tool.name, tool]));
}
