import type { CallbackHandlerMethods } from "@langchain/core/callbacks/base";
import type { StructuredToolInterface } from "@langchain/core/tools";
import type { Lumos } from "./client.ts";
import { orThrow } from "./decisions.ts";
import { LumosBlocked } from "./errors.ts";
import { lastOf } from "./iterable.ts";
import type { ToolSpec } from "./tool.ts";
import type { ModelTold } from "./types.ts";

/* For LangChain (`@langchain/core`), of which only types are imported. */

const MAX_RUNNING = 10_000;

interface Calling {
  signal?: AbortSignal;
  toolCall?: { id?: string };
}

/** The tool, asking before it runs. It is the same to an agent: its name, schema and description are the tool's. */
export function governTool<T extends StructuredToolInterface>(
  lumos: Lumos,
  tool: T,
  spec: Omit<ToolSpec<object>, "name"> & { name?: string } = {},
): T {
  const inner = tool as unknown as { _call(arg: unknown, manager: unknown, config?: Calling): unknown };
  return Object.create(tool, {
    _call: {
      value(arg: unknown, manager: unknown, config: Calling = {}): Promise<unknown> {
        // Some tools take one text: it is asked about as their `input`.
        const plain = typeof arg !== "object" || arg === null;
        const run = lumos.tool<object, unknown>(
          (args) => lastOf(inner._call.call(tool, plain ? (args as { input?: unknown }).input : args, manager, config)),
          { ...spec, name: spec.name ?? tool.name },
        );
        const use = config.toolCall?.id;
        const calling = { signal: config.signal, ...(use === undefined ? {} : { use }) };
        return run(plain ? { input: arg } : arg, calling);
      },
    },
  }) as T;
}

/**
 * Callbacks for a model that is asked directly: a call that policy does not allow ends before it goes out, and what
 * was used is told. Callbacks cannot change what is sent or read: a prompt of which a part must not go out is refused.
 */
export function lumosCallbacks(
  lumos: Lumos,
  options: { model?: string } = {},
): CallbackHandlerMethods & { name: string; awaitHandlers: boolean; raiseError: boolean } {
  const running = new Map<string, Pick<ModelTold, "id" | "model">>();
  const begin = async (run: string, prompt: unknown, named: unknown): Promise<void> => {
    const model = options.model ?? (typeof named === "string" ? named : "");
    const decision = orThrow(await lumos.authorizeModel({ model, prompt }));
    if (decision.rewritten) {
      const reason = "Parts of this prompt must not go out, and callbacks cannot take them out.";
      throw new LumosBlocked({ id: decision.id, code: "redaction_required", reason });
    }
    for (const oldest of running.keys()) if (running.size >= MAX_RUNNING) running.delete(oldest);
    running.set(run, { id: decision.id, model: decision.value.models[0]?.id ?? model });
  };
  const end = async (run: string, told: Omit<ModelTold, "id" | "model">): Promise<void> => {
    const begun = running.get(run);
    running.delete(run);
    if (begun) await lumos.report({ ...begun, ...told });
  };

  return {
    name: "lumos",
    awaitHandlers: true,
    raiseError: true,
    handleChatModelStart(_model, messages, runId, _parent, _extra, _tags, metadata) {
      const prompt = messages.flat().map((message) => {
        const calls = (message as { tool_calls?: unknown }).tool_calls;
        const role = ROLES[message.type] ?? message.type;
        return { role, content: message.content, ...(calls === undefined ? {} : { tool_calls: calls }) };
      });
      return begin(runId, prompt, metadata?.["ls_model_name"]);
    },
    handleLLMStart(_model, prompts, runId, _parent, _extra, _tags, metadata) {
      return begin(runId, prompts.join("\n"), metadata?.["ls_model_name"]);
    },
    handleLLMEnd(output, runId) {
      const [first] = output.generations.flat();
      const message = (first as { message?: { usage_metadata?: Record<string, unknown> } } | undefined)?.message;
      const { input_tokens: inputTokens, output_tokens: outputTokens } = message?.usage_metadata ?? {};
      return end(runId, {
        inputTokens: typeof inputTokens === "number" ? inputTokens : undefined,
        outputTokens: typeof outputTokens === "number" ? outputTokens : undefined,
        answer: first?.text ?? "",
      });
    },
    handleLLMError: (_error, runId) => end(runId, { failed: true }),
  };
}

const ROLES: Readonly<Record<string, string>> = { human: "user", ai: "assistant", system: "system", tool: "tool" };
