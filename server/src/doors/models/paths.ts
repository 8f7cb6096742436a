import type { IncomingHttpHeaders } from "node:http";
import { chatDoor } from "./chat/door.ts";
import type { Asked } from "./door.ts";
import { embeddingsDoor } from "./embeddings/door.ts";
import type { FormatDoor } from "./format.ts";

export type ModelPath = ({ kind: "call" } & Asked) | { kind: "models"; door: FormatDoor };

const generate = { operation: "generate", model: "", stream: false } as const;
const CALLS: ReadonlyMap<string, ModelPath> = new Map<string, ModelPath>([
  ["/v1/chat/completions", { kind: "call", door: chatDoor, request: generate }],
  ["/v1/embeddings", { kind: "call", door: embeddingsDoor, request: { ...generate, operation: "embed" } }],
]);

/** What a path asks of models; undefined where it belongs to another door. */
export function modelPath(path: string, _headers: IncomingHttpHeaders): ModelPath | undefined {
  const call = CALLS.get(path);
  if (call) return call;
  return path === "/v1/models" ? { kind: "models", door: chatDoor } : undefined;
}
