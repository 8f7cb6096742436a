import type { ModelCall } from "../kernel/index.ts";
import { type PlaceholderFor, makePlaceholders, spansForClasses } from "../risk/index.ts";
import type { Candidate, Skip } from "../routing/index.ts";
import { type Prepared, notPut, prepare } from "./models/prepare.ts";
import type { Unready, Wire, WireFor } from "./models/providers/index.ts";
import type { Redaction } from "./models/rewrite.ts";
import { inServiceTier, serviceTierFor } from "./models/service-tier.ts";
import type { Work } from "./types.ts";

/** Demands that a model gets the whole call. */
export const LOSSLESS = "route:lossless";

/** A candidate and all that is needed to send it the call. */
export interface Ready {
  wire: Wire;
  prepared: Prepared;
  /** The class of service Lumos gives it, as the caller wrote none. */
  serviceTier?: string;
}

/** Why a candidate cannot be sent the call. */
export interface NotReady {
  by: Extract<Skip["by"], "dialect" | "lossy">;
  detail: string;
}

/**
 * Makes the call ready for one candidate: its wire, its bytes, with every obligation carried out. `over` stands in
 * place of some of its text, whatever would be redacted there.
 */
export function ready(
  wireFor: WireFor,
  work: Work,
  candidate: Candidate,
  options: { usualTier?: boolean; over?: Redaction } = {},
): Ready | NotReady {
  const { model, ruling } = candidate;
  const { ask } = work.call;
  const plain = wireFor(model, ask);
  if ("problem" in plain) return { by: "dialect", detail: plain.problem };
  const serviceTier = options.usualTier
    ? undefined
    : serviceTierFor(work.call, model, plain.format, work.route.declared);
  const wire = inServiceTier(plain, serviceTier);
  const obligations = ruling.outcome === "allowed" ? ruling.obligations : [];
  const prepared = prepare({
    call: work.call,
    model,
    wire,
    redactions: [...(options.over ? [options.over] : []), ...redactionsOf(work, obligations)],
    // A count writes nothing, and providers refuse a limit beside it.
    maxTokensOut: ask.operation === "count" ? undefined : tokenLimit(obligations, ask.maxTokensOut),
  });
  if ("problem" in prepared) return { by: "dialect", detail: prepared.problem };
  // Guarantee: where nothing may be lost, no model gets less than the caller wrote.
  if (prepared.lost.length > 0 && (work.route.declared?.lossless === true || obligations.includes(LOSSLESS))) {
    return { by: "lossy", detail: `translation would lose: ${prepared.lost.join(", ")}` };
  }
  return { wire, prepared, ...(serviceTier === undefined ? {} : { serviceTier }) };
}

/** A sentence where a model cannot be spoken to for a call like this. */
export function problemOf(wire: Wire | Unready, ask: ModelCall["ask"]): string | undefined {
  return "problem" in wire ? wire.problem : notPut(ask, wire.format);
}

const given = new WeakMap<ModelCall, PlaceholderFor>();

/** What stands in place of a value, in the call and in its answer alike. */
// Guarantee: one value has one placeholder throughout a call and its answer.
export function placeholdersOf({ call, pseudonyms }: Pick<Work, "call" | "pseudonyms">): PlaceholderFor {
  if (pseudonyms) return pseudonyms.placeholderFor;
  let placeholderFor = given.get(call);
  if (!placeholderFor) {
    placeholderFor = makePlaceholders({ avoid: call.ask.texts.map((part) => part.text) });
    given.set(call, placeholderFor);
  }
  return placeholderFor;
}

/** What `redact:CLASS` obligations take out, with one placeholder for one value throughout the call. */
export function redactionsOf(work: Work, obligations: readonly string[]): Redaction[] {
  const classes = obligations.flatMap((obligation) => (obligation.startsWith("redact:") ? [obligation.slice(7)] : []));
  if (classes.length === 0) return [];
  const placeholderFor = placeholdersOf(work);
  return [...spansForClasses(work.assessment, classes)].flatMap(([part, spans]) =>
    spans.map(({ kind, start, end }) => ({
      part,
      start,
      end,
      replacement: placeholderFor(kind, (work.call.ask.texts[part]?.text ?? "").slice(start, end)),
    })),
  );
}

/** The smallest limit that binds; undefined when the caller already asked for no more. */
function tokenLimit(obligations: string[], asked: number): number | undefined {
  const limits = obligations.flatMap((obligation) => {
    const match = /^limit:tokens=(\d{1,9})$/.exec(obligation);
    return match ? [Number(match[1])] : [];
  });
  if (limits.length === 0) return undefined;
  const limit = Math.min(...limits);
  return asked > 0 && asked <= limit ? undefined : limit;
}
