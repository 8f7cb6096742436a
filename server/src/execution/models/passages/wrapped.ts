import type { Passage } from "./passage.ts";

/** A passage with some of its parts replaced; the others stay as they are, also those that change. */
export function wrapped(inner: Passage, parts: Partial<Passage>): Passage {
  return Object.create(inner, Object.getOwnPropertyDescriptors(parts)) as Passage;
}
