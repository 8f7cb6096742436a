import { type Answer, halves } from "./answer.ts";
import type { Json } from "./json.ts";

/** Whoever sends an answer back must send these as they came. */
export const THOUGHT_SIGNATURE = "RmFrZVRob3VnaHRTaWduYXR1cmU=";
export const CALL_SIGNATURE = "RmFrZUNhbGxTaWduYXR1cmU=";

export function generateBody(answer: Answer): Json {
  if (answer.blocked !== undefined) return blocked(answer);
  const { pieces } = answer;
  const joined = { ...answer, pieces: pieces.length > 0 ? [pieces.join("")] : [] };
  return chunk(answer, steps(joined, 1).flat(), { last: true, share: 1 });
}

/** One chunk a step. Usage comes with each and is counted from the beginning; the last one says why it stopped. */
function generateChunks(answer: Answer): Json[] {
  if (answer.blocked !== undefined) return [blocked(answer)];
  const all = steps(answer, 2);
  return all.map((some, place) =>
    chunk(answer, some, { last: place === all.length - 1, share: (place + 1) / all.length }),
  );
}

function steps(answer: Answer, thoughts: 1 | 2): Json[][] {
  const { thinking, pieces, tools, refusal } = answer;
  const signed = thinking !== undefined;
  const texts: Json[][] = pieces.map((text, place) => [
    {
      text,
      ...(signed && tools.length === 0 && place === pieces.length - 1 && { thoughtSignature: THOUGHT_SIGNATURE }),
    },
  ]);
  const list: Json[][] = [
    ...(signed ? (thoughts === 1 ? [thinking] : halves(thinking)).map((text) => [{ text, thought: true }]) : []),
    ...texts,
    // Only the first of several calls bears the signature.
    ...(tools.length > 0
      ? [tools.map((tool, place) => functionCall(tool, signed && place === 0 ? CALL_SIGNATURE : undefined))]
      : []),
    ...(refusal === undefined ? [] : [[]]),
  ];
  return list.length > 0 ? list : [[]];
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

const functionCall = (tool: Answer["tools"][number], thoughtSignature: string | undefined): Json => ({
  functionCall: { name: tool.name, args: tool.arguments },
  ...(thoughtSignature !== undefined && { thoughtSignature }),
});

function chunk(answer: Answer, some: Json[], { last, share }: { last: boolean; share: number }): Json {
  const finish = answer.finish ?? (answer.refusal === undefined ? "STOP" : "SAFETY");
  const grounding = last && answer.searches.length > 0 && { groundingMetadata: { webSearchQueries: answer.searches } };
  return {
    candidates: [
      { content: { role: "model", parts: some }, index: 0, ...(last && { finishReason: finish }), ...grounding },
    ],
    ...usageSoFar(answer, share),
    modelVersion: answer.model,
    responseId: answer.id,
  };
}

/** The prompt itself was refused: there is no candidate. */
function blocked(answer: Answer): Json {
  return {
    promptFeedback: { blockReason: answer.blocked ?? "SAFETY" },
    ...usageSoFar(answer, 0),
    modelVersion: answer.model,
    responseId: answer.id,
  };
}

function usageSoFar({ usage, withUsage }: Answer, share: number): { [name: string]: Json } {
  if (!withUsage) return {};
  const written = Math.round(usage.output * share);
  const thought = share === 0 ? 0 : usage.reasoning;
  return {
    usageMetadata: {
      promptTokenCount: usage.input,
      candidatesTokenCount: written,
      totalTokenCount: usage.input + written + thought,
      cachedContentTokenCount: usage.cached,
      thoughtsTokenCount: thought,
    },
  };
}
