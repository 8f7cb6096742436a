import { openAiModels } from "../chat/door.ts";
import { openAiRefusal } from "../chat/errors.ts";
import type { FormatDoor } from "../format.ts";
import { responsesStreamError } from "./errors.ts";
import { readResponses } from "./read.ts";

/** OpenAI's Responses. */
export const responsesDoor: FormatDoor = {
  format: "openai.responses",
  read: readResponses,
  refusal: openAiRefusal,
  streamError: responsesStreamError,
  ping: ": ping\n\n",
  models: openAiModels,
};
