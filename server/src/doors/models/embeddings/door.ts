import { openAiModels } from "../chat/door.ts";
import { chatStreamError, openAiRefusal } from "../chat/errors.ts";
import type { FormatDoor } from "../format.ts";
import { readEmbeddings } from "./read.ts";

/** OpenAI's embeddings: texts in, vectors out, never a stream. */
export const embeddingsDoor: FormatDoor = {
  format: "openai.embeddings",
  read: readEmbeddings,
  refusal: openAiRefusal,
  streamError: chatStreamError,
  ping: ": ping\n\n",
  models: openAiModels,
};
