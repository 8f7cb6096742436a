import type { ApprovalTold, ApprovalsRoom } from "./approvals/index.ts";
import { approved } from "./approving.ts";
import type { CatalogRoom } from "./catalog/index.ts";
import { type RawJson, withoutSpans } from "./execution/index.ts";
import type { Rooms as ModelRooms } from "./govern.ts";
import type { Chain } from "./identity/index.ts";
import { type Clock, type Fault, type ToolCall, asFault } from "./kernel/index.ts";
import type { Decision, Obligation, Told } from "./policy/index.ts";
import type { Refusal, Sealing, ToolStory } from "./record/index.ts";
import type { Landscape } from "./registry/index.ts";
import type { Assessment } from "./risk/index.ts";
import type { Weighed } from "./sessions/index.ts";
import { useApproval } from "./tool-approvals.ts";
import { type TakenIn, takeIn } from "./tool-results.ts";
import { type Thing, isVisible, thingFor } from "./tool-uses.ts";

/** The rooms that the use of a tool passes. */
export interface ToolRooms extends ModelRooms {
  catalog: CatalogRoom;
  approvals: ApprovalsRoom;
  /** Hears of each use that is asked of the gateway, so that it can be told from what hooks tell. */
  seen?(call: ToolCall, chain: Chain): void;
}

/** What a tool, or a resource, gave: the result of the protocol as JSON text. */
export interface Performed {
  result: RawJson;
  /** `error`: the upstream's answer is that it failed. `unfinished`: it asks for something first. */
  kind: "result" | "error" | "unfinished";
}

/** What a door makes of an allowed call. */
export interface ToolWay {
  /**
   * Carries it out, once it was decided and written down. `raw`: the arguments, as they may go out. Left out where
   * whoever asks carries it out itself: a hook, an application with the SDK.
   */
  perform?(ready: { chain: Chain; raw: RawJson; signal: AbortSignal }): Promise<Performed>;
  /** Ends when the caller is gone. */
  signal: AbortSignal;
}

/** What is said to whoever made the call; a door puts it into its own words. */
export type ToolOutcome =
  | {
      answered: true;
      id: string;
      headers: Readonly<Record<string, string>>;
      /** As it may be given. Absent where nothing was carried out here. */
      performed: Performed | undefined;
      /** The arguments as they may go out, where they are other ones than the caller's. */
      raw?: RawJson;
      /** The labels of the session by now. */
      taint: readonly string[];
    }
  | {
      answered: false;
      refusal: Refusal;
      pending?: ApprovalTold;
      denied?: ApprovalTold;
      /** What it waits for that is no approval: `justify:reason`. */
      needs?: readonly Obligation[];
    };

/** A call that is allowed, with all that is known of it. */
interface Allowed {
  call: ToolCall;
  chain: Chain;
  landscape: Landscape;
  thing: Thing;
  session: Weighed;
  assessment: Assessment;
  decision: Decision<Told>;
  story: ToolStory;
  /** Uses up the approval it rests on; false where that is gone by now. */
  take(): Promise<boolean>;
}

/**
 * The way of one use of a tool, through whichever door: that of every call as far as the decision, then whoever the
 * door names carries it out, and what comes back is looked at before anyone reads it. Every way out passes the record.
 */
export async function governTool(rooms: ToolRooms, call: ToolCall, way: ToolWay): Promise<ToolOutcome> {
  const sealing = rooms.record.open(call);
  try {
    const decided = await decideUse(rooms, call, sealing, way);
    if ("answered" in decided) return decided;
    const { chain, landscape, session } = decided;
    const reserved = await rooms.budgets.reserve({ call, chain, landscape });
    if (!reserved.ok) return refused(await sealing.limited(reserved.limited));
    try {
      // Guarantee: an approval is used up by the one call that goes ahead with it.
      if (!(await decided.take())) return refused(await sealing.useNotAllowed(decided.story, { message: GONE }));
      return await carryOut(rooms, sealing, decided, way);
    } finally {
      session.learned({ blocked: false });
      reserved.hold.settle({ usage: undefined, cut: false });
    }
  } catch (error) {
    return failed(rooms, call, sealing, error);
  }
}

const GONE = "The approval of this call was used or ran out meanwhile. Ask again.";

