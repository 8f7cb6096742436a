import { chatUsage } from "./chat.ts";
import type { Tap } from "./tap.ts";

/** Looks at vectors. They come whole, and there are no words in them to be counted. */
export function embeddingsTap(): Tap {
  return {
    see: () => -1,
    complete: false,
    mayEnd: () => false,
    failure: undefined,
    counted: undefined,
    outputSeen: 0,
    wordless: true,
    readWhole: chatUsage,
  };
}
