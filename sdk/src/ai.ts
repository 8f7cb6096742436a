import type { LanguageModelMiddleware, ToolSet } from "ai";
import type { Lumos } from "./client.ts";
import { orThrow } from "./decisions.ts";
import { lastOf } from "./iterable.ts";
import type { GovernedTool, ToolSpec } from "./tool.ts";
import type { ModelTold } from "./types.ts";

/* For the AI SDK (`ai`), of which only types are imported. */

type Wrapped = Parameters<NonNullable<LanguageModelMiddleware["wrapGenerate"]>>[0];
type Model = Wrapped["model"];
type Generated = Awaited<ReturnType<Wrapped["doGenerate"]>>;
type Content = Generated["content"][number];
type Part = Awaited<ReturnType<Wrapped["doStream"]>>["stream"] extends ReadableStream<infer P> ? P : never;

/** As much of a streamed answer as is told. */
const MAX_ANSWER = 1_000_000;

export interface MiddlewareOptions {
  /** The route or model at Lumos that a provider's model is; its own name when left out. */
  model?: string | ((model: { provider: string; modelId: string }) => string) | undefined;
}

/**
 * For `wrapLanguageModel`: Lumos decides, the provider is asked directly, and what it used and answered is told. A
 * streamed answer has been read by whoever reads it when it is told: what must be looked at before goes through Lumos.
 */
export function lumosMiddleware(lumos: Lumos, options: MiddlewareOptions = {}): LanguageModelMiddleware {
  const nameOf = (model: Model): string => {
    const { model: named } = options;
    if (typeof named === "function") return named({ provider: model.provider, modelId: model.modelId });
    return named ?? model.modelId;
  };
  const ready = async ({ model, params }: Pick<Wrapped, "model" | "params">) => {
    const name = nameOf(model);
    const { prompt, tools, maxOutputTokens, abortSignal } = params;
    const asked = { model: name, prompt, tools: tools?.map((tool) => tool.name), maxTokens: maxOutputTokens };
    const decision = orThrow(await lumos.authorizeModel(asked, { signal: abortSignal }));
    const taken = decision.value.models[0]?.id ?? name;
    return {
      told: (more: Omit<ModelTold, "id" | "model">): ModelTold => ({ id: decision.id, model: taken, ...more }),
      params: decision.rewritten ? { ...params, prompt: decision.value.prompt as typeof prompt } : params,
      signal: abortSignal,
    };
  };

  return {
    specificationVersion: "v4",
    async wrapGenerate({ model, params: asked }) {
      const { told, params, signal } = await ready({ model, params: asked });
      let result: Generated;
      try {
        result = await model.doGenerate(params);
      } catch (error) {
        await lumos.report(told({ failed: true })).catch(() => {});
        throw error;
      }
      const { value, replaced } = await lumos.report(told({ ...usedBy(result.usage), answer: result.content }), {
        signal,
      });
      return replaced ? { ...result, content: value as Content[] } : result;
    },
    async wrapStream({ model, params: asked }) {
      const { told, params, signal } = await ready({ model, params: asked });
      const result = await model.doStream(params).then(undefined, async (error: unknown) => {
        await lumos.report(told({ failed: true })).catch(() => {});
        throw error;
      });
      let answer = "";
      let usage: Generated["usage"] | undefined;
      const tell = new TransformStream<Part, Part>({
        transform(part, controller) {
          if (part.type === "text-delta" && answer.length < MAX_ANSWER) answer += part.delta;
          if (part.type === "finish") ({ usage } = part);
          controller.enqueue(part);
        },
        async flush() {
          const used = usage === undefined ? { failed: true } : usedBy(usage);
          await lumos.report(told({ ...used, answer }), { signal });
        },
      });
      return { ...result, stream: result.stream.pipeThrough(tell) };
    },
  };
}

function usedBy({ inputTokens, outputTokens }: Generated["usage"]) {
  return {
    inputTokens: inputTokens.total,
    outputTokens: outputTokens.total,
    cachedInputTokens: inputTokens.cacheRead,
  };
}

/** Tools that ask before they run. Those that the application does not run itself stay as they are. */
export function wrapTools<Tools extends ToolSet>(
  lumos: Lumos,
  tools: Tools,
  spec: Omit<ToolSpec<object>, "name"> & { name?: (tool: string) => string } = {},
): Tools {
  const { name = (tool: string) => tool, ...rest } = spec;
  const wrapped = Object.entries(tools).map(([own, tool]) => {
    const { execute } = tool;
    if (!execute) return [own, tool];
    const calling = async (input: object, options: { abortSignal?: AbortSignal | undefined; toolCallId: string }) => {
      const run: GovernedTool<object, unknown> = lumos.tool<object, unknown>(
        (args) => lastOf(execute(args as never, options as never)),
        { ...rest, name: name(own) },
      );
      return run(input, { signal: options.abortSignal, use: options.toolCallId });
    };
    return [own, { ...tool, execute: calling }];
  });
  return Object.fromEntries(wrapped) as Tools;
}