/** Everything up to a decision that lets the call go on; else what is said instead. */
async function decideUse(
  rooms: ToolRooms,
  call: ToolCall,
  sealing: Sealing,
  way: ToolWay,
): Promise<Allowed | Extract<ToolOutcome, { answered: false }>> {
  const { ask } = call;
  const name = ask.tool === "" ? ask.server : ask.tool;
  const recognized = await rooms.identity.recognize(call, "call");
  if (!recognized.ok) return refused(await sealing.unrecognized(recognized.error));
  const chain = sealing.chain(recognized.value);
  if (call.kind === "tool") rooms.seen?.(call, chain);
  if (call.problem) return refused(await sealing.invalid(call.problem));
  const landscape = rooms.registry.landscape(chain.org);
  const thing = landscape && thingFor(rooms.catalog, landscape, call);
  if (!landscape || !thing) return refused(await sealing.unknownTool(name));

  // Guarantee: arguments are read by policy only when they fit the definition that was approved.
  const wrong = thing.tool?.check(ask.arguments);
  if (wrong !== undefined) {
    if (!isVisible(rooms, call, chain, thing)) return refused(await sealing.unknownTool(name));
    return refused(await sealing.invalid({ code: "invalid_request", message: wrong, param: "arguments" }));
  }

  const gathered = rooms.context.gather(call, chain);
  const own = { org: chain.org, detectors: landscape.detectors };
  const assessed = sealing.assessment(await rooms.risk.assessApart(call, own));
  const looked = { call, chain, context: gathered, assessment: assessed };
  const session = sealing.session(await rooms.sessions.look(looked));
  const { context, assessment } = session;
  const { guardrails } = landscape;
  const story = storyOf(call, thing, way);
  const decide = (fulfilled: readonly Obligation[]): Decision<Told> =>
    sealing.use(
      rooms.policy.decideUses({
        at: call.at,
        chain,
        context,
        assessment,
        uses: [thing.use],
        guardrails,
        fulfilled,
        whole: true,
      }),
    );
  const allowed = (decision: Decision<Told>, more: Partial<Allowed> = {}): Allowed => {
    return {
      call,
      chain,
      landscape,
      thing,
      session,
      assessment,
      decision,
      story,
      take: () => Promise.resolve(true),
      ...more,
    };
  };

  const asked = { call, chain, thing, assessment, session: session.session };
  const { made, word } = await approved(
    rooms.approvals,
    { decision: decide([]) },
    { about: () => useApproval(asked), again: (fulfilled) => ({ decision: decide(fulfilled) }) },
  );
  const { decision } = made;
  const approval = word && "approval" in word ? word.approval : undefined;
  const told = approval ? { ...story, approval: approval.id } : story;
  if (decision.outcome === "allowed") {
    return allowed(decision, { story: told, ...(word?.state === "approved" ? { take: word.take } : {}) });
  }
  if (decision.outcome === "blocked") {
    session.learned({ blocked: true });
    // Guarantee: what is not for a caller at all, and what is not there, get one answer.
    if (!isVisible(rooms, call, chain, thing)) return refused(await sealing.unknownTool(name));
    return refused(await sealing.useNotAllowed(told));
  }
  // Guarantee: a call that nobody could be asked about does not go ahead.
  if (word?.state === "full") return refused(await sealing.useNotAllowed(story, { message: word.message }));
  if (word?.state === "denied") {
    const { reason = "" } = word.approval;
    const message = `A person said no to this call${reason === "" ? "." : `: ${reason}`}`;
    return { ...refused(await sealing.useNotAllowed(told, { message })), denied: word.approval };
  }
  if (approval) return { ...refused(await sealing.useNotAllowed(told)), pending: approval };
  const needs = decision.rulings.flatMap((ruling) => (ruling.outcome === "pending" ? ruling.needs : []));
  return { ...refused(await sealing.useNotAllowed(told)), needs };
}

