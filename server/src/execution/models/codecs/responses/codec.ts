import type { Codec } from "../codec.ts";
import { readAnswer } from "./read-answer.ts";
import { readPrompt } from "./read-prompt.ts";
import { readStream } from "./read-stream.ts";
import { writeAnswer } from "./write-answer.ts";
import { writePrompt } from "./write-prompt.ts";
import { writeStream } from "./write-stream.ts";

/** OpenAI's Responses. */
export const responsesCodec: Codec = {
  format: "openai.responses",
  closes: true,
  readPrompt,
  writePrompt,
  readAnswer,
  writeAnswer,
  readStream,
  writeStream,
};
