import { type Format, type Told, type Usage, isRecord } from "../../kernel/index.ts";
import { type Members, listOf, numberOf } from "./formats/sink.ts";

/**
 * Ends a stream that may not go on: it follows what has been given, and says in the events of its format that the
 * model's answer ends here for a reason of content.
 */
export interface Closing {
  /** Sees every event that goes to the caller. */
  saw(json: Members, event: string): void;
  /** The events that end the stream. */
  close(told: Told, usage: Usage): string;
}

export function closingOf(format: Format): Closing {
  switch (format) {
    case "anthropic.messages":
      return new AnthropicClosing();
    case "openai.responses":
      return new ResponsesClosing();
    case "gemini.generate":
      return new GeminiClosing();
    default:
      return new ChatClosing();
  }
}

const event = (json: object): string => `data: ${JSON.stringify(json)}\n\n`;
const typed = (json: { type: string }): string => `event: ${json.type}\n${event(json)}`;

/** Its choices that have not ended refuse, and end by the filter of content. */
class ChatClosing implements Closing {
  #head: Members = {};
  readonly #open = new Map<number, "new" | "begun" | "over">();

  saw(json: Members): void {
    if (json["object"] === "chat.completion.chunk") this.#head = json;
    for (const [at, choice] of listOf(json["choices"]).entries()) {
      if (isRecord(choice)) this.#open.set(numberOf(choice["index"], at), choice["finish_reason"] ? "over" : "begun");
    }
  }

  close(told: Told): string {
    const { id, created, model, system_fingerprint } = this.#head;
    if (this.#open.size === 0) this.#open.set(0, "new");
    const choices = [...this.#open]
      .filter(([, state]) => state !== "over")
      .map(([index, state]) => ({
        index,
        delta: { ...(state === "new" ? { role: "assistant" } : {}), refusal: told.message },
        logprobs: null,
        finish_reason: "content_filter",
      }));
    const head = {
      id: id ?? `chatcmpl-${told.decision}`,
      object: "chat.completion.chunk",
      created: created ?? 0,
      model: model ?? "",
      ...(system_fingerprint === undefined ? {} : { system_fingerprint }),
    };
    const lumos = lumosOf(told);
    return `${choices.map((choice) => event({ ...head, choices: [choice], lumos })).join("")}data: [DONE]\n\n`;
  }
}

/** Blocks that are open end, then the message, as a refusal. */
class AnthropicClosing implements Closing {
  #begun = false;
  readonly #open = new Set<number>();

  saw(json: Members): void {
    if (json["type"] === "message_start") this.#begun = true;
    if (json["type"] === "content_block_start") this.#open.add(numberOf(json["index"]));
    if (json["type"] === "content_block_stop") this.#open.delete(numberOf(json["index"]));
  }

  close(told: Told, usage: Usage): string {
    const counts = { input_tokens: usage.input, output_tokens: usage.output };
    const message = {
      id: `msg_${told.decision}`,
      type: "message",
      role: "assistant",
      model: "",
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: { ...counts, output_tokens: 0 },
    };
    const start = this.#begun ? "" : typed({ type: "message_start", message } as { type: string });
    const stops = [...this.#open].map((index) => typed({ type: "content_block_stop", index } as { type: string }));
    const stop_details = { type: "refusal", category: null, explanation: told.message };
    const delta = { stop_reason: "refusal", stop_sequence: null, stop_details };
    const end = { type: "message_delta", delta, usage: counts, lumos: lumosOf(told) };
    return `${start}${stops.join("")}${typed(end)}${typed({ type: "message_stop" })}`;
  }
}

/** The response ends incomplete, with the items that were done. */
class ResponsesClosing implements Closing {
  #response: Members | undefined;
  #number = -1;
  readonly #done: unknown[] = [];

  saw(json: Members): void {
    this.#number = numberOf(json["sequence_number"], this.#number + 1);
    if (isRecord(json["response"])) this.#response = json["response"];
    if (json["type"] === "response.output_item.done" && isRecord(json["item"])) this.#done.push(json["item"]);
  }

  close(told: Told, usage: Usage): string {
    const blank = { id: `resp_${told.decision}`, object: "response", created_at: 0, model: "", error: null };
    const response = {
      ...blank,
      ...this.#response,
      status: "incomplete",
      incomplete_details: { reason: "content_filter" },
      output: this.#done,
      usage: {
        input_tokens: usage.input,
        input_tokens_details: { cached_tokens: usage.cachedInput },
        output_tokens: usage.output,
        output_tokens_details: { reasoning_tokens: usage.reasoning },
        total_tokens: usage.input + usage.output,
      },
      lumos: lumosOf(told),
    };
    const begin = this.#response
      ? ""
      : this.#numbered({
          type: "response.created",
          response: { ...response, status: "in_progress", incomplete_details: null, output: [], usage: null },
        });
    return begin + this.#numbered({ type: "response.incomplete", response });
  }

  #numbered(json: { type: string; response: object }): string {
    this.#number += 1;
    return typed({ ...json, sequence_number: this.#number } as { type: string });
  }
}

/** Candidates that have not ended stop for safety. */
class GeminiClosing implements Closing {
  #head: Members = {};
  readonly #open = new Map<number, "begun" | "over">();

  saw(json: Members): void {
    this.#head = json;
    for (const [at, candidate] of listOf(json["candidates"]).entries()) {
      if (!isRecord(candidate)) continue;
      this.#open.set(numberOf(candidate["index"], at), candidate["finishReason"] ? "over" : "begun");
    }
  }

  close(told: Told, usage: Usage): string {
    const { modelVersion, responseId } = this.#head;
    if (this.#open.size === 0) this.#open.set(0, "begun");
    const candidates = [...this.#open]
      .filter(([, state]) => state === "begun")
      .map(([index]) => ({
        content: { role: "model", parts: [] },
        finishReason: "SAFETY",
        finishMessage: told.message,
        index,
      }));
    return event({
      candidates,
      usageMetadata: {
        promptTokenCount: usage.input,
        candidatesTokenCount: usage.output,
        totalTokenCount: usage.input + usage.output,
      },
      ...(modelVersion === undefined ? {} : { modelVersion }),
      ...(responseId === undefined ? {} : { responseId }),
      lumos: lumosOf(told),
    });
  }
}

/** Beside what the format says: which rule of the house it was, and the decision to ask about. */
function lumosOf({ code, message, decision }: Told): object {
  return { code, message, decision };
}
