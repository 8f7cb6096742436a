import { decisionOf, textOf } from "./decisions.ts";
import { type Answered, MAX_ASK_BYTES, MAX_TOLD_BYTES, claims, makeDoor } from "./door.ts";
import { LumosBlocked, LumosError, LumosUnavailable } from "./errors.ts";
import { modelsOf } from "./models.ts";
import { type GovernedTool, type ToolSpec, governed } from "./tool.ts";
import type {
  Allowed,
  Asking,
  Belongs,
  Decision,
  Inspected,
  LumosOptions,
  ModelAsked,
  ModelDecision,
  ModelReady,
  ModelTold,
  ToolAsked,
  ToolDecision,
} from "./types.ts";

/** Lumos, as an application asks it. What belongs to one session is asked through `session` or `with`. */
export interface Lumos {
  /** Whether a tool may be used so, and with what. Carries nothing out. */
  authorize(asked: ToolAsked, asking?: Asking): Promise<ToolDecision>;
  /** What came of a use that was allowed: looked at, it marks the session, and comes back as it may be read. */
  told<Result>(asked: ToolAsked, result: Result, asking?: Asking & { failed?: boolean }): Promise<Inspected<Result>>;
  /** A function that asks before it runs and has what it gives looked at. */
  tool<Args extends object, Result>(
    run: (args: Args, ready: { signal?: AbortSignal | undefined; decision: Allowed<Args> }) => Result | Promise<Result>,
    spec: ToolSpec<Args>,
  ): GovernedTool<Args, Result>;
  /** Whether what a person wrote may be worked with. */
  prompt(prompt: unknown, asking?: Asking): Promise<Decision<unknown>>;
  /** Which models may be asked this, when the application asks the provider itself. */
  authorizeModel(asked: ModelAsked, asking?: Asking): Promise<ModelDecision>;
  /** What a model that the application asked itself has used and answered. */
  report(told: ModelTold, asking?: Asking): Promise<Inspected<unknown>>;
  /** The headers for a client of models that is pointed at Lumos. */
  headers(): Record<string, string>;
  /** The same Lumos for calls that belong to something. */
  with(belongs: Belongs): Lumos;
  session(id: string): Lumos;
}

