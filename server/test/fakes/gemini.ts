import type { Answer } from "./answer.ts";
import type { Json } from "./json.ts";

export function generateBody(answer: Answer): Json {
  return chunk(answer, parts(answer), true);
}

/** One chunk per piece; usage and the finish reason come with the last. */
function generateChunks(answer: Answer): Json[] {
  const list = [
    ...answer.pieces.map((text) => [{ text }]),
    ...(answer.tools.length > 0 ? [answer.tools.map(functionCall)] : []),
    ...(answer.refusal === undefined ? [] : [[]]),
  ];
  const all = list.length > 0 ? list : [[]];
  return all.map((some, place) => chunk(answer, some, place === all.length - 1));
}

export const generateEvents = (answer: Answer): string[] =>
  generateChunks(answer).map((value) => `data: ${JSON.stringify(value)}\n\n`);

/** Without `alt=sse` the stream is one JSON array that grows. */
export function generateArray(answer: Answer): string[] {
  const values = generateChunks(answer).map((value) => JSON.stringify(value));
  return values.map(
    (value, place) => `${place === 0 ? "[" : ",\r\n"}${value}${place === values.length - 1 ? "]" : ""}`,
  );
}

export function geminiError(status: number, message: string): Json {
  return {
    error: { code: status, message, status: STATUS[status] ?? (status >= 500 ? "INTERNAL" : "INVALID_ARGUMENT") },
  };
}

const STATUS: Record<number, string> = {
  401: "UNAUTHENTICATED",
  403: "PERMISSION_DENIED",
  404: "NOT_FOUND",
  429: "RESOURCE_EXHAUSTED",
  503: "UNAVAILABLE",
  504: "DEADLINE_EXCEEDED",
};

const functionCall = (tool: Answer["tools"][number]) => ({ functionCall: { name: tool.name, args: tool.arguments } });

function parts(answer: Answer): Json[] {
  const text = answer.pieces.length > 0 ? [{ text: answer.pieces.join("") }] : [];
  return [...text, ...answer.tools.map(functionCall)];
}

function chunk(answer: Answer, some: Json[], last: boolean): Json {
  const { usage } = answer;
  const finish = answer.finish ?? (answer.refusal === undefined ? "STOP" : "SAFETY");
  return {
    candidates: [{ content: { role: "model", parts: some }, index: 0, ...(last && { finishReason: finish }) }],
    ...(last &&
      answer.withUsage && {
        usageMetadata: {
          promptTokenCount: usage.input,
          candidatesTokenCount: usage.output,
          totalTokenCount: usage.input + usage.output + usage.reasoning,
          cachedContentTokenCount: usage.cached,
          thoughtsTokenCount: usage.reasoning,
        },
      }),
    modelVersion: answer.model,
    responseId: answer.id,
  };
}
