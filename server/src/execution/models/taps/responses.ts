import { type Usage, isRecord } from "../../../kernel/index.ts";
import { count, parsedJson } from "./counts.ts";
import { eventsOf } from "./events.ts";
import type { Tap } from "./tap.ts";

const CLOSING: ReadonlySet<string> = new Set(["response.completed", "response.incomplete", "response.failed", "error"]);
const MARKS = [
  "response.completed",
  "response.incomplete",
  "response.failed",
  '"error"',
  "event: error",
  "event:error",
].map((mark) => Buffer.from(mark));
const BLANK = /\r?\n\r?\n/g;
const DELTA = Buffer.from('.delta"');
/** Short items of the output that are uses of the provider's own tools. */
const SERVER_TOOLS: Readonly<Record<string, string>> = {
  web_search_call: "web_search",
  file_search_call: "file_search",
  code_interpreter_call: "code_interpreter",
  image_generation_call: "image_generation",
};

/** Looks at OpenAI Responses streams: one closing event holds the whole answer and its usage. */
export const responsesTap = (): Tap => new ResponsesTap();

class ResponsesTap implements Tap {
  complete = false;
  failure: string | undefined;
  counted: Usage | undefined;
  outputSeen = 0;
  keptAs: readonly string[] = [];

  see(events: Buffer): number {
    const stop = closingAt(events);
    this.outputSeen += deltasIn(stop < 0 ? events : events.subarray(0, stop));
    if (stop >= 0) this.#close(events.subarray(stop));
    return stop;
  }

  mayEnd(): boolean {
    return this.complete;
  }

  readWhole(answer: Record<string, unknown>): Usage | undefined {
    this.keptAs = idsOf(answer);
    return responsesUsage(answer);
  }

  #close(events: Buffer): void {
    for (const { event, data } of eventsOf(events.toString("utf8"))) {
      const parsed = parsedJson(data);
      if (!isRecord(parsed)) continue;
      const type = typeOf(event, parsed);
      const { response } = parsed;
      if (isRecord(response)) {
        this.counted = responsesUsage(response) ?? this.counted;
        this.keptAs = idsOf(response);
      }
      if (type === "response.completed" || type === "response.incomplete") this.complete = true;
      if (type === "response.failed" || type === "error") this.failure ??= "reported an error inside the stream";
    }
  }
}

/** Start of the closing event; -1 where there is none. Only what may be one is parsed. */
function closingAt(events: Buffer): number {
  if (!MARKS.some((mark) => events.includes(mark))) return -1;
  // One character a byte, so that places in the text are places in the bytes.
  const text = events.toString("latin1");
  for (let start = 0; start < text.length;) {
    BLANK.lastIndex = start;
    const end = BLANK.exec(text) ? BLANK.lastIndex : text.length;
    for (const { event, data } of eventsOf(events.toString("utf8", start, end))) {
      if (CLOSING.has(typeOf(event, parsedJson(data)))) return start;
    }
    start = end;
  }
  return -1;
}

/** Some servers say nothing but the error, or put the error's own type where the event's stands. */
function typeOf(event: string, data: unknown): string {
  if (!isRecord(data) || event === "error") return event;
  if (typeof data["type"] === "string") return data["type"];
  return event === "" && isRecord(data["error"]) ? "error" : event;
}

function deltasIn(events: Buffer): number {
  let seen = 0;
  for (let at = events.indexOf(DELTA); at >= 0; at = events.indexOf(DELTA, at + 1)) seen += 1;
  return seen;
}

const MAX_IDS = 200;

/** An answer can be gone on from as a whole, or item by item. */
function idsOf(response: Record<string, unknown>): string[] {
  if (response["store"] === false) return [];
  const items: unknown[] = Array.isArray(response["output"]) ? response["output"] : [];
  return [response, ...items]
    .flatMap((value) => (isRecord(value) && typeof value["id"] === "string" ? [value["id"]] : []))
    .slice(0, MAX_IDS);
}

/** Usage as an answer of Responses says it. */
export function responsesUsage(answer: Record<string, unknown>): Usage | undefined {
  const { usage } = answer;
  if (!isRecord(usage)) return undefined;
  const input = isRecord(usage["input_tokens_details"]) ? usage["input_tokens_details"] : {};
  const output = isRecord(usage["output_tokens_details"]) ? usage["output_tokens_details"] : {};
  const written = count(input["cache_write_tokens"]);
  const tools = serverTools(answer["output"]);
  const tier = answer["service_tier"];
  return {
    source: "provider",
    input: count(usage["input_tokens"]),
    cachedInput: count(input["cached_tokens"]),
    ...(written === 0 ? {} : { cacheWrite5m: written }),
    output: count(usage["output_tokens"]),
    reasoning: count(output["reasoning_tokens"]),
    ...(tools === undefined ? {} : { serverTools: tools }),
    ...(typeof tier === "string" ? { serviceTier: tier } : {}),
  };
}

function serverTools(output: unknown): Record<string, number> | undefined {
  if (!Array.isArray(output)) return undefined;
  let uses: Record<string, number> | undefined;
  for (const item of output) {
    const name = isRecord(item) && typeof item["type"] === "string" ? SERVER_TOOLS[item["type"]] : undefined;
    if (name === undefined) continue;
    uses ??= {};
    uses[name] = (uses[name] ?? 0) + 1;
  }
  return uses;
}
