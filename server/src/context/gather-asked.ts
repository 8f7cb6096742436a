import type { Chain, Principal } from "../identity/index.ts";
import { type AskedAbout, type DecisionCall, type Millis, NO_PROPERTIES, type Properties } from "../kernel/index.ts";
import type { Landscape } from "../registry/index.ts";
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
import type { AskedContext, Context } from "./types.ts";

/**
 * Gathers what is known of a question that somebody else enforces the answer to. Claims that can only narrow are
 * taken from anyone. The others count when the asker's credential is entitled to state them; where it is not,
 * they count against what is asked alone: it is looked at without them and with them.
 */
// Guarantee: what an asker is not entitled to state never turns a denial into a permission.
export function gatherAsked(
  call: DecisionCall,
  about: Chain,
  landscape: Landscape | undefined,
  now: Millis,
): readonly [AskedContext] | readonly [AskedContext, AskedContext] {
  const { ask } = call;
  const neutral = neutralContext(call, about, landscape, now);
  const claims = claimsOf(call, about, landscape, neutral);
  const believed = claims.filter(({ entitled }) => entitled);

  const { action, resource, actionProperties, resourceProperties, subjectProperties, attributes } = ask;
  const described: AskedAbout = {
    action,
    resource,
    actionProperties,
    resourceProperties,
    subjectProperties,
    attributes,
  };
  // Who enforces an answer knows what it is about; who somebody is, is for identity to say.
  const decides = about.credential.scopes.includes("decide");
  const asked: AskedAbout = {
    action,
    resource,
    actionProperties: decides ? actionProperties : NO_PROPERTIES,
    resourceProperties: decides ? resourceProperties : NO_PROPERTIES,
    attributes: decides ? attributes : NO_PROPERTIES,
    subjectProperties: mayState(about, "subject") ? subjectProperties : NO_PROPERTIES,
  };
  const view = (chosen: readonly Claim[], what: AskedAbout): AskedContext => ({
    context: Object.assign({}, neutral, ...chosen.map(({ change }) => change)) as Context,
    asked: what,
    assessed: mayState(about, "risk") && ask.claims.assessed === true,
    risk: ask.claims.risk ?? {},
    fulfilled: mayState(about, "fulfilled") ? (ask.claims.fulfilled ?? []) : [],
  });
  const nothingElse =
    believed.length === claims.length && PROPERTIES.every((name) => same(asked[name], described[name]));
  return nothingElse ? [view(believed, asked)] : [view(believed, asked), view(claims, described)];
}

const PROPERTIES = ["actionProperties", "resourceProperties", "subjectProperties", "attributes"] as const;

/** Something that was stated and could widen rights. */
interface Claim {
  entitled: boolean;
  change: Partial<Context>;
}

function claimsOf(
  { ask, stated }: DecisionCall,
  about: Chain,
  landscape: Landscape | undefined,
  neutral: Context,
): Claim[] {
  const { claims } = ask;
  const found: Claim[] = [];
  const claim = <T>(value: T | undefined, entitled: boolean, change: (value: T) => Partial<Context>) => {
    if (value !== undefined) found.push({ entitled, change: change(value) });
  };
  const texts = {
    purpose: claims.purpose ?? stated.purpose,
    customer: claims.customer ?? stated.customer,
    environment: claims.environment,
    geo: claims.geo,
    ip: claims.ip,
  };
  for (const [name, value] of Object.entries(texts)) claim(value, mayState(about, name), (text) => ({ [name]: text }));
  const workflow = claims.workflow ?? stated.workflow;
  if (workflow !== undefined && landscape?.workflows.has(workflow))
    claim(workflow, neutral.workflow === workflow, (id) => ({ workflow: id }));
  claim(claims.programs, mayState(about, "programs"), (programs) => ({
    programs: [...new Set([...neutral.programs, ...programs])],
  }));
  claim(claims.dataRegions, mayState(about, "dataRegions"), (dataRegions) => ({ dataRegions: [...dataRegions] }));
  claim(claims.mfaAgeS, mayState(about, "mfa"), (mfaAgeS) => ({ mfaAgeS }));
  // More of it narrows, whoever says so.
  const more = claims.autonomy !== undefined && claims.autonomy >= neutral.autonomy;
  claim(claims.autonomy, more || mayState(about, "autonomy"), (autonomy) => ({ autonomy }));
  return found;
}

/** What the registry knows, and what was stated and can only narrow. */
function neutralContext(call: DecisionCall, about: Chain, landscape: Landscape | undefined, now: Millis): Context {
  const { claims } = call.ask;
  const outermost = about.links[0] as Principal;
  const members = landscape ? chainPrograms(landscape, about, now) : [];
  const said = claims.workflow ?? call.stated.workflow;
  const workflow = landscape ? believedWorkflow(landscape, said, about, members) : "none";
  return {
    channel: "decision",
    client: call.client,
    environment: environmentOf(about),
    geo: "",
    // The asker's address says nothing of those it asks about.
    ip: "",
    workflow,
    run: call.stated.run ?? "",
    session: call.stated.session ?? call.id,
    purpose: purposeOf(landscape, outermost),
    customer: "",
    autonomy: outermost.kind === "agent" ? outermost.autonomy : 0,
    delegationDepth: about.links.length - 1,
    onBehalfOf: about.links.slice(1).map((link) => link.ref),
    dataClasses: [...new Set([...(call.stated.dataClasses ?? []), ...(claims.dataClasses ?? [])])],
    dataRegions: [],
    programs: members.filter((program) => fits(program, workflow)).map((program) => program.id),
    taint: [...(claims.taint ?? [])],
    trustScore: Math.min(FULL_TRUST, claims.trustScore ?? FULL_TRUST),
    budget: "ok",
    mfaAgeS: NEVER_S,
    sessionRisk: Math.max(0, claims.sessionRisk ?? 0),
    sessionTurns: 0,
    sessionBlocks: 0,
    sessionFlags: [...(claims.sessionFlags ?? [])],
  };
}

function same(one: Properties, other: Properties): boolean {
  return one === other || (other.values.length === 0 && Object.keys(other.tags).length === 0);
}
