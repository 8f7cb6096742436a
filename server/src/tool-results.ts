import type { ApprovalTold } from "./approvals/index.ts";
import { type GuardStory, type Inspected, type RawJson, inspectResult } from "./execution/index.ts";
import type { ToolRooms } from "./govern-tool.ts";
import type { Chain } from "./identity/index.ts";
import { type ToolCall, asFault, sha256 } from "./kernel/index.ts";
import type { Decision, Told } from "./policy/index.ts";
import type { Refusal } from "./record/index.ts";
import type { Landscape } from "./registry/index.ts";
import type { Assessment } from "./risk/index.ts";
import type { Weighed } from "./sessions/index.ts";
import { askToRelease } from "./tool-approvals.ts";
import { type Thing, thingFor } from "./tool-uses.ts";

/** What a look at a result came to, and what it did to the session. */
export interface TakenIn {
  /** Undefined where it may not be given. */
  result: RawJson | undefined;
  verdict: Inspected["verdict"];
  why?: string;
  guard: GuardStory;
  /** Labels it put on the session, and all that the session has now. */
  added: readonly string[];
  taint: readonly string[];
  /** The result waits for a person, or one has said no to it. */
  pending?: ApprovalTold;
  denied?: ApprovalTold;
}

interface Taking {
  call: ToolCall;
  chain: Chain;
  landscape: Landscape;
  thing: Thing;
  session: Weighed;
  assessment: Assessment;
  decision: Decision<Told> | undefined;
  result: RawJson;
}

/** Looks at what a tool answered and puts its labels on the session, before anyone reads it. */
// Guarantee: a session is marked with what a result brings before the result is given.
export async function takeIn(rooms: ToolRooms, about: Taking): Promise<TakenIn> {
  const { chain, landscape, thing, session, decision } = about;
  const [ruling] = decision?.rulings ?? [];
  const { server, use } = thing;
  const inspected = await inspectResult({
    risk: rooms.risk,
    result: about.result,
    server: { id: use.server.id, classes: server?.classes, content: server?.content, closed: isClosed(thing) },
    guardrails: landscape.guardrails,
    own: { org: chain.org, detectors: landscape.detectors },
    obligations: ruling?.outcome === "allowed" ? ruling.obligations : [],
  });
  const labels = [...inspected.labels, ...(sendsOut(thing) ? ["can-egress"] : [])];
  const before = session.context.taint;
  const added = labels.filter((label) => !before.includes(label));
  if (added.length > 0) await rooms.sessions.mark(chain, session.session, added);
  if (inspected.trusted && inspected.changed === 0)
    await rooms.sessions.vouch(chain, session.session, inspected.trusted);
  const taken: TakenIn = {
    result: inspected.result,
    verdict: inspected.verdict,
    ...(inspected.why === undefined ? {} : { why: inspected.why }),
    guard: guardOf(inspected),
    added,
    taint: [...new Set([...before, ...labels])].toSorted(),
  };
  return inspected.verdict === "held" ? holding(rooms, about, taken) : taken;
}

/** Somebody has said what the tool does, and that it reaches nothing beyond the organization. */
function isClosed({ tool }: Thing): boolean {
  return tool !== undefined && tool.effectFrom !== "unknown" && !tool.openWorld;
}

function sendsOut({ use, effect }: Thing): boolean {
  return effect === "egress" || use.operations.includes("egress");
}

/** A result that waits: given once when a person has agreed to this very one. */
async function holding(rooms: ToolRooms, about: Taking, taken: TakenIn): Promise<TakenIn> {
  const { decision, session } = about;
  const why = taken.why ?? "";
  if (!decision) return { ...taken, result: undefined };
  const held = { result: sha256(about.result), needs: ["approval:security_admin"], why };
  const { snapshot } = decision;
  const sought = await askToRelease(rooms, { ...about, snapshot, session: session.session, held });
  if (sought.state === "approved" && (await sought.take())) return taken;
  const stopped: TakenIn = {
    ...taken,
    result: undefined,
    guard: { ...taken.guard, stopped: { why, gave: [] } },
  };
  if (sought.state === "full") return { ...stopped, why: sought.message };
  if (sought.state === "denied") return { ...stopped, denied: sought.approval };
  return { ...stopped, pending: sought.approval };
}

