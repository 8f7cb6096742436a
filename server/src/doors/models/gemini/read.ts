import { type ModelAsk, type TextPart, UNREAD, isRecord } from "../../../kernel/index.ts";
import { isModelName, openEnvelope, problem } from "../envelope.ts";
import type { Read, Request } from "../format.ts";
import { forwarded } from "../headers.ts";
import { Texts } from "../texts.ts";

const MAX_CONTENTS = 100_000;
const ROLES = new Set(["system", "user", "model", "function"]);
/** Every name may be written in camelCase or in snake_case. */
const MEMBER_NAMES = bothWays(
  `contents parts thought thoughtSignature inlineData fileData fileUri mimeType displayName functionCall
  functionResponse response executableCode codeExecutionResult videoMetadata systemInstruction toolConfig
  generationConfig safetySettings cachedContent generateContentRequest serviceTier labels`.split(/\s+/),
);
const MEDIA = new Set(["inlineData", "inline_data"]);
const SIGNATURE = new Set(["thoughtSignature", "thought_signature"]);
const RESPONSE = new Set(["functionResponse", "function_response"]);
const SYSTEM = new Set(["systemInstruction", "system_instruction"]);
const REQUEST = new Set(["generateContentRequest", "generate_content_request"]);
/** Members that stand for one and the same, of which only one may be there. */
const TWICE = ["systemInstruction", "generationConfig", "toolConfig", "cachedContent", "generateContentRequest"];
const HEADERS = ["x-server-timeout"];

type Path = (string | number)[];
type Channel = TextPart["channel"];

/** Reads a request for content, or for the number of its tokens, from its bytes. */
export function readGenerate(body: Buffer, request: Request): Read {
  const { model, operation } = request;
  if (!isModelName(model)) return problem("The path must name a route or a model.");
  const envelope = openEnvelope(body);
  if (!envelope.ok) return envelope.read;
  const { parsed, members } = envelope;

  const inner = operation === "count" ? eitherOf(parsed, "generateContentRequest") : undefined;
  const asked = isRecord(inner) ? inner : parsed;
  const wrong = problemOf(parsed) ?? (asked === parsed ? undefined : problemOf(asked)) ?? contentsProblem(asked);
  if (wrong) return problem(wrong.message, wrong.param, model);

  const found = new Texts(MEMBER_NAMES);
  readRequest(found, [], parsed);
  const config = eitherOf(asked, "generationConfig");
  const settings = isRecord(config) ? config : {};
  const limit = eitherOf(settings, "maxOutputTokens");
  const tier = eitherOf(asked, "serviceTier");
  const ask: ModelAsk = {
    ...UNREAD,
    format: "gemini.generate",
    operation,
    model,
    stream: request.stream,
    body,
    members,
    texts: found.texts,
    maxTokensOut: typeof limit === "number" && limit >= 1 ? Math.floor(limit) : 0,
    tokensIn: Math.ceil(found.characters / 4),
    tools: Array.isArray(asked["tools"]) && asked["tools"].length > 0,
    images: found.images,
    files: found.files,
    schema: ["responseSchema", "responseJsonSchema"].some((name) => isRecord(eitherOf(settings, name))),
    headers: forwarded(request.headers, HEADERS),
    serviceTier: typeof tier === "string" ? tier : undefined,
  };
  return { ask };
}

function problemOf(asked: Record<string, unknown>): { message: string; param: string } | undefined {
  // Guarantee: what is inspected is what goes out; a body that two parsers could read differently is refused.
  for (const name of TWICE) {
    if (asked[name] !== undefined && asked[snake(name)] !== undefined) {
      return { message: `${name} stands in the body twice, written in two ways.`, param: name };
    }
  }
  // Guarantee: what only the provider keeps, and nobody here has read, is not brought in by its name.
  if (eitherOf(asked, "cachedContent") !== undefined) {
    return { message: "cachedContent cannot be read here: send the contents themselves.", param: "cachedContent" };
  }
  const config = asked["generationConfig"] === undefined ? asked["generation_config"] : asked["generationConfig"];
  if (config === undefined) return undefined;
  if (!isRecord(config)) return { message: "generationConfig must be an object.", param: "generationConfig" };
  if (config["maxOutputTokens"] !== undefined && config["max_output_tokens"] !== undefined) {
    const param = "generationConfig.maxOutputTokens";
    return { message: `${param} stands in the body twice, written in two ways.`, param };
  }
  return undefined;
}

