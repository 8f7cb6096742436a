import { type Answer, halves } from "./answer.ts";
import type { Json } from "./json.ts";

export function messagesBody(answer: Answer): Json {
  return {
    ...head(answer),
    content: blocks(answer),
    stop_reason: stopReason(answer),
    stop_sequence: null,
    ...(answer.withUsage && {
      usage: { ...inputUsage(answer), output_tokens: answer.usage.output, ...toolUsage(answer) },
    }),
  };
}

export function messagesEvents(answer: Answer): string[] {
  const events: string[] = [];
  const add = (type: string, more: { [key: string]: Json } = {}): void =>
    void events.push(`event: ${type}\ndata: ${JSON.stringify({ type, ...more })}\n\n`);
  const usage = answer.withUsage ? { usage: { ...inputUsage(answer), output_tokens: 1 } } : {};
  add("message_start", { message: { ...head(answer), content: [], stop_reason: null, stop_sequence: null, ...usage } });
  add("ping");
  for (const [index, block] of blocks(answer).entries()) {
    const delta = (change: Json): void => add("content_block_delta", { index, delta: change });
    if (block["type"] === "thinking") {
      add("content_block_start", { index, content_block: { type: "thinking", thinking: "", signature: "" } });
      delta({ type: "thinking_delta", thinking: block["thinking"] ?? "" });
      delta({ type: "signature_delta", signature: block["signature"] ?? "" });
    } else if (block["type"] === "text") {
      add("content_block_start", { index, content_block: { type: "text", text: "" } });
      const pieces = answer.refusal === undefined ? answer.pieces : [answer.refusal];
      for (const text of pieces) delta({ type: "text_delta", text });
      for (const citation of answer.citations) delta({ type: "citations_delta", citation });
    } else if (block["input"] === undefined) {
      add("content_block_start", { index, content_block: block });
    } else {
      add("content_block_start", { index, content_block: { ...block, input: {} } });
      for (const half of halves(JSON.stringify(block["input"]))) {
        delta({ type: "input_json_delta", partial_json: half });
      }
    }
    add("content_block_stop", { index });
  }
  add("message_delta", {
    delta: { stop_reason: stopReason(answer), stop_sequence: null },
    ...(answer.withUsage && { usage: { output_tokens: answer.usage.output, ...toolUsage(answer) } }),
  });
  add("message_stop");
  return events;
}

export function anthropicError(status: number, message: string): Json {
  const type = ERRORS[status] ?? (status >= 500 ? "api_error" : "invalid_request_error");
  return { type: "error", error: { type, message }, request_id: "req_fake" };
}

const ERRORS: Record<number, string> = {
  401: "authentication_error",
  403: "permission_error",
  404: "not_found_error",
  413: "request_too_large",
  429: "rate_limit_error",
  529: "overloaded_error",
};

const head = (answer: Answer) => ({ id: `msg_${answer.id}`, type: "message", role: "assistant", model: answer.model });

function stopReason(answer: Answer): string {
  if (answer.finish !== undefined) return answer.finish;
  if (answer.refusal !== undefined) return "refusal";
  return answer.tools.length > 0 ? "tool_use" : "end_turn";
}

/** Here, unlike in OpenAI's format, cached tokens are not part of the input tokens. */
function inputUsage({ usage }: Answer) {
  return {
    input_tokens: usage.input,
    cache_creation_input_tokens: usage.cacheWrite,
    cache_read_input_tokens: usage.cached,
    cache_creation: {
      ephemeral_5m_input_tokens: usage.cacheWrite - usage.cacheWrite1h,
      ephemeral_1h_input_tokens: usage.cacheWrite1h,
    },
    service_tier: "standard",
  };
}

function toolUsage({ usage }: Answer) {
  return {
    ...(usage.searches > 0 && { server_tool_use: { web_search_requests: usage.searches } }),
    ...(usage.reasoning > 0 && { output_tokens_details: { thinking_tokens: usage.reasoning } }),
  };
}

function blocks(answer: Answer): { [key: string]: Json }[] {
  const text = answer.refusal ?? answer.pieces.join("");
  return [
    ...(answer.thinking === undefined
      ? []
      : [{ type: "thinking", thinking: answer.thinking, signature: "c2lnbmVkLWJ5LWZha2U=" }]),
    ...answer.blocks,
    ...(text === ""
      ? []
      : [{ type: "text", text, ...(answer.citations.length > 0 && { citations: answer.citations }) }]),
    ...answer.tools.map((tool, place) => ({
      type: "tool_use",
      id: `toolu_${place}`,
      name: tool.name,
      input: tool.arguments,
    })),
  ];
}
