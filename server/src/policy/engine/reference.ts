import { createRequire } from "node:module";
import { type Log, type Result, ok, refused } from "../../kernel/index.ts";
import {
  type Entities,
  EntityRef,
  Extension,
  type Fields,
  type Request,
  type Value,
  type Verdict,
  listOf,
} from "../../cedar/index.ts";
import type { Engine, EngineFailure, Prepared, Source } from "./engine.ts";

type Cedar = typeof import("@cedar-policy/cedar-wasm/nodejs");
type CedarValueJson = import("@cedar-policy/cedar-wasm/nodejs").CedarValueJson;

const MODULE = "@cedar-policy/cedar-wasm/nodejs";
const SCHEMA_SLOT = "lumos";
const MAX_REVIVAL_DELAY_MS = 5_000;
/** How many sets with some policies left out are kept beside each whole one. */
const MAX_VARIANTS = 16;
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
export function openReference(parts: { log: Log }): Engine {
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
    if (!cedar) return refused({ because: "engine unavailable", down: true });
    try {
      return ok(call(cedar));
    } catch (error) {
      if (!isTrap(error) && answers(cedar)) return refused({ because: textOf(error) });
      died(error);
      return refused({ because: textOf(error), down: true });
    }
  };

  const put = (policies: readonly Source[], schema: string): Result<Slot, EngineFailure> => {
    const texts = Object.fromEntries(policies.map(({ id, text }) => [id, text]));
    const slot: Slot = { id: free.pop() ?? `set-${slotCount++}`, policies: texts, schema, released: false };
    const parsed = enter((cedar) => cedar.preparsePolicySet(slot.id, { staticPolicies: texts }));
    if (parsed.ok && parsed.value.type !== "failure") {
      live.add(slot);
      return ok(slot);
    }
    free.push(slot.id);
    return refused({
      because: parsed.ok ? textsOf("errors" in parsed.value ? parsed.value.errors : []) : parsed.error.because,
    });
  };

  /** An instance never forgets a name: the next set takes this one, and memory stays bounded. */
  const take = (slot: Slot) => {
    if (slot.released) return;
    slot.released = true;
    live.delete(slot);
    free.push(slot.id);
  };

  const evaluate = (slot: Slot, request: Request, entities: Entities): Result<Verdict, EngineFailure> => {
    if (slot.released) return refused({ because: "this policy set was released" });
    const question = jsonOf(request, entities);
    if (!question.ok) return question;
    const answer = enter((cedar) =>
      cedar.statefulIsAuthorized({
        ...question.value,
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
      const whole = put(policies, text);
      if (!whole.ok) return whole;
      const variants = new Map<string, Slot>();
      const variantOf = (without: ReadonlySet<string>): Result<Slot, EngineFailure> => {
        const key = [...without].toSorted().join("\n");
        const known = variants.get(key);
        if (known) return ok(known);
        const made = put(
          policies.filter(({ id }) => !without.has(id)),
          text,
        );
        if (!made.ok) return made;
        const [oldest] = variants;
        if (oldest && variants.size >= MAX_VARIANTS) {
          variants.delete(oldest[0]);
          take(oldest[1]);
        }
        variants.set(key, made.value);
        return made;
      };
      const prepared: Prepared = {
        evaluate(request, entities, without) {
          if (whole.value.released) return refused({ because: "this policy set was released" });
          const slot = without && without.size > 0 ? variantOf(without) : whole;
          return slot.ok ? evaluate(slot.value, request, entities) : slot;
        },
        release() {
          for (const slot of [whole.value, ...variants.values()]) take(slot);
          variants.clear();
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

/** A question as JSON, or what in it cannot be one. Only this writes the members that mean something to the engine. */
export function jsonOf(request: Request, entities: Entities) {
  try {
    return ok({
      principal: { ...request.principal },
      action: { ...request.action },
      resource: { ...request.resource },
      context: recordJson(request.context),
      entities: listOf(entities).map(({ uid, attrs, parents, tags }) => ({
        uid: { ...uid },
        attrs: recordJson(attrs),
        parents: parents.map((parent) => ({ ...parent })),
        ...(tags === undefined ? {} : { tags: recordJson(tags) }),
      })),
    });
  } catch (error) {
    return refused({ because: textOf(error) });
  }
}

const RESERVED = new Set(["__entity", "__extn", "__expr"]);
const EXTENSIONS = new Set<string>(["datetime", "duration", "decimal", "ip"]);

function recordJson(fields: Fields): Record<string, CedarValueJson> {
  const json: Record<string, CedarValueJson> = Object.create(null) as Record<string, CedarValueJson>;
  for (const [name, value] of Object.entries(fields)) {
    // Guarantee: a name from outside is never read as a value of the engine.
    if (RESERVED.has(name)) throw new TypeError(`a member may not be called ${name}`);
    json[name] = valueJson(value);
  }
  return json;
}

function valueJson(value: Value): CedarValueJson {
  if (value instanceof EntityRef) return { __entity: { ...value.uid } };
  if (value instanceof Extension) {
    if (!EXTENSIONS.has(value.fn)) throw new TypeError(`there is no extension ${value.fn}`);
    const written = { __extn: { fn: value.fn, arg: value.arg } };
    if (value.offset === undefined) return written;
    return { __extn: { fn: "offset", args: [written, { __extn: { fn: "duration", arg: value.offset } }] } };
  }
  if (Array.isArray(value)) return (value as readonly Value[]).map(valueJson);
  if (typeof value === "object") return recordJson(value as Fields);
  if (typeof value === "number" && !Number.isSafeInteger(value))
    throw new TypeError("a number that JSON does not carry exactly");
  return value;
}

function textsOf(errors: readonly { message: string }[]): string {
  return errors.map((error) => error.message).join("; ");
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
