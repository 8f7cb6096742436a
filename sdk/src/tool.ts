import type { Lumos } from "./client.ts";
import { orThrow } from "./decisions.ts";
import { LumosBlocked, LumosError, LumosPending, LumosUnavailable } from "./errors.ts";
import type { Allowed, ToolAsked, ToolDecision, Waiting } from "./types.ts";

const MAX_ERROR = 4_000;

export interface ToolSpec<Args = unknown> extends Pick<ToolAsked, "server" | "agent" | "effect" | "mode"> {
  name: string;
  /** Whether to wait for a person where one is asked; left out, a pending use is refused. */
  wait?: true | Omit<Waiting, "signal"> | undefined;
  /**
   * What a refusal becomes: an error (`throw`, when left out), or a value that says so, for a model to read. A
   * function makes that value itself.
   */
  onRefused?: "throw" | "return" | ((error: LumosError, args: Args) => unknown) | undefined;
}

/** What a model reads in place of a result. */
export interface RefusedTool {
  refused: true;
  code: string;
  reason: string;
  decision: string;
  approval?: { id: string; url: string; expiresAt: number };
}

export type GovernedTool<Args, Result> = (
  args: Args,
  calling?: { signal?: AbortSignal | undefined; use?: string | undefined },
) => Promise<Result>;

/** The function that asks, runs, and gives what may be read of what came of it. */
export function governed<Args extends object, Result>(
  lumos: Pick<Lumos, "authorize" | "told">,
  run: (args: Args, ready: { signal?: AbortSignal | undefined; decision: Allowed<Args> }) => Result | Promise<Result>,
  spec: ToolSpec<Args>,
): GovernedTool<Args, Result> {
  const { name, server, agent, effect, mode, wait, onRefused = "throw" } = spec;

  return async (args, { signal, use = globalThis.crypto.randomUUID() } = {}) => {
    const asked: ToolAsked = {
      tool: name,
      server,
      agent,
      effect,
      mode,
      use,
      arguments: { ...args } as Record<string, unknown>,
    };
    try {
      const decision = await settled(lumos, asked, wait, signal);
      const ready = { ...asked, arguments: decision.value };
      signal?.throwIfAborted();
      let result: Result;
      try {
        // Guarantee: a wrapped function runs with what was allowed, not with what was asked.
        result = await run(decision.value as Args, { signal, decision: decision as unknown as Allowed<Args> });
      } catch (error) {
        await tellFailure(lumos, ready, error, signal);
        throw error;
      }
      const inspected = await lumos.told(ready, result, { signal });
      return inspected.value;
    } catch (error) {
      if (!isRefusal(error) || onRefused === "throw") throw error;
      return (onRefused === "return" ? refusedTool(error) : onRefused(error, args)) as Result;
    }
  };
}

async function settled(
  lumos: Pick<Lumos, "authorize">,
  asked: ToolAsked,
  wait: ToolSpec["wait"],
  signal: AbortSignal | undefined,
): Promise<Allowed<Record<string, unknown>>> {
  let decision: ToolDecision = await lumos.authorize(asked, { signal });
  if (decision.outcome === "pending" && wait !== undefined)
    decision = await decision.wait({ ...(wait === true ? {} : wait), signal });
  return orThrow(decision);
}

/** What a failed tool says is read by a model as well: it is looked at like a result. */
async function tellFailure(
  lumos: Pick<Lumos, "told">,
  ready: ToolAsked,
  error: unknown,
  signal: AbortSignal | undefined,
): Promise<void> {
  if (signal?.aborted === true) return;
  const said = (error instanceof Error ? error.message : String(error)).slice(0, MAX_ERROR);
  const { value } = await lumos.told(ready, said, { signal, failed: true });
  if (value === said) return;
  throw new LumosBlocked({ id: "", code: "result_held", reason: "What the tool said may not be read." }, { ran: true });
}

function isRefusal(error: unknown): error is LumosError {
  return error instanceof LumosBlocked || error instanceof LumosPending || error instanceof LumosUnavailable;
}

export function refusedTool(error: LumosError): RefusedTool {
  const approval = error instanceof LumosBlocked || error instanceof LumosPending ? error.approval : undefined;
  return {
    refused: true,
    code: error.code,
    reason: error.message,
    decision: error.decision,
    ...(approval === undefined
      ? {}
      : { approval: { id: approval.id, url: approval.url, expiresAt: approval.expiresAt } }),
  };
}
