import type { FormatDoor, ModelName, ModelPage } from "../format.ts";
import { geminiArrayError, geminiRefusal, geminiStreamError } from "./errors.ts";
import { readGenerate } from "./read.ts";

const PAGE = 50;
const MAX_PAGE = 1_000;

/** Google's generateContent, and the counting of its tokens. */
export const geminiDoor: FormatDoor = {
  format: "gemini.generate",
  read: readGenerate,
  refusal: geminiRefusal,
  streamError: geminiStreamError,
  // Some of its clients take a comment for an event; all of them pass over blank lines.
  ping: "\n\n",
  models: geminiModels,
  model: geminiModel,
};

/** The same for callers that do not ask for events: their streams are one JSON array. */
export const geminiArrayDoor: FormatDoor = {
  ...geminiDoor,
  read(body, request) {
    const read = readGenerate(body, request);
    return read.ask.stream ? { ...read, ask: { ...read.ask, jsonArray: true } } : read;
  },
  streamError: geminiArrayError,
};

function geminiModels(names: readonly ModelName[], page: ModelPage): unknown {
  const limit = Math.min(page.limit ?? PAGE, MAX_PAGE);
  const from = page.after === undefined ? 0 : names.findIndex(({ id }) => id === page.after) + 1;
  const shown = names.slice(from, from + limit);
  const last = shown.at(-1);
  return {
    models: shown.map((name) => geminiModel(name)),
    ...(last !== undefined && from + limit < names.length ? { nextPageToken: last.id } : {}),
  };
}

function geminiModel({ id, ownedBy }: ModelName): unknown {
  return {
    name: `models/${id}`,
    baseModelId: id,
    version: "",
    displayName: id,
    description: ownedBy === "lumos" ? "A route" : `A model at ${ownedBy}`,
    supportedGenerationMethods: ["generateContent", "streamGenerateContent", "countTokens"],
  };
}