function guardOf({ findings, changed, verdict, why }: Inspected): GuardStory {
  return {
    mode: "strict",
    findings: [...findings],
    ...(changed > 0 ? { redacted: changed } : {}),
    ...(verdict === "stopped" ? { stopped: { why: why ?? "", gave: [] } } : {}),
    ...(verdict === "uninspected" ? { uninspected: ["the result"] } : {}),
  };
}

/**
 * What a server says beside its results: progress, log lines, questions to the user or the model, lists. Undefined
 * where it may not be passed on. `list`: what every client asks for unseen marks only where something is found in it.
 */
// Guarantee: what a server says beside its results is looked at like a result, and marks the session like one.
export async function governSaid(
  rooms: ToolRooms,
  about: { call: ToolCall; chain: Chain; server: string; said: RawJson; list?: true },
): Promise<RawJson | undefined> {
  const { call, chain, said } = about;
  const landscape = rooms.registry.landscape(chain.org);
  const server = landscape?.servers.get(about.server);
  if (!landscape || !server) return undefined;
  const { risk } = rooms;
  const own = { org: chain.org, detectors: landscape.detectors };
  const { guardrails } = landscape;
  const inspected = await inspectResult({ risk, result: said, server, guardrails, own, obligations: [] });
  if (about.list === undefined || inspected.findings.length > 0) {
    const context = rooms.context.gather(call, chain);
    const assessment = risk.assess({ ask: { texts: [] } });
    const { session } = await rooms.sessions.look({ call, chain, context, assessment });
    await rooms.sessions.mark(chain, session, inspected.labels);
  }
  // Nobody can be asked about a line of a log.
  return inspected.verdict === "held" ? undefined : inspected.result;
}

/** What is said to whoever carried a tool out and tells what came of it. */
export type ToldOutcome =
  | { answered: true; id: string; headers: Readonly<Record<string, string>>; taken: TakenIn }
  | { answered: false; refusal: Refusal };

/**
 * The way of a result that came about elsewhere: a hook or an application tells it, and hears whether it may be read.
 * Every way out passes the record.
 */
export async function governResult(rooms: ToolRooms, call: ToolCall, result: RawJson): Promise<ToldOutcome> {
  const sealing = rooms.record.open(call);
  try {
    const recognized = await rooms.identity.recognize(call, "call");
    if (!recognized.ok) return { answered: false, refusal: await sealing.unrecognized(recognized.error) };
    const chain = sealing.chain(recognized.value);
    if (call.problem) return { answered: false, refusal: await sealing.invalid(call.problem) };
    const landscape = rooms.registry.landscape(chain.org);
    const thing = landscape && thingFor(rooms.catalog, landscape, call);
    if (!landscape || !thing) return { answered: false, refusal: await sealing.unknownTool(call.ask.tool) };
    const gathered = rooms.context.gather(call, chain);
    const assessment = sealing.assessment(rooms.risk.assess({ ask: { texts: [] } }));
    const session = sealing.session(await rooms.sessions.look({ call, chain, context: gathered, assessment }));
    const taken = await takeIn(rooms, {
      call,
      chain,
      landscape,
      thing,
      session,
      assessment,
      decision: undefined,
      result,
    });
    const { operations, unbounded, batch } = thing.use;
    const tool = {
      effect: thing.effect,
      does: { operations, unbounded, batch },
      elsewhere: true as const,
      bytes: result.length,
      ...(taken.added.length > 0 ? { taint: taken.added } : {}),
      ...(call.ask.useId === undefined ? {} : { useId: call.ask.useId }),
    };
    const stopped = taken.result === undefined;
    const headers = await sealing.closeUse({
      result: stopped ? "stopped" : "completed",
      code: stopped ? "policy_blocked" : "",
      summary: taken.why ?? "A result that came about elsewhere was looked at.",
      tool,
      guard: taken.guard,
    });
    return { answered: true, id: call.id, headers, taken };
  } catch (error) {
    const fault = asFault(error);
    rooms.log.error("a result failed inside", { call: call.id, error: fault });
    return { answered: false, refusal: await sealing.failed(fault) };
  }
}
