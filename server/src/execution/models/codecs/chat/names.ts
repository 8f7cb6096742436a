import type { Format } from "../../../../kernel/index.ts";
import type { Lost } from "../codec.ts";
import type { Rest } from "../form.ts";

export const CHAT: Format = "openai.chat";

/** Members only their own format knows: they go out again to it, and are named to any other. */
export function restFor(format: Format, rest: Rest | undefined, lost: Lost, group?: string): Rest {
  if (rest === undefined || format === CHAT) return rest ?? {};
  for (const name of Object.keys(rest)) lost.add(group === undefined ? name : `${group}.${name}`);
  return {};
}
