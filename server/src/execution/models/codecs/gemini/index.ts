import type { Codec } from "../codec.ts";
import { readAnswer, writeAnswer } from "./answers.ts";
import { readPrompt } from "./read-prompt.ts";
import { readStream } from "./read-stream.ts";
import { writePrompt } from "./write-prompt.ts";
import { writeStream } from "./write-stream.ts";

/** Google's generateContent. */
export const geminiCodec: Codec = {
  format: "gemini.generate",
  readPrompt,
  writePrompt,
  readAnswer,
  writeAnswer,
  readStream,
  writeStream,
};
