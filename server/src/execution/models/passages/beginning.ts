import { isRecord } from "../../../kernel/index.ts";
import { parsedJson } from "../taps/counts.ts";
import { eventsOf } from "../taps/events.ts";

/** Events that only announce an answer. A provider may still turn the call away behind them. */
const ANNOUNCEMENTS = new Set(["ping", "message_start", "response.created", "response.queued", "response.in_progress"]);
/** What of a chat delta is there before anything was said. */
const EMPTY_DELTA = new Set(["role", "content", "refusal"]);

const ARRAY = 0x5b;
const COMMA = 0x2c;

/**
 * True for whole events with nothing of the answer in them: announcements, pings and comments. What is not
 * known says something, so that no first token waits.
 */
export function saysNothingYet(events: Buffer): boolean {
  // A stream that is one JSON array has no announcements.
  if (events[0] === ARRAY || events[0] === COMMA) return false;
  for (const { event, data } of eventsOf(events.toString("utf8"))) {
    if (data === "" || ANNOUNCEMENTS.has(event)) continue;
    const json = parsedJson(data);
    if (!isRecord(json)) return false;
    if (typeof json["type"] === "string" && ANNOUNCEMENTS.has(json["type"])) continue;
    if (!isEmptyChunk(json)) return false;
  }
  return true;
}

function isEmptyChunk({ object, choices, usage }: Record<string, unknown>): boolean {
  if (object !== "chat.completion.chunk" || !Array.isArray(choices) || isRecord(usage)) return false;
  return choices.every((choice: unknown) => {
    if (!isRecord(choice) || (choice["finish_reason"] ?? null) !== null) return false;
    const delta = choice["delta"];
    return (
      isRecord(delta) &&
      Object.entries(delta).every(
        ([name, value]) => EMPTY_DELTA.has(name) && (name === "role" || value === "" || value === null),
      )
    );
  });
}
