import type { IncomingHttpHeaders } from "node:http";
import { anthropicDoor } from "./anthropic/door.ts";
import { chatDoor } from "./chat/door.ts";
import type { Asked } from "./door.ts";
import { embeddingsDoor } from "./embeddings/door.ts";
import type { FormatDoor } from "./format.ts";
import { responsesDoor } from "./responses/door.ts";
import { type GeminiPath, geminiPath } from "./gemini/path.ts";

export type ModelPath = ({ kind: "call" } & Asked) | { kind: "models"; door: FormatDoor; name?: string } | GeminiPath;

const generate = { operation: "generate", model: "", stream: false } as const;
const CALLS: ReadonlyMap<string, ModelPath> = new Map<string, ModelPath>([
  ["/v1/chat/completions", { kind: "call", door: chatDoor, request: generate }],
  ["/v1/messages", { kind: "call", door: anthropicDoor, request: generate }],
  ["/v1/messages/count_tokens", { kind: "call", door: anthropicDoor, request: { ...generate, operation: "count" } }],
  ["/v1/responses", { kind: "call", door: responsesDoor, request: generate }],
  ["/v1/embeddings", { kind: "call", door: embeddingsDoor, request: { ...generate, operation: "embed" } }],
]);

const MODELS = "/v1/models";

/** What a path asks of models; undefined where it belongs to another door. */
export function modelPath(path: string, query: string, headers: IncomingHttpHeaders): ModelPath | undefined {
  const call = CALLS.get(path);
  if (call) return call;
  if (!path.startsWith("/v1")) return undefined;
  // Three formats have their models at one path; these headers tell them apart.
  const google = headers["x-goog-api-key"] !== undefined || path.startsWith("/v1beta/") || path.includes(":");
  const asked = google ? geminiPath(path, query) : undefined;
  if (asked?.kind === "call" && isOldGoogle(headers)) return { ...asked, door: { ...asked.door, ping: "" } };
  if (asked) return asked;
  const door = headers["anthropic-version"] === undefined ? chatDoor : anthropicDoor;
  if (path === MODELS) return { kind: "models", door };
  const name = path.startsWith(`${MODELS}/`) ? decoded(path.slice(MODELS.length + 1)) : "";
  return name !== "" && door.model ? { kind: "models", door, name } : undefined;
}

/** Google's first client, which others are built on: it takes nothing between two events, not even a blank line. */
function isOldGoogle(headers: IncomingHttpHeaders): boolean {
  const client = headers["x-goog-api-client"];
  return typeof client === "string" && client.includes("genai-js/");
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return "";
  }
}
