import { type Answer, CREATED, halves } from "./answer.ts";
import { type Json, asList, asObject, asText } from "./json.ts";
import { openaiError } from "./openai.ts";

type JsonObject = { [key: string]: Json };

/** OpenAI's Responses: an answer in one piece. */
export function responsesBody(answer: Answer): Json {
  const { request } = answer;
  const reason = incompleteReason(answer);
  return {
    id: `resp_${answer.id}`,
    object: "response",
    created_at: CREATED,
    status: reason === undefined ? "completed" : "incomplete",
    background: false,
    error: null,
    incomplete_details: reason === undefined ? null : { reason },
    instructions: request["instructions"] ?? null,
    max_output_tokens: request["max_output_tokens"] ?? null,
    metadata: request["metadata"] ?? {},
    model: answer.model,
    output: items(answer),
    parallel_tool_calls: request["parallel_tool_calls"] ?? true,
    previous_response_id: request["previous_response_id"] ?? null,
    reasoning: request["reasoning"] ?? { effort: null, summary: null },
    service_tier: "default",
    store: request["store"] ?? true,
    temperature: request["temperature"] ?? 1,
    text: request["text"] ?? { format: { type: "text" } },
    tool_choice: request["tool_choice"] ?? "auto",
    tools: request["tools"] ?? [],
    top_p: request["top_p"] ?? 1,
    truncation: request["truncation"] ?? "disabled",
    ...(answer.withUsage && { usage: usage(answer) }),
  };
}

/** The same as a stream of events. */
export function responsesEvents(answer: Answer): string[] {
  const events: string[] = [];
  const add = (type: string, more: JsonObject): void => {
    events.push(named(type, { type, sequence_number: events.length, ...more }));
  };
  const whole = asObject(responsesBody(answer));
  const begun = { ...whole, status: "in_progress", incomplete_details: null, output: [], usage: null };
  add("response.created", { response: begun });
  add("response.in_progress", { response: begun });
  for (const [place, item] of items(answer).entries()) {
    const at = { output_index: place, item_id: asText(item["id"]) };
    add("response.output_item.added", { output_index: place, item: begunItem(item) });
    if (item["type"] === "message") message(answer, item, at, add);
    else if (item["type"] === "reasoning") reasoning(answer, at, add);
    else call(item, at, add);
    add("response.output_item.done", { output_index: place, item });
  }
  add(whole["status"] === "incomplete" ? "response.incomplete" : "response.completed", { response: whole });
  return events;
}

/** An error in the middle of a stream. */
export function responsesError(text: string): string {
  const { error } = openaiError(500, text) as { error: JsonObject };
  return named("error", { ...error, type: "error", sequence_number: 0, code: "server_error" });
}

type Add = (type: string, more: JsonObject) => void;

function message(answer: Answer, item: JsonObject, at: JsonObject, add: Add): void {
  const isRefusal = answer.refusal !== undefined;
  const kind = isRefusal ? "response.refusal" : "response.output_text";
  const [part = null] = asList(item["content"]);
  const place = { ...at, content_index: 0 };
  const empty = isRefusal ? { type: "refusal", refusal: "" } : { type: "output_text", text: "", annotations: [] };
  add("response.content_part.added", { ...place, part: empty });
  for (const piece of isRefusal ? [answer.refusal ?? ""] : answer.pieces) {
    add(`${kind}.delta`, { ...place, delta: piece, ...(isRefusal ? {} : { logprobs: [] }) });
  }
  const whole = isRefusal ? { refusal: answer.refusal ?? "" } : { text: answer.pieces.join(""), logprobs: [] };
  add(`${kind}.done`, { ...place, ...whole });
  add("response.content_part.done", { ...place, part });
}

