import type { FormatDoor, ModelName, ModelPage } from "../format.ts";
import { anthropicRefusal, anthropicStreamError } from "./errors.ts";
import { readMessages } from "./read.ts";

const MAX_PAGE = 1_000;
const PAGE = 20;
/** When a model was made is not known; clients demand a time. */
const MADE = "1970-01-01T00:00:00Z";

/** Anthropic's Messages, with the counting of their tokens. */
export const anthropicDoor: FormatDoor = {
  format: "anthropic.messages",
  read: readMessages,
  refusal: anthropicRefusal,
  streamError: anthropicStreamError,
  ping: 'event: ping\ndata: {"type": "ping"}\n\n',
  models: anthropicModels,
  model: anthropicModel,
  requestId: "request-id",
};

function anthropicModels(names: readonly ModelName[], page: ModelPage): unknown {
  const { after, before } = page;
  const limit = Math.min(page.limit ?? PAGE, MAX_PAGE);
  const from = after === undefined ? 0 : names.findIndex(({ id }) => id === after) + 1;
  const last = before === undefined ? -1 : names.findIndex(({ id }) => id === before);
  const to = last < 0 ? names.length : last;
  // Backwards the page ends before the id it is asked from.
  const shown = before === undefined ? names.slice(from, from + limit) : names.slice(Math.max(from, to - limit), to);
  const more = before === undefined ? from + limit < names.length : to - limit > from;
  return {
    data: shown.map((name) => anthropicModel(name)),
    has_more: more,
    first_id: shown[0]?.id ?? null,
    last_id: shown.at(-1)?.id ?? null,
  };
}

function anthropicModel({ id }: ModelName): unknown {
  return { type: "model", id, display_name: id, created_at: MADE };
}
