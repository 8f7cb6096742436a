import type { Format } from "../../../kernel/index.ts";
import { anthropicTap } from "../taps/anthropic.ts";
import { chatTap } from "../taps/chat.ts";
import { embeddingsTap } from "../taps/embeddings.ts";
import { geminiTap } from "../taps/gemini.ts";
import { responsesTap } from "../taps/responses.ts";
import type { Tap } from "../taps/tap.ts";
import { anthropicCodec } from "./anthropic/index.ts";
import { chatCodec } from "./chat/codec.ts";
import type { Codec } from "./codec.ts";
import { converseCodec } from "./converse/index.ts";
import { geminiCodec } from "./gemini/index.ts";
import { responsesCodec } from "./responses/codec.ts";

/** What is known of one format: how it is translated, and how its answers are looked at when they only pass. */
export interface Spoken {
  codec: Codec | undefined;
  tap: (() => Tap) | undefined;
}

const SPOKEN: Record<Format, Spoken> = {
  "openai.chat": { codec: chatCodec, tap: chatTap },
  "openai.responses": { codec: responsesCodec, tap: responsesTap },
  "openai.embeddings": { codec: undefined, tap: embeddingsTap },
  "anthropic.messages": { codec: anthropicCodec, tap: anthropicTap },
  "gemini.generate": { codec: geminiCodec, tap: geminiTap },
  "bedrock.converse": { codec: converseCodec, tap: undefined },
};

export function spoken(format: Format): Spoken {
  return SPOKEN[format];
}
