import { anthropicError, messagesBody, messagesEvents } from "./anthropic.ts";
import { type Answer, modelOf } from "./answer.ts";
import { geminiError, generateArray, generateBody, generateEvents } from "./gemini.ts";
import { type Json, asObject } from "./json.ts";
import { chatBody, chatEvents, embeddingsBody, modelsBody, openaiError } from "./openai.ts";
import { responsesBody, responsesError, responsesEvents } from "./responses.ts";

/** One kind of request the fake upstream understands. */
export interface Format {
  model: string;
  /** Undefined: a plain answer. */
  stream: { type: string; events: (answer: Answer) => string[]; error: (message: string) => string } | undefined;
  body: (answer: Answer) => Json;
  error: (status: number, message: string) => Json;
}

const SSE = "text/event-stream; charset=utf-8";

/** Undefined: no such path here. */
export function formatOf(method: string, url: string, request: Json, models: readonly string[]): Format | undefined {
  const { pathname, searchParams } = new URL(url, "http://fake");
  const model = modelOf(request);
  const streamed = asObject(request)["stream"] === true;
  const openai = {
    model,
    error: openaiError,
    stream: undefined,
  };
  const openaiStream = (events: (answer: Answer) => string[]) =>
    streamed
      ? { type: SSE, events, error: (message: string) => `data: ${JSON.stringify(openaiError(500, message))}\n\n` }
      : undefined;
  if (method === "GET") return pathname.endsWith("/models") ? { ...openai, body: () => modelsBody(models) } : undefined;
  if (method !== "POST") return undefined;
  if (pathname.endsWith("/chat/completions")) return { ...openai, stream: openaiStream(chatEvents), body: chatBody };
  if (pathname.endsWith("/responses")) {
    const stream = streamed ? { type: SSE, events: responsesEvents, error: responsesError } : undefined;
    return { ...openai, stream, body: responsesBody };
  }
  if (pathname.endsWith("/embeddings")) return { ...openai, body: embeddingsBody };
  if (pathname.endsWith("/messages/count_tokens")) {
    return {
      model,
      stream: undefined,
      error: anthropicError,
      body: (answer) => ({ input_tokens: answer.usage.input }),
    };
  }
  if (pathname.endsWith("/messages")) {
    const error = (message: string): string =>
      `event: error\ndata: ${JSON.stringify(anthropicError(529, message))}\n\n`;
    return {
      model,
      stream: streamed ? { type: SSE, events: messagesEvents, error } : undefined,
      body: messagesBody,
      error: anthropicError,
    };
  }
  const gemini = /\/models\/(?<model>[^/:]+):(?<verb>[A-Za-z]+)$/.exec(pathname)?.groups;
  return gemini === undefined
    ? undefined
    : geminiFormat(decodeURIComponent(gemini["model"] ?? ""), gemini["verb"] ?? "", searchParams.get("alt") === "sse");
}

function geminiFormat(model: string, verb: string, sse: boolean): Format | undefined {
  const base = { model, error: geminiError, stream: undefined };
  if (verb === "generateContent") return { ...base, body: generateBody };
  if (verb === "countTokens") return { ...base, body: (answer) => ({ totalTokens: answer.usage.input }) };
  if (verb !== "streamGenerateContent") return undefined;
  const error = (message: string): string => {
    const text = JSON.stringify(geminiError(500, message));
    return sse ? `data: ${text}\n\n` : `,\r\n${text}]`;
  };
  const stream = { type: sse ? SSE : "application/json", events: sse ? generateEvents : generateArray, error };
  return { ...base, stream, body: generateBody };
}
