import { type Answer, CREATED, halves } from "./answer.ts";
import { type Json, asList, asObject, asText } from "./json.ts";

export function chatBody(answer: Answer): Json {
  const choices = Array.from({ length: choiceCount(answer) }, (_, index) => ({
    index,
    message: {
      role: "assistant",
      content: answer.pieces.length > 0 ? answer.pieces.join("") : null,
      refusal: answer.refusal ?? null,
      ...(answer.tools.length > 0 && { tool_calls: answer.tools.map(toolCall) }),
    },
    logprobs: wantsLogprobs(answer) ? { content: answer.pieces.map(logprob), refusal: null } : null,
    finish_reason: chatFinish(answer),
  }));
  return { ...chatHead(answer, "chat.completion"), choices, ...(answer.withUsage && { usage: chatUsage(answer) }) };
}

export function chatEvents(answer: Answer): string[] {
  const wantsUsage = answer.withUsage && asObject(answer.request["stream_options"])["include_usage"] === true;
  const chunk = (choices: Json, usage?: Json): string =>
    data({
      ...chatHead(answer, "chat.completion.chunk"),
      choices,
      ...(wantsUsage && { usage: usage ?? null }),
    });
  const events: string[] = [];
  for (let index = 0; index < choiceCount(answer); index += 1) {
    const delta = (change: Json, more: { [key: string]: Json } = {}): void =>
      void events.push(chunk([{ index, delta: change, finish_reason: null, ...more }]));
    delta({ role: "assistant", content: "", refusal: null });
    for (const piece of answer.pieces) {
      delta(
        { content: piece },
        wantsLogprobs(answer) ? { logprobs: { content: [logprob(piece)], refusal: null } } : {},
      );
    }
    if (answer.refusal !== undefined) delta({ refusal: answer.refusal });
    for (const [place, tool] of answer.tools.entries()) {
      const call = toolCall(tool, place);
      delta({ tool_calls: [{ index: place, ...call, function: { ...call.function, arguments: "" } }] });
      for (const half of halves(call.function.arguments)) {
        delta({ tool_calls: [{ index: place, function: { arguments: half } }] });
      }
    }
    events.push(chunk([{ index, delta: {}, finish_reason: chatFinish(answer) }]));
  }
  if (wantsUsage) events.push(chunk([], chatUsage(answer)));
  return [...events, "data: [DONE]\n\n"];
}

export function responsesBody(answer: Answer): Json {
  return {
    id: `resp_${answer.id}`,
    object: "response",
    created_at: CREATED,
    status: "completed",
    error: null,
    incomplete_details: null,
    model: answer.model,
    output: responsesItems(answer),
    parallel_tool_calls: true,
    ...(answer.withUsage && { usage: responsesUsage(answer) }),
  };
}

export function responsesEvents(answer: Answer): string[] {
  const events: string[] = [];
  const add = (type: string, more: { [key: string]: Json }): void =>
    void events.push(`event: ${type}\n${data({ type, sequence_number: events.length, ...more })}`);
  const begun = { ...asObject(responsesBody(answer)), status: "in_progress", output: [], usage: null };
  add("response.created", { response: begun });
  add("response.in_progress", { response: begun });
  for (const [place, item] of responsesItems(answer).entries()) {
    const at = { output_index: place, item_id: asText(item["id"]) };
    if (item["type"] === "message") {
      const isRefusal = answer.refusal !== undefined;
      const kind = isRefusal ? "response.refusal" : "response.output_text";
      const [part = null] = asList(item["content"]);
      const empty = isRefusal ? { type: "refusal", refusal: "" } : { type: "output_text", text: "", annotations: [] };
      add("response.output_item.added", { output_index: place, item: { ...item, status: "in_progress", content: [] } });
      add("response.content_part.added", { ...at, content_index: 0, part: empty });
      for (const piece of isRefusal ? [answer.refusal ?? ""] : answer.pieces) {
        add(`${kind}.delta`, { ...at, content_index: 0, delta: piece });
      }
      const whole = isRefusal ? { refusal: answer.refusal ?? "" } : { text: answer.pieces.join("") };
      add(`${kind}.done`, { ...at, content_index: 0, ...whole });
      add("response.content_part.done", { ...at, content_index: 0, part });
    } else {
      add("response.output_item.added", {
        output_index: place,
        item: { ...item, status: "in_progress", arguments: "" },
      });
      for (const half of halves(asText(item["arguments"]))) {
        add("response.function_call_arguments.delta", { ...at, delta: half });
      }
      add("response.function_call_arguments.done", { ...at, arguments: asText(item["arguments"]) });
    }
    add("response.output_item.done", { output_index: place, item });
  }
  add("response.completed", { response: responsesBody(answer) });
  return events;
}

