import { type ModelCall, type Format, parseDuration } from "../../kernel/index.ts";
import type { ConnectedModel } from "../../registry/index.ts";
import type { Route } from "../../routing/index.ts";
import type { Wire } from "./providers/index.ts";

type Declared = Route["declared"];

/** Formats whose requests name a class of service. */
const NAMED_IN_BODY = new Set<Format>(["openai.chat", "openai.responses"]);

/**
 * The class of service a call is given at a model, where it is not left as the caller wrote it: flex for a
 * call that can wait, and the usual one instead of flex for a call that cannot. What cannot wait goes before
 * what can, whoever says it.
 */
export function serviceTierFor(
  call: ModelCall,
  model: ConnectedModel,
  format: Format,
  declared: Declared,
): "flex" | "default" | undefined {
  if (!NAMED_IN_BODY.has(format)) return undefined;
  const said = (latency: "sensitive" | "batchable") => declared?.latency === latency || call.stated.latency === latency;
  const written = call.ask.serviceTier;
  // Guarantee: a call that cannot wait never goes to a slower class of service.
  if (said("sensitive")) return written === "flex" ? "default" : undefined;
  if (!said("batchable") || written !== undefined) return undefined;
  return model.serviceTiers?.includes("flex") ? "flex" : undefined;
}

/** The same wire, with the class of service in its bodies. */
export function inServiceTier(wire: Wire, tier: string | undefined): Wire {
  if (tier === undefined) return wire;
  const { quirks } = wire;
  return { ...wire, quirks: { ...quirks, set: { ...quirks.set, service_tier: tier } } };
}

/** How long a model may take until its answer begins, where the route says it. */
export function withinMs(declared: Declared): number | undefined {
  const within = declared?.retries?.within;
  return within === undefined ? undefined : parseDuration(within);
}
