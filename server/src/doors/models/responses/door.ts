import { openAiModels } from "../chat/door.ts";
import type { FormatDoor } from "../format.ts";
import { responsesRefusal, responsesStreamError } from "./errors.ts";
import { readResponses } from "./read.ts";

/** OpenAI's Responses. */
export const responsesDoor: FormatDoor = {
  format: "openai.responses",
  read: readResponses,
  refusal: responsesRefusal,
  streamError: responsesStreamError,
  ping: ": ping\n\n",
  models: openAiModels,
};
