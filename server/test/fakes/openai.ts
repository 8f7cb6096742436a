import { type Answer, CREATED, halves } from "./answer.ts";
import { type Json, asObject } from "./json.ts";

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

export function modelsBody(ids: readonly string[]): Json {
  return { object: "list", data: ids.map((id) => ({ id, object: "model", created: CREATED, owned_by: "fake" })) };
}

export function embeddingsBody(answer: Answer): Json {
  const { input, encoding_format: encoding } = answer.request;
  const texts = Array.isArray(input) ? input : [input ?? ""];
  const vectors = texts.map((text, index) => {
    const vector =
      answer.vector ?? Array.from({ length: 8 }, (_, place) => ((JSON.stringify(text).length * (place + 1)) % 17) / 17);
    const packed = () => Buffer.from(Float32Array.from(vector).buffer).toString("base64");
    return { object: "embedding", index, embedding: encoding === "base64" ? packed() : vector };
  });
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
