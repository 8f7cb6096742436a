import { principalIn } from "../../identity/index.ts";
import type { AskedAbout, Does, Millis, Properties, ToolEffect } from "../../kernel/index.ts";
import type { Landscape } from "../../registry/index.ts";
import type { Told } from "../types.ts";
import { type ToolUse, modelCandidate, serverEntity, toolCandidate } from "./candidates.ts";
import type { EntitySource, Slice } from "./entities.ts";
import { modelContext } from "./facts.ts";
import type { Candidate } from "./ruling.ts";
import { thingCandidate } from "./things.ts";
import { uid } from "./vocabulary.ts";

/** Where names are looked up. */
export interface Known {
  landscape: Landscape;
  source: EntitySource;
  now: Millis;
  /** Of a tool that is asked about: what its definition and its arguments say, where somebody has read them. */
  tool?: KnownTool | undefined;
}

/** What is known of a tool beside what an asker says of it. */
export interface KnownTool {
  /** False where nobody approved it, or it is not on its server's list: then it is not there. */
  approved: boolean;
  effect: ToolEffect;
  openWorld: boolean;
  /** What this use does, where its arguments were given and say so. */
  does?: Does | undefined;
}

type Finder = (known: Known, asked: AskedAbout) => Candidate<Told>[];

/**
 * What a question is about, as policies know it. A type of Lumos's own with an action of its own is what the
 * registry says it is, and nothing where the registry has none; everything else is a Thing.
 */
export function askedCandidates(known: Known, asked: AskedAbout): Candidate<Told>[] {
  const finder = FINDERS.get(`${asked.action} ${asked.resource.type}`);
  return finder ? finder(known, asked) : [thingCandidate(asked)];
}

/** True where a question is about something the registry knows, or does not know. */
export function isOwn(action: string, type: string): boolean {
  return FINDERS.has(`${action} ${type}`);
}

/** The actions of Lumos's own for a type of resource. */
export function ownActions(type: string): string[] {
  return [...FINDERS.keys()]
    .map((key) => key.split(" ") as [string, string])
    .flatMap(([action, of]) => (of === type ? [action] : []));
}

const model =
  (action: "invoke" | "embed"): Finder =>
  ({ landscape, source }, { resource }) => {
    const found = landscape.models.get(resource.id);
    return found ? [modelCandidate(source, found, action)] : [];
  };

/** A route is its models, in order: the first that is allowed is the answer. */
const route =
  (action: "invoke" | "embed"): Finder =>
  ({ landscape, source }, { resource }) => {
    const ids = landscape.routes.get(resource.id)?.models ?? [];
    const models = ids.map((id) => landscape.models.get(id));
    return models.flatMap((found) => (found ? [modelCandidate(source, found, action)] : []));
  };

const tier =
  (action: "invoke" | "embed"): Finder =>
  ({ landscape }, { resource }) => {
    const place = landscape.tiers.findIndex(({ id }) => id === resource.id);
    if (place < 0) return [];
    const self = {
      uid: uid("Tier", resource.id),
      attrs: { rank: landscape.tiers.length - 1 - place },
      parents: [],
    };
    const its: Slice = { uid: self.uid, entities: [self] };
    return [
      {
        candidate: toldAs(resource.id, resource.id),
        key: resource.id,
        action: uid("Action", action),
        resource: its,
        context: modelContext,
      },
    ];
  };

const EFFECTS = ["read", "write", "destructive", "egress"];

const tool =
  (action: "call_tool" | "run_command"): Finder =>
  (known, asked) => {
    const use = askedUse(known, asked, action);
    return use ? [{ ...toolCandidate(use), candidate: toldAs(asked.resource.id) }] : [];
  };

// Of a tool that Lumos knows, its definition and its arguments count, whatever an asker says of them.
/** The use of a tool that is asked about; undefined where it is about something else, or nothing that is there. */
export function askedUse(
  { landscape, tool: known }: Pick<Known, "landscape" | "tool">,
  { action: name, resource, actionProperties, resourceProperties }: AskedAbout,
  action = name,
): ToolUse | undefined {
  if (resource.type !== "tool" || (action !== "call_tool" && action !== "run_command")) return undefined;
  const [id = "", itsName = ""] = resource.id.split(/\/(.*)/s);
  const found = landscape.servers.get(id);
  if (!found || itsName === "" || known?.approved === false) return undefined;
  const said = listIn(actionProperties, "operations");
  const effect = known?.effect ?? found.tools?.[itsName]?.effect;
  const does = known?.does;
  const claimed = resourceProperties.tags["pinned"];
  return {
    server: found,
    tool: itsName,
    // What a call does that says nothing is what the tool may do at most, or anything.
    operations: does
      ? [...new Set([...does.operations, ...said])]
      : said.length > 0
        ? said
        : effect === undefined || found.kind === "postgres"
          ? EFFECTS
          : [effect],
    objects: [...(does?.objects ?? []), ...listIn(actionProperties, "objects")],
    hosts: [...(does?.hosts ?? []), ...listIn(actionProperties, "hosts")],
    unbounded: does?.unbounded === true || mayHold(actionProperties, "unbounded"),
    batch: Math.max(does?.batch ?? 1, batchIn(actionProperties)),
    pinned: claimed === "true" || (known !== undefined && claimed === undefined),
    ...(known ? { effect: known.effect, openWorld: known.openWorld } : {}),
    action,
  };
}

