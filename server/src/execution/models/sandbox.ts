import { isRecord } from "../../kernel/index.ts";
import type { Upstream, UpstreamExchange, UpstreamListener, UpstreamRequest } from "../types.ts";
import { type Script, scriptOf } from "./sandbox-script.ts";
import { sandboxVectors } from "./sandbox-vectors.ts";

/**
 * Simulated models in this process, for a first call without any provider: they answer in the OpenAI chat
 * format, whole or as a stream at a set pace, call tools, count usage and fail on request. Marks in the last
 * message steer them; see sandbox-script.ts.
 */
export function sandboxUpstream(): Upstream {
  return {
    send(request, listener) {
      const exchange = new SandboxExchange(request, listener);
      exchange.start();
      return exchange;
    },
    close: () => Promise.resolve(),
  };
}

const JSON_HEADERS = { "content-type": "application/json" };
const STREAM_HEADERS = { "content-type": "text/event-stream; charset=utf-8", "cache-control": "no-cache" };

class SandboxExchange implements UpstreamExchange {
  readonly #request: UpstreamRequest;
  readonly #listener: UpstreamListener;
  #timer: NodeJS.Timeout | undefined;
  #paused = false;
  #over = false;
  #waiting: (() => void) | undefined;

  constructor(request: UpstreamRequest, listener: UpstreamListener) {
    this.#request = request;
    this.#listener = listener;
  }

  start(): void {
    const body = JSON.parse(this.#request.body.toString("utf8")) as unknown;
    const ask = isRecord(body) ? body : {};
    const script = scriptOf(ask);
    this.#later(script.delayMs, () => this.#answer(ask, script));
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    const waiting = this.#waiting;
    this.#waiting = undefined;
    waiting?.();
  }

  abort(): void {
    if (this.#over) return;
    this.#over = true;
    clearTimeout(this.#timer);
    this.#listener.failed({ kind: "aborted", detail: "stopped" });
  }

  #answer(ask: Record<string, unknown>, script: Script): void {
    if (script.status !== 200) {
      this.#listener.head(script.status, {
        ...JSON_HEADERS,
        ...(script.retryAfterS === undefined ? {} : { "retry-after": String(script.retryAfterS) }),
      });
      this.#data(JSON.stringify({ error: { message: "scripted failure of the sandbox", type: "server_error" } }));
      this.#end();
      return;
    }
    const vectors = this.#request.path.endsWith("/embeddings");
    const answer = new SandboxAnswer(this.#request, ask, script);
    if (ask["stream"] === true && !vectors) {
      this.#listener.head(200, STREAM_HEADERS);
      this.#stream(answer.events(), script);
    } else {
      this.#listener.head(200, JSON_HEADERS);
      this.#data(JSON.stringify(vectors ? sandboxVectors(ask, this.#request.model.upstream) : answer.whole()));
      this.#end();
    }
  }

  #stream(events: string[], script: Script): void {
    const step = (index: number) => {
      if (this.#over) return;
      if (script.cutAfter !== undefined && index >= script.cutAfter) {
        this.#over = true;
        this.#listener.failed({ kind: "cut", detail: "broke the connection" });
        return;
      }
      if (script.stallAfter !== undefined && index >= script.stallAfter) return;
      if (index >= events.length) return this.#end();
      this.#data(events[index] as string);
      const next = () => this.#later(script.paceMs, () => step(index + 1));
      if (this.#paused) this.#waiting = next;
      else next();
    };
    step(0);
  }

  #data(text: string): void {
    if (!this.#over && !this.#listener.data(Buffer.from(text))) this.#paused = true;
  }

  #end(): void {
    if (this.#over) return;
    this.#over = true;
    this.#listener.end();
  }

  #later(ms: number, run: () => void): void {
    this.#timer = setTimeout(() => {
      if (!this.#over) run();
    }, ms);
  }
}

class SandboxAnswer {
  readonly #id: string;
  readonly #created = Math.floor(Date.now() / 1000);
  readonly #model: string;
  readonly #ask: Record<string, unknown>;
  readonly #script: Script;
  readonly #words: string[];
  readonly #promptTokens: number;

  constructor(request: UpstreamRequest, ask: Record<string, unknown>, script: Script) {
    this.#id = `chatcmpl-sandbox-${this.#created.toString(36)}`;
    this.#model = request.model.upstream;
    this.#ask = ask;
    this.#script = script;
    this.#promptTokens = Math.ceil(request.body.length / 4);
    const limit = [ask["max_completion_tokens"], ask["max_tokens"]].find((value) => typeof value === "number");
    const text = `This is ${request.model.id}, a simulated model of the ${request.model.tier} tier. You said: ${script.echo}`;
    this.#words = text.split(/(?<=\s)/).slice(0, typeof limit === "number" ? Math.max(1, limit) : undefined);
  }

  whole(): unknown {
    const call = this.#script.toolCall;
    return {
      ...this.#frame("chat.completion"),
      choices: [
        {
          index: 0,
          message: call
            ? {
                role: "assistant",
                content: null,
                tool_calls: [{ id: "call_sandbox_1", type: "function", function: call }],
              }
            : { role: "assistant", content: this.#words.join("") },
          finish_reason: call ? "tool_calls" : "stop",
        },
      ],
      usage: this.#usage(),
    };
  }

  events(): string[] {
    const call = this.#script.toolCall;
    const deltas: unknown[] = call
      ? [
          {
            role: "assistant",
            content: null,
            tool_calls: [
              { index: 0, id: "call_sandbox_1", type: "function", function: { name: call.name, arguments: "" } },
            ],
          },
          ...halves(call.arguments).map((part) => ({ tool_calls: [{ index: 0, function: { arguments: part } }] })),
        ]
      : [{ role: "assistant", content: "" }, ...this.#words.map((word) => ({ content: word }))];
    const events = deltas.map((delta) => this.#event([{ index: 0, delta, finish_reason: null }]));
    events.push(this.#event([{ index: 0, delta: {}, finish_reason: call ? "tool_calls" : "stop" }]));
    const options = this.#ask["stream_options"];
    if (isRecord(options) && options["include_usage"] === true) {
      events.push(
        `data: ${JSON.stringify({ ...this.#frame("chat.completion.chunk"), choices: [], usage: this.#usage() })}\n\n`,
      );
    }
    events.push("data: [DONE]\n\n");
    return events;
  }

  #event(choices: unknown[]): string {
    return `data: ${JSON.stringify({ ...this.#frame("chat.completion.chunk"), choices })}\n\n`;
  }

  #frame(object: string): Record<string, unknown> {
    return { id: this.#id, object, created: this.#created, model: this.#model };
  }

  #usage(): unknown {
    const completion = this.#script.toolCall
      ? Math.ceil(this.#script.toolCall.arguments.length / 4)
      : this.#words.length;
    return {
      prompt_tokens: this.#promptTokens,
      completion_tokens: completion,
      total_tokens: this.#promptTokens + completion,
      prompt_tokens_details: { cached_tokens: 0 },
    };
  }
}

function halves(text: string): string[] {
  const middle = Math.ceil(text.length / 2);
  return [text.slice(0, middle), text.slice(middle)].filter((part) => part !== "");
}
