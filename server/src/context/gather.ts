import type { Principal } from "../identity/index.ts";
import type { Clock, ModelCall, ToolCall } from "../kernel/index.ts";
import type { Registry } from "../registry/index.ts";
import {
  FULL_TRUST,
  NEVER_S,
  believedWorkflow,
  chainPrograms,
  environmentOf,
  fits,
  mayState,
  purposeOf,
} from "./believed.ts";
import { gatherAsked } from "./gather-asked.ts";
import type { Context, ContextRoom } from "./types.ts";

/**
 * Gathers what is known about a call besides who makes it. What a caller states is taken as it stands where
 * it can only narrow (data classes). Where it may widen rights, policy sees it only when the credential is
 * entitled to state it; the record keeps it either way.
 */
export function makeContext(parts: { registry: Pick<Registry, "landscape">; clock: Clock }): ContextRoom {
  return {
    gather(call, chain) {
      const landscape = parts.registry.landscape(chain.org);
      const outermost = chain.links[0] as Principal;
      const members = landscape ? chainPrograms(landscape, chain, parts.clock.now()) : [];
      const workflow = landscape ? believedWorkflow(landscape, call.stated.workflow, chain, members) : "none";
      return {
        channel: channelOf(call),
        client: call.client,
        environment: environmentOf(chain),
        geo: "",
        ip: call.ip,
        workflow,
        run: call.stated.run ?? "",
        session: call.stated.session ?? call.id,
        purpose: mayState(chain, "purpose") ? (call.stated.purpose ?? "") : purposeOf(landscape, outermost),
        customer: mayState(chain, "customer") ? (call.stated.customer ?? "") : "",
        // Both may be stated as more than they are, never as less.
        autonomy: Math.max(outermost.kind === "agent" ? outermost.autonomy : 0, call.stated.autonomy ?? 0),
        delegationDepth: chain.links.length - 1 + (call.stated.subagent ? 1 : 0),
        onBehalfOf: chain.links.slice(1).map((link) => link.ref),
        dataClasses: call.stated.dataClasses ?? [],
        dataRegions: [],
        programs: members.filter((program) => fits(program, workflow)).map((program) => program.id),
        taint: [],
        trustScore: FULL_TRUST,
        budget: "ok",
        mfaAgeS: NEVER_S,
        sessionRisk: 0,
        sessionTurns: 0,
        sessionBlocks: 0,
        sessionFlags: [],
      } satisfies Context;
    },
    gatherAsked: (call, about) => gatherAsked(call, about, parts.registry.landscape(about.org), parts.clock.now()),
  };
}

function channelOf(call: ModelCall | ToolCall): Context["channel"] {
  return call.kind === "model" ? "model" : call.kind === "hook" ? "hook" : "mcp";
}