export function createLumos(options: LumosOptions): Lumos {
  const door = makeDoor(options);
  const open = options.onUnavailable === "allow";
  const { session, workflow, run, customer, purpose, dataClasses } = options;
  return lumosFor({ session, workflow, run, customer, purpose, dataClasses });

  function lumosFor(belongs: Belongs): Lumos {
    claims(belongs);

    /** Asks, and asks again the same where it waits for a person. */
    const ask = async <What>(
      event: Record<string, unknown>,
      unchecked: What,
      valueOf: (answer: Answered) => { value: What; rewritten: boolean } | undefined,
      asking: Asking = {},
    ): Promise<Decision<What>> => {
      let answer: Answered;
      try {
        answer = await door.send(event, { belongs, again: true, maxBytes: MAX_ASK_BYTES, signal: asking.signal });
      } catch (error) {
        // Guarantee: what Lumos does not answer is denied, unless the application was told to go on without it.
        if (open && error instanceof LumosUnavailable)
          return { outcome: "allowed", id: "", value: unchecked, rewritten: false, taint: [], unchecked: true };
        if (error instanceof LumosError && error.code === "too_large")
          return { outcome: "blocked", id: "", code: error.code, reason: error.message };
        throw error;
      }
      return decisionOf(answer, valueOf, (waiting) => ask(event, unchecked, valueOf, waiting));
    };

    const look = async <Result>(
      event: Record<string, unknown>,
      result: Result,
      { signal, again }: Asking & { again: boolean },
    ): Promise<Inspected<Result>> => {
      try {
        const answer = await door.send(event, { belongs, again, maxBytes: MAX_TOLD_BYTES, signal });
        return inspectedOf(answer, result);
      } catch (error) {
        if (open && error instanceof LumosUnavailable) return { value: result, replaced: false };
        if (error instanceof LumosUnavailable)
          throw new LumosUnavailable(error.missing, { status: error.status, ran: true });
        // Guarantee: a result that nobody can look at is not given.
        if (error instanceof LumosError && (error.code === "too_large" || error.code === "invalid_request"))
          throw new LumosBlocked({ id: "", code: error.code, reason: error.message }, { ran: true });
        throw error;
      }
    };

    const lumos: Lumos = {
      authorize(asked, asking) {
        const given = { ...asked.arguments };
        const event = { event: "tool.requested", ...toolEvent(asked, given) };
        return ask<Record<string, unknown>>(
          event,
          given,
          (answer) => {
            const other = answer["arguments"];
            if (other === undefined) return { value: given, rewritten: false };
            if (typeof other !== "object" || other === null || Array.isArray(other)) return undefined;
            return { value: other, rewritten: true };
          },
          asking,
        );
      },
      told(asked, result, { failed = false, signal } = {}) {
        const kind = failed ? "tool.failed" : "tool.completed";
        const event = { event: kind, ...toolEvent(asked, asked.arguments ?? {}), result: result ?? null };
        return look(event, result, { signal, again: true });
      },
      tool: (run, spec) => governed(lumos, run, spec),
      prompt: (prompt, asking) =>
        ask<unknown>(
          { event: "prompt.submitted", prompt },
          prompt,
          (answer) => rewrittenPrompt(answer, prompt),
          asking,
        ),
      authorizeModel(asked, asking) {
        const { model, prompt, tools, maxTokens, use } = asked;
        const event = { event: "model.requested", model, prompt, tools, maxTokens, use: use ?? newUse() };
        return ask<ModelReady>(
          event,
          { prompt, models: [] },
          (answer) => {
            const models = modelsOf(answer["models"]);
            const ready = rewrittenPrompt(answer, prompt);
            return models && ready && { value: { prompt: ready.value, models }, rewritten: ready.rewritten };
          },
          asking,
        );
      },
      report({ answer, ...told }, asking) {
        const event = { event: "model.responded", ...told, result: answer };
        // Usage that is told twice counts twice: it is sent once.
        return look(event, answer, { signal: asking?.signal, again: false });
      },
      headers: () => claims(belongs),
      with: (more) => lumosFor({ ...belongs, ...more }),
      session: (id) => lumosFor({ ...belongs, session: id }),
    };
    return lumos;

    function toolEvent(asked: ToolAsked, args: Readonly<Record<string, unknown>>): Record<string, unknown> {
      const { tool, server, agent, effect, mode, use } = asked;
      return { tool, server, agent, effect, mode, use: use ?? newUse(), session: belongs.session, arguments: args };
    }
  }
}

/** A prompt that is to be asked with parts taken out comes back as `arguments`, under its own name. */
function rewrittenPrompt(answer: Answered, prompt: unknown): { value: unknown; rewritten: boolean } | undefined {
  const other = answer["arguments"];
  if (other === undefined) return { value: prompt, rewritten: false };
  if (typeof other !== "object" || other === null || Array.isArray(other)) return undefined;
  return Object.hasOwn(other, "prompt") ? { value: other["prompt"], rewritten: true } : undefined;
}

function inspectedOf<Result>(answer: Answered, result: Result): Inspected<Result> {
  const said = textOf(answer["context"]);
  const context = said === "" ? {} : { context: said };
  switch (answer["decision"]) {
    case "allow":
      return { value: result, replaced: false, ...context };
    case "replace":
      if (answer["output"] !== undefined) return { value: answer["output"] as Result, replaced: true, ...context };
  }
  const reason = textOf(answer["reason"]) || "What this gave may not be read.";
  throw new LumosBlocked({ id: textOf(answer["id"]), code: "result_held", reason }, { ran: true });
}

function newUse(): string {
  return globalThis.crypto.randomUUID();
}
