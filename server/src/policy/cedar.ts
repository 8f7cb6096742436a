import { createRequire } from "node:module";
import { type Log, type Result, ok, refused } from "../kernel/index.ts";
import type { Engine, EngineFailure, Entity, Prepared, Request, Verdict } from "./engine.ts";

type Cedar = typeof import("@cedar-policy/cedar-wasm/nodejs");

const MODULE = "@cedar-policy/cedar-wasm/nodejs";
const SCHEMA_SLOT = "lumos";
const MAX_REVIVAL_DELAY_MS = 5_000;
const require = createRequire(import.meta.url);

/** A set that lives in the engine, and what is needed to put it there again. */
interface Slot {
  id: string;
  policies: Record<string, string>;
  schema: string;
  released: boolean;
}

/**
 * Cedar's own implementation. One WebAssembly instance belongs to one engine: names inside an instance are
 * shared, and an instance that trapped is dead for good. A dead one fails every question until it has been
 * replaced, sets included.
 */
export function openCedar(parts: { log: Log }): Engine {
  let cedar: Cedar | undefined = loadCedar();
  let schema = "";
  let deaths = 0;
  let revival: NodeJS.Timeout | undefined;
  let closed = false;
  let slotCount = 0;
  const free: string[] = [];
  const live = new Set<Slot>();

  const died = (error: unknown) => {
    cedar = undefined;
    deaths += 1;
    parts.log.error("policy.engine.died", { error: textOf(error), deaths });
    if (closed || revival) return;
    const delayMs = deaths === 1 ? 0 : Math.min(MAX_REVIVAL_DELAY_MS, 50 * 2 ** deaths);
    revival = setTimeout(revive, delayMs).unref();
  };

  const revive = () => {
    revival = undefined;
    if (closed) return;
    const fresh = loadCedar();
    try {
      if (schema !== "") fill(fresh.preparseSchema(SCHEMA_SLOT, schema));
      for (const slot of live) fill(fresh.preparsePolicySet(slot.id, { staticPolicies: slot.policies }));
    } catch (error) {
      died(error);
      return;
    }
    cedar = fresh;
    parts.log.info("policy.engine.revived", { sets: live.size });
  };

  /** Runs one call into the instance; whatever it throws becomes a failure, and a trap its death. */
  const enter = <T>(call: (cedar: Cedar) => T): Result<T, EngineFailure> => {
    if (!cedar) return refused({ because: "engine unavailable" });
    try {
      return ok(call(cedar));
    } catch (error) {
      if (isTrap(error) || !answers(cedar)) died(error);
      return refused({ because: textOf(error) });
    }
  };

  const evaluate = (slot: Slot, request: Request, entities: readonly Entity[]): Result<Verdict, EngineFailure> => {
    if (slot.released) return refused({ because: "this policy set was released" });
    const answer = enter((cedar) =>
      cedar.statefulIsAuthorized({
        ...request,
        entities: entities as Entity[],
        preparsedPolicySetId: slot.id,
        preparsedSchemaName: SCHEMA_SLOT,
        validateRequest: true,
      }),
    );
    if (!answer.ok) return answer;
    if (answer.value.type === "failure") return refused({ because: textsOf(answer.value.errors) });
    deaths = 0;
    const { decision, diagnostics } = answer.value.response;
    return ok({
      decision: decision === "allow" ? "allow" : "deny",
      reasons: diagnostics.reason.toSorted(),
      errors: diagnostics.errors.map((error) => error.policyId).toSorted(),
    });
  };

  return {
    name: "reference",
    prepare(policies, text) {
      if (text !== schema) {
        const parsed = enter((cedar) => cedar.preparseSchema(SCHEMA_SLOT, text));
        if (!parsed.ok) return parsed;
        if (parsed.value.type === "failure") return refused({ because: textsOf(parsed.value.errors) });
        schema = text;
      }
      const slot: Slot = {
        id: free.pop() ?? `set-${slotCount++}`,
        policies: Object.fromEntries(policies),
        schema: text,
        released: false,
      };
      const parsed = enter((cedar) => cedar.preparsePolicySet(slot.id, { staticPolicies: slot.policies }));
      if (!parsed.ok || parsed.value.type === "failure") {
        free.push(slot.id);
        return parsed.ok && parsed.value.type === "failure"
          ? refused({ because: textsOf(parsed.value.errors) })
          : refused({ because: parsed.ok ? "" : parsed.error.because });
      }
      live.add(slot);
      const prepared: Prepared = {
        evaluate: (request, entities) => evaluate(slot, request, entities),
        release() {
          if (slot.released) return;
          slot.released = true;
          live.delete(slot);
          // An instance never forgets a name: the next set takes this one, and memory stays bounded.
          free.push(slot.id);
        },
      };
      return ok(prepared);
    },
    close() {
      closed = true;
      clearTimeout(revival);
      cedar = undefined;
    },
  };
}

/** A new instance each time: the module's cache would hand out the old one. */
export function loadCedar(): Cedar {
  delete require.cache[require.resolve(MODULE)];
  const cedar = require(MODULE) as Cedar;
  delete require.cache[require.resolve(MODULE)];
  return cedar;
}

/** A trap leaves the instance's memory as it was in mid-flight: nothing it says later can be believed. */
export function isTrap(error: unknown): boolean {
  return error instanceof Error && (error.name === "RuntimeError" || error.name === "RangeError");
}

function answers(cedar: Cedar): boolean {
  try {
    return cedar.policyToJson("permit(principal, action, resource);").type === "success";
  } catch {
    return false;
  }
}

function fill(answer: { type: string; errors?: { message: string }[] }): void {
  if (answer.type !== "success") throw new Error(textsOf(answer.errors ?? []));
}

function textsOf(errors: readonly { message: string }[]): string {
  return errors.map((error) => error.message).join("; ");
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
