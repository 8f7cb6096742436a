import type { Behaviour } from "./behaviour.ts";
import { type Json, asObject, asText } from "./json.ts";

/** What one answer says, before it is put in a provider's format. The same request always gives the same. */
export interface Answer {
  id: string;
  model: string;
  request: { [key: string]: Json };
  pieces: string[];
  thinking: string | undefined;
  blocks: { [key: string]: Json }[];
  citations: Json[];
  refusal: string | undefined;
  blocked: string | undefined;
  searches: string[];
  tools: { name: string; arguments: Json }[];
  finish: string | undefined;
  vector: number[] | undefined;
  usage: {
    input: number;
    output: number;
    cached: number;
    cacheWrite: number;
    cacheWrite1h: number;
    reasoning: number;
    searches: number;
  };
  withUsage: boolean;
}

/** A second that never changes, so that answers can be compared byte by byte. */
export const CREATED = 1_750_000_000;

export function answerTo(request: Json, model: string, count: number, behaviour: Behaviour): Answer {
  const tools = behaviour.tools ?? [];
  const pieces = tools.length > 0 && behaviour.text === undefined ? [] : textPieces(model, behaviour);
  const bytes = Buffer.byteLength(JSON.stringify(request) ?? "");
  return {
    id: `fake-${count}`,
    model,
    request: asObject(request),
    pieces: behaviour.refusal === undefined ? pieces : [],
    thinking: behaviour.thinking,
    blocks: behaviour.blocks ?? [],
    citations: behaviour.citations ?? [],
    refusal: behaviour.refusal,
    blocked: behaviour.blocked,
    searches: behaviour.searches ?? [],
    tools,
    finish: behaviour.finish,
    vector: behaviour.vector,
    usage: {
      input: behaviour.usage?.input ?? Math.max(1, Math.ceil(bytes / 4)),
      output: behaviour.usage?.output ?? Math.max(1, pieces.length + tools.length * 8),
      cached: behaviour.usage?.cached ?? 0,
      cacheWrite: behaviour.usage?.cacheWrite ?? 0,
      cacheWrite1h: behaviour.usage?.cacheWrite1h ?? 0,
      reasoning: behaviour.usage?.reasoning ?? 0,
      searches: behaviour.usage?.searches ?? 0,
    },
    withUsage: behaviour.noUsage !== true,
  };
}

function textPieces(model: string, behaviour: Behaviour): string[] {
  if (behaviour.text === undefined && behaviour.chunks !== undefined) {
    return Array.from({ length: behaviour.chunks }, (_, place) => `word${place} `);
  }
  const text = behaviour.text ?? `A simulated answer from ${model || "the fake upstream"}.`;
  if (behaviour.chunks === undefined) return text.match(/\S+\s*|\s+/g) ?? [];
  const size = Math.max(1, Math.ceil(text.length / Math.max(1, behaviour.chunks)));
  return Array.from({ length: Math.ceil(text.length / size) }, (_, at) => text.slice(at * size, (at + 1) * size));
}

export const modelOf = (request: Json): string => asText(asObject(request)["model"]);

/** Arguments of a tool call come in two parts, as they do from real providers. */
export function halves(text: string): string[] {
  const middle = Math.ceil(text.length / 2);
  return [text.slice(0, middle), text.slice(middle)].filter((part) => part !== "");
}
