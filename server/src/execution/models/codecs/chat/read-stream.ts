import type { Usage } from "../../../../kernel/index.ts";
import { chatUsage } from "../../taps/chat.ts";
import type { SseEvent, StreamReader } from "../codec.ts";
import type { Delta, Json, JsonObject } from "../form.ts";
import { ChoiceReader } from "./choice-reader.ts";
import { asList, asNumber, asObject, asText, given } from "./json.ts";

/** Reads chunks of a chat completion. The stream ends with `[DONE]`. */
export function readStream(issuer: string): StreamReader {
  const choices = new Map<number, ChoiceReader>();
  let started = false;
  let counted = "";

  const start = (chunk: JsonObject): Delta[] => {
    if (started) return [];
    started = true;
    const createdS = given("createdS", asNumber(chunk["created"]));
    return [{ kind: "start", id: asText(chunk["id"]) ?? "", model: asText(chunk["model"]) ?? "", ...createdS }];
  };

  const readChoice = (value: Json): Delta[] => {
    const choice = asObject(value) ?? {};
    const index = asNumber(choice["index"]) ?? 0;
    const reader = choices.get(index) ?? new ChoiceReader(index, issuer);
    choices.set(index, reader);
    return reader.read(choice);
  };

  /** Some servers count along in every chunk: what they say before a choice has ended is not the count. */
  const readUsage = (chunk: JsonObject): Delta[] => {
    if (![...choices.values()].every((choice) => choice.stopped)) return [];
    const usage = usageOf(chunk);
    const text = usage && JSON.stringify(usage);
    if (!usage || text === undefined || text === counted) return [];
    counted = text;
    return [{ kind: "usage", usage, ...given("serviceTier", usage.serviceTier) }];
  };

  return {
    read({ data }: SseEvent): Delta[] {
      if (data === "") return [];
      if (data.trim() === "[DONE]") return [{ kind: "end" }];
      const chunk = asObject(JSON.parse(data) as Json);
      if (!chunk) throw new SyntaxError("not a chunk of a chat completion");
      const failure = asObject(chunk["error"]);
      if (failure) return [failed(failure)];
      const listed = asList(chunk["choices"]) ?? [];
      const deltas = listed.length > 0 ? start(chunk) : [];
      for (const choice of listed) deltas.push(...readChoice(choice));
      deltas.push(...readUsage(chunk));
      return deltas;
    },
  };
}

/** Groq says it apart, as long as it is not asked for in OpenAI's way. */
function usageOf(chunk: JsonObject): Usage | undefined {
  return chatUsage(chunk) ?? chatUsage(asObject(chunk["x_groq"]) ?? {});
}

function failed({ code, type, message }: JsonObject): Delta {
  const said = typeof code === "number" ? String(code) : (asText(code) ?? asText(type));
  return { kind: "failed", code: said ?? "error", message: asText(message) ?? "" };
}
