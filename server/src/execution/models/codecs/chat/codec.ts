import type { Codec } from "../codec.ts";
import { CHAT } from "./names.ts";
import { readAnswer } from "./read-answer.ts";
import { readPrompt } from "./read-prompt.ts";
import { readStream } from "./read-stream.ts";
import { writeAnswer } from "./write-answer.ts";
import { writePrompt } from "./write-prompt.ts";
import { writeStream } from "./write-stream.ts";

/** OpenAI's chat completions, and what servers that speak them have added. */
export const chatCodec: Codec = {
  format: CHAT,
  readPrompt,
  writePrompt,
  readAnswer,
  writeAnswer,
  readStream,
  writeStream,
};
