import type { Work } from "../types.ts";
import { type WordFilter, type Words, sideBySide } from "../../kernel/index.ts";

/** What the words of an answer to this call go through; undefined where they go on byte for byte. */
export function wordsFor({ filters = [] }: Pick<Work, "filters">): Words | undefined {
  if (filters.length === 0) return undefined;
  return {
    filterFor(place) {
      const found = filters.flatMap((filterFor): readonly WordFilter[] => {
        const filter = filterFor(place);
        return filter ? [filter] : [];
      });
      return sideBySide(found);
    },
    unread: () => undefined,
  };
}