const server: Finder = ({ landscape }, { resource, actionProperties }) => {
  const found = landscape.servers.get(resource.id);
  if (!found) return [];
  const self = serverEntity(found);
  return [readCandidate(resource.id, { uid: self.uid, entities: [self] }, actionProperties)];
};

/** Nobody declares data sets yet: they are what the asker says of them. */
const dataset: Finder = (_known, { resource, resourceProperties, actionProperties }) => {
  const self = {
    uid: uid("Dataset", resource.id),
    attrs: { classes: listIn(resourceProperties, "classes"), region: resourceProperties.tags["region"] ?? "" },
    parents: [],
  };
  return [readCandidate(resource.id, { uid: self.uid, entities: [self] }, actionProperties)];
};

function readCandidate(id: string, resource: Slice, said: Properties): Candidate<Told> {
  const operations = listIn(said, "operations");
  return {
    candidate: toldAs(id),
    key: id,
    action: uid("Action", "read_resource"),
    resource,
    context: (_facts, base) => ({
      base,
      operations: operations.length > 0 ? operations : ["read"],
      objects: listIn(said, "objects"),
      hosts: listIn(said, "hosts"),
      unbounded: mayHold(said, "unbounded"),
      batch: batchIn(said),
    }),
  };
}

const agent: Finder = ({ landscape, source, now }, { resource, actionProperties }) => {
  const found = principalIn(landscape, `agent:${resource.id}`, now);
  const slice = found && source.principal(found);
  if (!slice?.ok) return [];
  return [
    {
      candidate: toldAs(resource.id),
      key: resource.id,
      action: uid("Action", "delegate"),
      resource: slice.value,
      context: (_facts, base) => ({
        base,
        actions: listIn(actionProperties, "actions"),
        // Without an end it lasts longest.
        ttlS: numberIn(actionProperties, "ttlS") ?? FOREVER_S,
      }),
    },
  ];
};

const FOREVER_S = 1_000_000_000;

const sink: Finder = (_known, { resource, resourceProperties, actionProperties }) => {
  const { trust = "", region = "" } = resourceProperties.tags;
  const self = { uid: uid("Sink", resource.id), attrs: { trust, region }, parents: [] };
  return [outputCandidate(resource.id, { uid: self.uid, entities: [self] }, actionProperties)];
};

const reader: Finder = ({ landscape, source, now }, { resource, actionProperties }) => {
  const found = principalIn(landscape, `user:${resource.id}`, now);
  const slice = found && source.principal(found);
  return slice?.ok ? [outputCandidate(resource.id, slice.value, actionProperties)] : [];
};

function outputCandidate(id: string, resource: Slice, said: Properties): Candidate<Told> {
  return {
    candidate: toldAs(id),
    key: id,
    action: uid("Action", "send_output"),
    resource,
    context: (_facts, base) => ({ base, sink: id, code: mayHold(said, "code") }),
  };
}

const FINDERS: ReadonlyMap<string, Finder> = new Map<string, Finder>([
  ...(["invoke", "embed"] as const).flatMap((action): [string, Finder][] => [
    [`${action} model`, model(action)],
    [`${action} route`, route(action)],
    [`${action} tier`, tier(action)],
  ]),
  ["call_tool tool", tool("call_tool")],
  ["run_command tool", tool("run_command")],
  ["read_resource server", server],
  ["read_resource dataset", dataset],
  ["delegate agent", agent],
  ["send_output sink", sink],
  ["send_output user", reader],
]);

export function toldAs(id: string, itsTier = ""): Told {
  return { id, tier: itsTier, provider: { id: "" } };
}

/** The members of a list, or a single value as a list of one. */
function listIn({ values }: Properties, name: string): string[] {
  const prefix = `${name}=`;
  return values.flatMap((value) => (value.startsWith(prefix) ? [value.slice(prefix.length)] : []));
}

/** Whether it may be what is said of it: anything but a plain false. */
// Guarantee: what is said of an action and not understood counts as the gravest.
function mayHold(said: Properties, name: string): boolean {
  return spoken(said, name) && !(listIn(said, name).length === 1 && said.tags[name] === "false");
}

function batchIn(said: Properties): number {
  return numberIn(said, "batch") ?? (spoken(said, "batch") ? MOST : 1);
}

const MOST = 1_000_000_000_000_000;

/** Whether anything is said under a name, in whatever shape. */
function spoken({ values }: Properties, name: string): boolean {
  return values.some((value) => value.startsWith(`${name}=`) || value.startsWith(`${name}.`));
}

/** A whole number that Cedar can hold. */
export function numberIn({ tags }: Properties, name: string): number | undefined {
  const text = tags[name];
  if (text === undefined || !/^\d{1,15}$/.test(text)) return undefined;
  return Number(text);
}