function contentsProblem({ contents }: Record<string, unknown>): { message: string; param: string } | undefined {
  if (!Array.isArray(contents) || contents.length === 0) {
    return { message: "contents must be a list with at least one content.", param: "contents" };
  }
  if (contents.length > MAX_CONTENTS) {
    return { message: `contents has more than ${MAX_CONTENTS} entries.`, param: "contents" };
  }
  const wrong = contents.findIndex((content) => !isRecord(content) || !Array.isArray(content["parts"] ?? []));
  if (wrong < 0) return undefined;
  return { message: `contents[${wrong}] must be an object with a list of parts.`, param: `contents[${wrong}]` };
}

function readRequest(found: Texts, path: Path, asked: Record<string, unknown>): void {
  found.members(path, asked, "prompt", (name, at, value) => {
    if (SYSTEM.has(name)) readContent(found, at, value, "system");
    else if (name === "contents" && Array.isArray(value)) {
      for (const [index, content] of value.entries()) readContent(found, [...at, index], content, undefined);
    } else if (name === "tools") found.value(at, value, "tool_definition");
    else if (REQUEST.has(name) && isRecord(value)) readRequest(found, at, value);
    else return false;
    return true;
  });
}

function readContent(found: Texts, path: Path, content: unknown, as: Channel | undefined): void {
  if (!isRecord(content)) return found.value(path, content, as ?? "prompt");
  const channel = as ?? channelOf(content["role"]);
  found.members(path, content, channel, (name, at, value) => {
    if (name === "role") found.word(at, value, ROLES);
    else if (name === "parts") readParts(found, at, value, channel);
    else return false;
    return true;
  });
}

function readParts(found: Texts, path: Path, parts: unknown, channel: Channel): void {
  if (!Array.isArray(parts)) return found.value(path, parts, channel);
  for (const [index, part] of parts.entries()) readPart(found, [...path, index], part, channel);
}

function readPart(found: Texts, path: Path, part: unknown, channel: Channel): void {
  if (!isRecord(part)) return found.value(path, part, channel);
  found.members(path, part, channel, (name, at, value) => {
    if (MEDIA.has(name)) {
      seen(found, value);
      found.media(at, value, channel);
    } else if (name === "fileData" || name === "file_data") {
      seen(found, value);
      found.value(at, value, channel);
    } else if (SIGNATURE.has(name)) found.sealed(at, value, channel);
    // Guarantee: what tools say is untrusted data, whoever's turn carries it.
    else if (RESPONSE.has(name)) readResponse(found, at, value);
    else return false;
    return true;
  });
}

function readResponse(found: Texts, path: Path, response: unknown): void {
  if (!isRecord(response)) return found.value(path, response, "tool_result");
  found.members(path, response, "tool_result", (name, at, value) => {
    if (name !== "parts") return false;
    readParts(found, at, value, "tool_result");
    return true;
  });
}

function seen(found: Texts, data: unknown): void {
  const type = isRecord(data) ? eitherOf(data, "mimeType") : undefined;
  if (typeof type === "string" && type.startsWith("image/")) found.images = true;
  else found.files = true;
}

function channelOf(role: unknown): Channel {
  if (role === "model") return "assistant";
  if (role === "system") return "system";
  return role === "function" ? "tool_result" : "prompt";
}

function eitherOf(object: Record<string, unknown>, camel: string): unknown {
  return object[camel] ?? object[snake(camel)];
}

function bothWays(names: string[]): ReadonlySet<string> {
  return new Set(names.flatMap((name) => [name, snake(name)]));
}

function snake(camel: string): string {
  return camel.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