/** Writes the intent, lets it be carried out, and looks at what came back. */
async function carryOut(rooms: ToolRooms, sealing: Sealing, allowed: Allowed, way: ToolWay): Promise<ToolOutcome> {
  const { call, chain, thing, session, story } = allowed;
  const raw = outgoing(allowed);
  const adjusted = raw === call.ask.raw ? [] : (["redacted"] as const);
  if (!way.perform) {
    const headers = await sealing.closeUse({ result: "completed", code: "", tool: story, adjusted });
    const given = { id: call.id, headers, performed: undefined, taint: session.context.taint };
    return { answered: true, ...given, ...(adjusted.length > 0 ? { raw } : {}) };
  }

  const intended = sealing.intendUse();
  // Guarantee: what may change something is carried out only when it is written down that it will be.
  if (thing.effect !== "read" || thing.use.operations.some((one) => one !== "read" && one !== "select")) await intended;
  // What only reads is written down meanwhile, and given when that is done.
  else intended.catch(() => {});
  const stop = new AbortController();
  const signal = AbortSignal.any([way.signal, stop.signal]);
  // Guarantee: a revoked right ends a tool call that is under way.
  const unwatch = rooms.identity.watch(chain, () => stop.abort());
  const began = rooms.clock.elapsed();
  try {
    const performed = await way.perform({ chain, raw, signal });
    const peerMs = since(rooms.clock, began);
    const told = { ...story, peerMs, bytes: performed.result.length };
    const inspected = await takeIn(rooms, { ...allowed, result: performed.result });
    return await give(sealing, { allowed, performed, inspected, told, adjusted });
  } catch (error) {
    const fault = asFault(error);
    if (fault.code === "internal") throw error;
    const result = signal.aborted ? "aborted" : "failed";
    const tool = { ...story, peerMs: since(rooms.clock, began) };
    rooms.log.info("a tool did not answer", { call: call.id, server: thing.use.server.id, code: fault.code });
    return refused(await sealing.failedUse({ result, code: fault.code, tool }, fault.message));
  } finally {
    unwatch();
  }
}

/** Writes how it ended and gives what may be given. */
async function give(
  sealing: Sealing,
  end: { allowed: Allowed; performed: Performed; inspected: TakenIn; told: ToolStory; adjusted: readonly "redacted"[] },
): Promise<ToolOutcome> {
  const { allowed, performed, inspected, told } = end;
  const { guard, taint, pending, denied } = inspected;
  const tool = { ...told, ...(inspected.added.length > 0 ? { taint: inspected.added } : {}) };
  if (inspected.result === undefined) {
    const code = pending ? "approval_required" : "policy_blocked";
    const message = inspected.why ?? "The result may not be given.";
    const refusal = await sealing.failedUse({ result: "stopped", code, tool, guard }, message);
    return { ...refused(refusal), ...(pending ? { pending } : {}), ...(denied ? { denied } : {}) };
  }
  const adjusted = guard.redacted || end.adjusted.length > 0 ? (["redacted"] as const) : [];
  const headers = await sealing.closeUse({ result: "completed", code: "", tool, guard, adjusted });
  const given: Performed = { ...performed, result: inspected.result };
  return { answered: true, id: allowed.call.id, headers, performed: given, taint };
}

/** The arguments with what policy wants taken out of them. */
function outgoing({ call, assessment, decision }: Allowed): RawJson {
  const [ruling] = decision.rulings;
  const obligations = ruling?.outcome === "allowed" ? ruling.obligations : [];
  const classes = obligations.flatMap((one) => (one.startsWith("redact:") ? [one.slice("redact:".length)] : []));
  return classes.length === 0 ? call.ask.raw : withoutSpans(call.ask.raw, call.ask.texts, assessment, classes);
}

function storyOf({ ask }: ToolCall, { use, effect }: Thing, way: ToolWay): ToolStory {
  const { operations, unbounded, batch, objects, hosts } = use;
  return {
    effect,
    does: {
      operations,
      unbounded,
      batch,
      ...(objects.length > 0 ? { objects: objects.length } : {}),
      ...(hosts.length > 0 ? { hosts: hosts.length } : {}),
    },
    ...(ask.useId === undefined ? {} : { useId: ask.useId }),
    ...(way.perform ? {} : { elsewhere: true as const }),
  };
}

function refused(refusal: Refusal): Extract<ToolOutcome, { answered: false }> {
  return { answered: false, refusal };
}

async function failed(rooms: ToolRooms, call: ToolCall, sealing: Sealing, error: unknown): Promise<ToolOutcome> {
  const fault: Fault = asFault(error);
  rooms.log.error("a tool call failed inside", { call: call.id, error: fault });
  return refused(await sealing.failed(fault));
}

function since(clock: Clock, began: number): number {
  return Math.round((clock.elapsed() - began) * 10) / 10;
}
