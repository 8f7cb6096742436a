import { fault } from "../../../../kernel/index.ts";
import type { Codec } from "../codec.ts";
import { readAnswer } from "./read-answer.ts";
import { readStream } from "./read-stream.ts";
import { writePrompt } from "./write-prompt.ts";

const noCallers = () => fault("internal", { internal: "no caller speaks Converse" });

/** Amazon Bedrock's Converse. Only providers speak it, so nothing is read from or written for a caller. */
export const converseCodec: Codec = {
  format: "bedrock.converse",
  readPrompt() {
    throw noCallers();
  },
  writePrompt,
  readAnswer,
  writeAnswer() {
    throw noCallers();
  },
  readStream,
  writeStream() {
    throw noCallers();
  },
};
