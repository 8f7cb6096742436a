import type { FormatDoor, ModelName } from "../format.ts";
import { chatStreamError, openAiRefusal } from "./errors.ts";
import { readChat } from "./read.ts";

/** OpenAI's chat completions. */
export const chatDoor: FormatDoor = {
  format: "openai.chat",
  read: readChat,
  refusal: openAiRefusal,
  streamError: chatStreamError,
  ping: ": ping\n\n",
  models: openAiModels,
  model: openAiModel,
};

export function openAiModels(names: readonly ModelName[]): unknown {
  return {
    object: "list",
    data: names.map(openAiModel),
  };
}

function openAiModel({ id, ownedBy }: ModelName): unknown {
  return { id, object: "model", created: 0, owned_by: ownedBy };
}
