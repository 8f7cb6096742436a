import type { Asked } from "../door.ts";
import type { FormatDoor } from "../format.ts";
import { geminiArrayDoor, geminiDoor } from "./door.ts";

export type GeminiPath =
  | ({ kind: "call" } & Asked)
  | { kind: "models"; door: FormatDoor; name?: string }
  /** What can be said without knowing who asks, for it lies in the path alone. */
  | { kind: "refused"; door: FormatDoor; code: "invalid_request" | "not_found"; message: string };

const VERSION = /^\/v1(?:beta)?\//;
const VERBS: Readonly<Record<string, { operation: "generate" | "count"; stream: boolean }>> = {
  generateContent: { operation: "generate", stream: false },
  streamGenerateContent: { operation: "generate", stream: true },
  countTokens: { operation: "count", stream: false },
};

/** What a path below `/v1beta/`, or one of `/v1/` that ends with a method, asks in Google's way. */
export function geminiPath(path: string, query: string): GeminiPath | undefined {
  const version = VERSION.exec(path)?.[0];
  if (version === undefined) return undefined;
  const rest = path.slice(version.length);
  const calls = rest.includes(":");
  const named = rest.startsWith("models/");
  if (!named && rest !== "models" && !rest.startsWith("tunedModels")) return undefined;
  const parameters = new URLSearchParams(query);
  // Guarantee: a key in an address is not taken, so that nobody gets used to writing it where logs keep it.
  if (parameters.has("key")) {
    return refused("invalid_request", "Send the key in the header x-goog-api-key: an address is kept in logs.");
  }
  if (rest.startsWith("tunedModels")) {
    return refused("not_found", "A tuned model is asked for by its name in Lumos: models/NAME.");
  }
  if (!named) return { kind: "models", door: geminiDoor };
  const method = calls ? rest.slice(rest.lastIndexOf(":") + 1) : "";
  const name = nameOf(rest.slice("models/".length, calls ? rest.lastIndexOf(":") : undefined));
  if (name === undefined) return refused("invalid_request", "The path does not name a model.");
  if (!calls) return { kind: "models", door: geminiDoor, name };
  const verb = Object.hasOwn(VERBS, method) ? VERBS[method] : undefined;
  if (!verb)
    return refused("not_found", "Only generateContent, streamGenerateContent and countTokens are spoken here.");
  const door = verb.stream && parameters.get("alt") !== "sse" ? geminiArrayDoor : geminiDoor;
  return { kind: "call", door, request: { ...verb, model: name } };
}

/** Clients write `models/NAME` or NAME, with their slashes as they are or encoded. */
function nameOf(text: string): string | undefined {
  try {
    const name = decodeURIComponent(text).replace(/^models\//, "");
    return name === "" ? undefined : name;
  } catch {
    return undefined;
  }
}

function refused(code: "invalid_request" | "not_found", message: string): GeminiPath {
  return { kind: "refused", door: geminiDoor, code, message };
}
