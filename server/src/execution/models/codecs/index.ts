import type { Format } from "../../../kernel/index.ts";
import { chatTap } from "../taps/chat.ts";
import type { Tap } from "../taps/tap.ts";
import type { Codec } from "./codec.ts";

/** What is known of one format: how it is translated, and how its answers are looked at when they only pass. */
export interface Spoken {
  codec: Codec | undefined;
  tap: (() => Tap) | undefined;
}

const SPOKEN: Record<Format, Spoken> = {
  "openai.chat": { codec: undefined, tap: chatTap },
  "openai.responses": { codec: undefined, tap: undefined },
  "openai.embeddings": { codec: undefined, tap: chatTap },
  "anthropic.messages": { codec: undefined, tap: undefined },
  "gemini.generate": { codec: undefined, tap: undefined },
  "bedrock.converse": { codec: undefined, tap: undefined },
};

export function spoken(format: Format): Spoken {
  return SPOKEN[format];
}