export function modelsBody(ids: readonly string[]): Json {
  return { object: "list", data: ids.map((id) => ({ id, object: "model", created: CREATED, owned_by: "fake" })) };
}

export function embeddingsBody(answer: Answer): Json {
  const { input } = answer.request;
  const texts = Array.isArray(input) ? input : [input ?? ""];
  const vectors = texts.map((text, index) => ({
    object: "embedding",
    index,
    embedding: Array.from({ length: 8 }, (_, place) => ((JSON.stringify(text).length * (place + 1)) % 17) / 17),
  }));
  const usage = { prompt_tokens: answer.usage.input, total_tokens: answer.usage.input };
  return { object: "list", model: answer.model, data: vectors, ...(answer.withUsage && { usage }) };
}

export function openaiError(status: number, message: string): Json {
  const [type, code] = ERRORS[status] ?? [status >= 500 ? "server_error" : "invalid_request_error", null];
  return { error: { message, type, param: null, code } };
}

const ERRORS: Record<number, [type: string, code: string | null]> = {
  401: ["invalid_request_error", "invalid_api_key"],
  404: ["invalid_request_error", "model_not_found"],
  429: ["requests", "rate_limit_exceeded"],
};

const data = (value: Json): string => `data: ${JSON.stringify(value)}\n\n`;

const chatHead = (answer: Answer, object: string) => ({
  id: `chatcmpl-${answer.id}`,
  object,
  created: CREATED,
  model: answer.model,
  system_fingerprint: "fp_fake",
});

const choiceCount = (answer: Answer): number => {
  const { n } = answer.request;
  return typeof n === "number" ? Math.min(16, Math.max(1, n)) : 1;
};

const wantsLogprobs = (answer: Answer): boolean => answer.request["logprobs"] === true;

const logprob = (token: string) => ({ token, logprob: -0.5, bytes: [...Buffer.from(token)], top_logprobs: [] });

const toolCall = (tool: Answer["tools"][number], place: number) => ({
  id: `call_${place}`,
  type: "function",
  function: { name: tool.name, arguments: JSON.stringify(tool.arguments) },
});

const chatFinish = (answer: Answer): string => answer.finish ?? (answer.tools.length > 0 ? "tool_calls" : "stop");

function chatUsage({ usage }: Answer): Json {
  return {
    prompt_tokens: usage.input,
    completion_tokens: usage.output,
    total_tokens: usage.input + usage.output,
    prompt_tokens_details: { cached_tokens: usage.cached },
    completion_tokens_details: { reasoning_tokens: usage.reasoning },
  };
}

function responsesUsage({ usage }: Answer): Json {
  return {
    input_tokens: usage.input,
    input_tokens_details: { cached_tokens: usage.cached },
    output_tokens: usage.output,
    output_tokens_details: { reasoning_tokens: usage.reasoning },
    total_tokens: usage.input + usage.output,
  };
}

function responsesItems(answer: Answer): { [key: string]: Json }[] {
  const items: { [key: string]: Json }[] = [];
  if (answer.pieces.length > 0 || answer.refusal !== undefined) {
    const part =
      answer.refusal === undefined
        ? { type: "output_text", text: answer.pieces.join(""), annotations: [] }
        : { type: "refusal", refusal: answer.refusal };
    items.push({ id: `msg_${answer.id}`, type: "message", status: "completed", role: "assistant", content: [part] });
  }
  for (const [place, tool] of answer.tools.entries()) {
    items.push({
      id: `fc_${place}`,
      type: "function_call",
      status: "completed",
      call_id: `call_${place}`,
      name: tool.name,
      arguments: JSON.stringify(tool.arguments),
    });
  }
  return items;
}
