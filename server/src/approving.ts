import type { ApprovalAsk, ApprovalsRoom, Sought, Step } from "./approvals/index.ts";
import { post } from "./findings/index.ts";
import { type Ids, type ModelCall, sha256 } from "./kernel/index.ts";
import type { About } from "./shown-to-judges.ts";
import type { Decision, Ruling } from "./policy/index.ts";
import type { Records } from "./record/index.ts";
import type { Registry } from "./registry/index.ts";
import type { Target } from "./routing/index.ts";
import type { Tx } from "./store/index.ts";

/* Between a decision that waits for a person and the call that goes on with that person's word. */

/** What of a call an approval is about; what is needed and why is in the decision. */
export type Approvable = Omit<ApprovalAsk, "org" | "snapshot" | "needs" | "ttlMs" | "reasons">;

/** A decision of any kind, with what else was made on the way to it. */
interface Made<C> {
  decision: Pick<Decision<C>, "outcome" | "rulings" | "snapshot">;
}

/** What was given may bring forth something else that is needed; so often, and no more. */
const MAX_ROUNDS = 3;

/**
 * Where a decision waits for a person: decides again with the word that was given for this very call, or asks for
 * it. `about` is asked anew each time, for what is shown may depend on what was decided. Nothing comes back where
 * nothing was pending, or where what is needed is no approval.
 */
export async function approved<C, M extends Made<C>>(
  approvals: Pick<ApprovalsRoom, "seek">,
  made: M,
  how: { about(made: M): Approvable; again(fulfilled: readonly string[]): M | Promise<M> },
): Promise<{ made: M; word?: Sought }> {
  let last = made;
  let word: Sought | undefined;
  let needs: string[] = [];
  let reasons: { policy: string; why: string }[] = [];
  for (let round = 0; round < MAX_ROUNDS && last.decision.outcome === "pending"; round += 1) {
    const waits = waitingIn(last.decision.rulings);
    // Nobody can do here what else may be needed: another proof of who it is, a justification.
    if (!waits || !waits.needs.every((need) => need.startsWith("approval:"))) return { made: last };
    needs = [...new Set([...needs, ...waits.needs])];
    reasons = [...reasons, ...askingOf(waits)];
    const about = how.about(last);
    word = await approvals.seek({
      ...about,
      org: about.chain.org,
      snapshot: last.decision.snapshot,
      needs,
      ttlMs: waits.ttlMs,
      reasons,
    });
    if (word.state !== "approved") return { made: last, word };
    last = await how.again(word.fulfilled);
  }
  return last.decision.outcome === "allowed" && word ? { made: last, word } : { made: last };
}

type Waiting<C> = Extract<Ruling<C>, { outcome: "pending" }>;

/** The candidate the call waits for: the first that a person's word would open. */
function waitingIn<C>(rulings: readonly Ruling<C>[]): Waiting<C> | undefined {
  return rulings.find((ruling) => ruling.outcome === "pending");
}

function askingOf<C>({ reasons, needs }: Waiting<C>): { policy: string; why: string }[] {
  return reasons
    .filter(({ effect, obligation }) => effect === "forbid" && obligation !== undefined && needs.includes(obligation))
    .map(({ policy, why }) => ({ policy, why }));
}

// Guarantee: of a model call the room keeps a digest and no word of it.
/** A model call, as an approval is bound to it: its bytes and whatever else travels with them. */
export function modelApproval(
  { call, chain, context, assessment }: Pick<About, "call" | "chain" | "context" | "assessment">,
  { rulings }: Pick<Decision, "rulings">,
  target: Target,
): Approvable {
  const { ask, stated } = call;
  const models = rulings.flatMap((ruling) => (ruling.outcome === "pending" ? [ruling.candidate.id] : []));
  const { body, format, operation, stream, jsonArray, headers } = ask;
  const { workflow, customer, purpose, dataClasses } = stated;
  const claims = { workflow, customer, purpose, dataClasses };
  return {
    chain,
    decision: call.id,
    session: context.session,
    action: operation === "embed" ? "embed" : "invoke",
    resource: ask.model,
    content: {
      body: sha256(body),
      format,
      operation,
      stream,
      jsonArray: jsonArray ?? false,
      headers,
      models,
      claims: JSON.parse(JSON.stringify(claims)) as unknown,
    },
    shown: {
      title: `${operation === "embed" ? "vectors of" : "an answer from"} ${target.route?.id ?? ask.model}`,
      details: detailsOf(call, models, { ...claims, dataClasses: context.dataClasses }, assessment),
    },
  };
}

const MAX_FINDINGS = 10;

/** What a person sees of a model call: its size, what it says it is for, what was found in it, masked. */
function detailsOf(
  { ask, client }: ModelCall,
  models: readonly string[],
  claims: Readonly<Record<string, string | readonly string[] | undefined>>,
  { findings }: About["assessment"],
): { name: string; value: string }[] {
  const told = Object.entries(claims).flatMap(([name, value]) => {
    const text = typeof value === "string" ? value : (value ?? []).join(", ");
    return text === "" ? [] : [{ name, value: text }];
  });
  const parts = [
    ask.tools ? "tools" : "",
    ask.images ? "pictures" : "",
    ask.files ? "files" : "",
    ask.stream ? "streamed" : "",
  ].filter((part) => part !== "");
  return [
    { name: "models", value: models.join(", ") },
    { name: "size", value: `about ${ask.tokensIn} tokens in, at most ${ask.maxTokensOut || "any number"} out` },
    ...(parts.length > 0 ? [{ name: "with", value: parts.join(", ") }] : []),
    ...told,
    ...(client === "" ? [] : [{ name: "client", value: client }]),
    ...findings
      .slice(0, MAX_FINDINGS)
      .map(({ kind, place, masked }) => ({ name: `${kind} in ${place}`, value: masked })),
  ];
}

/** Which steps somebody outside is told of, and as what. */
const EVENTS: Partial<Record<Step["what"], string>> = {
  requested: "approval.requested",
  approved: "approval.decided",
  denied: "approval.decided",
};

/** Writes each step of an approval down, and tells whoever is to be told, in the step's own transaction. */
export function writingSteps(parts: {
  records: Pick<Records, "change">;
  registry: Pick<Registry, "landscape">;
  ids: Ids;
}): (tx: Tx, step: Step) => Promise<void> {
  return async (tx, { org, id, what, actor, at, details }) => {
    const subject = { kind: "approval" as const, id };
    await parts.records.change(tx, { org, actor, action: `approvals.${what}`, subject, details });
    const type = EVENTS[what];
    const alerts = parts.registry.landscape(org)?.alerts ?? [];
    if (type === undefined || alerts.length === 0) return;
    const data = { approval: id, what, by: actor, ...details };
    await post(tx, [{ type, at, data }], { org, alerts, ids: parts.ids, now: at });
  };
}