function reasoning(answer: Answer, at: JsonObject, add: Add): void {
  const text = answer.thinking ?? "";
  if (!wantsSummary(answer)) return;
  const place = { ...at, summary_index: 0 };
  add("response.reasoning_summary_part.added", { ...place, part: { type: "summary_text", text: "" } });
  for (const half of halves(text)) add("response.reasoning_summary_text.delta", { ...place, delta: half });
  add("response.reasoning_summary_text.done", { ...place, text });
  add("response.reasoning_summary_part.done", { ...place, part: { type: "summary_text", text } });
}

function call(item: JsonObject, at: JsonObject, add: Add): void {
  const custom = item["type"] === "custom_tool_call";
  const kind = custom ? "response.custom_tool_call_input" : "response.function_call_arguments";
  const whole = asText(item[custom ? "input" : "arguments"]);
  for (const half of halves(whole)) add(`${kind}.delta`, { ...at, delta: half });
  add(`${kind}.done`, { ...at, [custom ? "input" : "arguments"]: whole });
}

function begunItem(item: JsonObject): JsonObject {
  switch (item["type"]) {
    case "message":
      return { ...item, status: "in_progress", content: [] };
    case "reasoning":
      return { id: item["id"] ?? null, type: "reasoning", summary: [] };
    case "custom_tool_call":
      return { ...item, status: "in_progress", input: "" };
    default:
      return { ...item, status: "in_progress", arguments: "" };
  }
}

function items(answer: Answer): JsonObject[] {
  const out: JsonObject[] = [];
  if (answer.thinking !== undefined) {
    const include = asList(answer.request["include"]);
    out.push({
      id: `rs_${answer.id}`,
      type: "reasoning",
      summary: wantsSummary(answer) ? [{ type: "summary_text", text: answer.thinking }] : [],
      ...(include.includes("reasoning.encrypted_content") && { encrypted_content: sealedThought(answer.thinking) }),
    });
  }
  if (answer.pieces.length > 0 || answer.refusal !== undefined) {
    const part =
      answer.refusal === undefined
        ? { type: "output_text", text: answer.pieces.join(""), annotations: [], logprobs: [] }
        : { type: "refusal", refusal: answer.refusal };
    out.push({ id: `msg_${answer.id}`, type: "message", status: "completed", role: "assistant", content: [part] });
  }
  for (const [place, tool] of answer.tools.entries()) out.push(toolCall(answer, tool, place));
  return out;
}

/** A tool that was declared to take plain text is called with it. */
function toolCall(answer: Answer, { name, arguments: args }: Answer["tools"][number], place: number): JsonObject {
  const declared = asList(answer.request["tools"])
    .map(asObject)
    .find((tool) => tool["name"] === name);
  const base = { status: "completed", call_id: `call_${place}`, name };
  if (declared?.["type"] === "custom") {
    const input = typeof args === "string" ? args : asText(asObject(args)["input"]);
    return { id: `ctc_${place}`, type: "custom_tool_call", ...base, input };
  }
  return { id: `fc_${place}`, type: "function_call", ...base, arguments: JSON.stringify(args) };
}

/** What stands for the encrypted form of a thought: as long as a real one, and the same for the same. */
function sealedThought(text: string): string {
  return `gAAAAA${Buffer.from(text.padEnd(150, ".")).toString("base64url")}`;
}

function incompleteReason(answer: Answer): string | undefined {
  if (answer.finish === "length") return "max_output_tokens";
  return answer.finish === "max_output_tokens" || answer.finish === "content_filter" ? answer.finish : undefined;
}

function wantsSummary(answer: Answer): boolean {
  return typeof asObject(answer.request["reasoning"])["summary"] === "string";
}

function usage({ usage }: Answer): Json {
  return {
    input_tokens: usage.input,
    input_tokens_details: { cached_tokens: usage.cached },
    output_tokens: usage.output,
    output_tokens_details: { reasoning_tokens: usage.reasoning },
    total_tokens: usage.input + usage.output,
  };
}

function named(type: string, value: Json): string {
  return `event: ${type}\ndata: ${JSON.stringify(value)}\n\n`;
}
