import { decide } from "../../decide.ts";
import type { Asked } from "../../govern-elsewhere.ts";
import type { Chain } from "../../identity/index.ts";
import { type DecisionCall, type ToolCall, UNREAD_DECISION } from "../../kernel/index.ts";
import type { Landscape } from "../../registry/index.ts";
import { canAsk } from "./answer.ts";
import type { HookParts } from "./parts.ts";
import { onModel, onModelTold } from "./models.ts";
import { rawOf, verdictOfResult } from "./results.ts";
import type { SameUse } from "./same-use.ts";
import type { Dialect, HookEvent, HookTool, Verdict } from "./types.ts";
import { type Arrival, behindGateway, promptCall, toolCall, useOf } from "./uses.ts";
import { type Allows, verdictOf } from "./words.ts";
import { type ToolOutcome, governTool } from "../../govern-tool.ts";
import { governResult } from "../../tool-results.ts";

export interface Heard {
  arrival: Arrival;
  chain: Chain;
  landscape: Landscape;
  dialect: Dialect;
  event: HookEvent;
  signal: AbortSignal;
  allows: Allows;
}

/** What is said to an event, and the outcome it came from where a call was decided about. */
export interface Said {
  verdict: Verdict;
  outcome?: ToolOutcome;
  /** Models that may be asked elsewhere. */
  models?: readonly Asked[];
}

/** What the door needs, and what it remembers. */
export interface Hearing extends HookParts {
  same: SameUse;
}

const PASS: Verdict = { say: "pass" };

/** The way of one event: what is decided about goes the way of every call, the rest is taken note of. */
export function hear(parts: Hearing, heard: Heard): Promise<Said> {
  const { event } = heard;
  switch (event.kind) {
    case "tool.requested":
    case "permission.requested":
      return onTool(parts, heard);
    case "prompt.submitted":
      return decided(parts, heard, promptCall(heard.arrival, event));
    case "model.requested":
      if (event.more && event.model !== undefined) return onModel(parts, heard);
      return decided(parts, heard, promptCall(heard.arrival, event));
    case "model.switch":
      return onSwitch(parts, heard);
    case "tool.completed":
    case "tool.failed":
      return onResult(parts, heard);
    case "model.responded":
      if (event.more && event.model !== undefined) return onModelTold(parts, heard);
      return Promise.resolve({ verdict: PASS });
    case "session.started":
    case "session.ended":
    case "subagent.started":
    case "subagent.ended":
    case "config.changed":
    case "mcp.inventory":
    case "usage.reported":
    case "skill.activated":
    case "notification":
    case "unknown":
      return Promise.resolve({ verdict: PASS });
  }
}

async function decided(parts: Hearing, heard: Heard, call: ToolCall): Promise<Said> {
  const { dialect, event, signal, allows } = heard;
  const outcome = await governTool(parts.rooms, call, { signal });
  return { verdict: verdictOf(outcome, { allows, canAsk: canAsk(dialect, event) }), outcome };
}

async function onTool(parts: Hearing, heard: Heard): Promise<Said> {
  const { chain, dialect, event, landscape, arrival } = heard;
  const tool = event.tool as HookTool;
  const sighted = sightedBy(heard);
  parts.sightings.hooked(sighted);
  const behind = dialect.reaches === "registered" ? undefined : behindGateway(tool, landscape, parts.publicUrl());
  if (behind && parts.sightings.isBelieved({ ...sighted, name: behind.server ?? "" })) {
    // The gateway decides about it, with certainty; the hook only says that it is to come.
    if (event.kind === "tool.requested")
      parts.sightings.expect({ ...sighted, server: behind.server, tool: behind.tool, args: tool.input });
    return { verdict: PASS };
  }
  if (tool.mcp?.server === "" && event.row.serverLater) return { verdict: PASS };
  if (tool.mcp && dialect.reaches !== "registered") {
    const { server, tool: name } = tool.mcp;
    const around = { org: chain.org, chain, client: event.client, session: sighted.session, decision: arrival.id };
    parts.sightings.tell({ ...around, kind: "bypass.server", server, tool: name });
  }
  let outcome: ToolOutcome | undefined;
  const about = { org: chain.org, fingerprint: chain.fingerprint, dialect, event, tool, now: parts.rooms.clock.now() };
  const verdict = await parts.same.verdict(about, async () => {
    const use = useOf(dialect, event, tool, landscape);
    const said = await decided(parts, heard, toolCall(arrival, event, use, tool.input));
    outcome = said.outcome;
    return said.verdict;
  });
  // The person at the machine is about to be asked: that is what was to be.
  const said = verdict.say === "ask" && event.kind === "permission.requested" ? PASS : verdict;
  return outcome === undefined ? { verdict: said } : { verdict: said, outcome };
}

async function onResult(parts: Hearing, heard: Heard): Promise<Said> {
  const { arrival, dialect, event, landscape } = heard;
  const tool = event.tool as HookTool;
  const sighted = sightedBy(heard);
  const behind = dialect.reaches === "registered" ? undefined : behindGateway(tool, landscape, parts.publicUrl());
  if (behind && parts.sightings.isBelieved({ ...sighted, name: behind.server ?? "" })) {
    // What came through the gateway was looked at there.
    parts.sightings.completed({ ...sighted, server: behind.server, tool: behind.tool, args: tool.input });
    return { verdict: PASS };
  }
  if (event.result === undefined) return { verdict: PASS };
  const { raw, cut } = rawOf(event.result);
  const call = toolCall(arrival, event, useOf(dialect, event, tool, landscape), tool.input);
  const told = await governResult(parts.rooms, call, raw);
  return { verdict: verdictOfResult(told, { result: event.result, cut }) };
}

/** A client asks for another model: the same question as a call of that model, without its words. */
async function onSwitch(parts: Hearing, heard: Heard): Promise<Said> {
  const { arrival, chain, dialect, event, landscape } = heard;
  const model = event.model ?? "";
  // What Lumos does not know is not called through it either.
  if (!parts.rooms.routing.target(landscape, model)) return { verdict: PASS };
  const [subject, ...onBehalfOf] = chain.links.map(({ ref }) => ref);
  const at = subject?.indexOf(":") ?? -1;
  if (subject === undefined || at < 0) return { verdict: PASS };
  const call: DecisionCall = {
    ...arrival,
    kind: "decision",
    ask: {
      ...UNREAD_DECISION,
      subject: { type: subject.slice(0, at), id: subject.slice(at + 1) },
      onBehalfOf,
      action: "invoke",
      resource: { type: "model", id: model },
    },
  };
  const answer = await decide(parts.rooms, call);
  if (!answer.answered) return { verdict: { say: "deny", reason: answer.refusal.message } };
  const { outcome, reasons, id } = answer.answer;
  if (outcome === "allowed") return { verdict: PASS };
  const why = reasons.map((reason) => reason.why).find((text) => text !== "") ?? "Policy does not allow this model.";
  const canBeAsked =
    outcome === "pending" && canAsk(dialect, event) && answer.answer.needs.every((need) => need.startsWith("justify:"));
  return { verdict: { say: canBeAsked ? "ask" : "deny", reason: `${why} (decision ${id})` } };
}

function sightedBy({ chain, event, arrival }: Heard) {
  const session = arrival.stated.session ?? "";
  return {
    org: chain.org,
    chain,
    session,
    client: event.client,
    useId: event.useId,
    decision: arrival.id,
    server: undefined,
    tool: undefined,
    args: undefined,
  };
}
