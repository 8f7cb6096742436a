import type { Entity } from "../../cedar/index.ts";
import type { EntitySource, Slice } from "./entities.ts";
import { modelContext } from "./facts.ts";
import type { Candidate } from "./ruling.ts";
import type { Does, ToolAction, ToolEffect } from "../../kernel/index.ts";
import type { Facts } from "../types.ts";
import { uid } from "./vocabulary.ts";
import type { WorldModel, WorldServer } from "./world.ts";

export type ModelAction = "invoke" | "embed";

/** What a call wants of a model, as policies name it. Counting tokens is asked about like the call it is for. */
export function modelAction(facts: Facts): ModelAction {
  return facts.ask?.operation === "embed" ? "embed" : "invoke";
}

export function modelCandidate<M extends WorldModel>(
  source: Pick<EntitySource, "model">,
  model: M,
  action: ModelAction = "invoke",
): Candidate<M> {
  return {
    candidate: model,
    key: model.id,
    action: ACTIONS[action],
    resource: source.model(model),
    context: modelContext,
  };
}

const ACTIONS = { invoke: uid("Action", "invoke"), embed: uid("Action", "embed") };

/** A tool of a server and what one call of it does. */
export interface ToolUse extends Does {
  server: WorldServer;
  tool: string;
  /** False where the tool's definition is not the one that was approved. */
  pinned: boolean;
  /** The most the tool does, where more is known of it than what was declared. */
  effect?: ToolEffect | undefined;
  openWorld?: boolean | undefined;
  action?: ToolAction;
}

export function toolCandidate(use: ToolUse): Candidate<ToolUse> {
  const resource = use.action === "read_resource" ? serverSlice(use.server) : toolSlice(use);
  return {
    candidate: use,
    key: resource.uid.id,
    action: uid("Action", use.action ?? "call_tool"),
    resource,
    context: (_facts, base) => ({
      base,
      operations: [...use.operations],
      objects: [...use.objects],
      hosts: [...use.hosts],
      unbounded: use.unbounded,
      batch: use.batch,
    }),
  };
}

export function serverEntity(server: WorldServer): Entity {
  const { id, kind, region = "" } = server;
  const attrs = { kind, verified: server.verified === true, region, environment: environmentOf(server) };
  return { uid: uid("Server", id), attrs, parents: [] };
}

/** What is read of a server and is no tool of it: a resource, a prompt. */
function serverSlice(server: WorldServer): Slice {
  const self = serverEntity(server);
  return { uid: self.uid, entities: [self] };
}

/** A server that does not say where it stands is taken to stand in production. */
function environmentOf(server: WorldServer): string {
  return server.environment ?? "prod";
}

const MAX_KEPT = 4_000;
const kept = new WeakMap<WorldServer, Map<string, Slice>>();

/** The same tool of the same server is the same object each time. */
function toolSlice(use: ToolUse): Slice {
  const { server } = use;
  const configured = server.tools?.[use.tool];
  const effect = use.effect ?? configured?.effect ?? worst(use.operations);
  const openWorld = use.openWorld ?? (configured ? (configured.openWorld ?? effect === "egress") : true);
  const key = `${effect} ${openWorld} ${use.pinned} ${use.tool}`;
  let slices = kept.get(server);
  if (!slices || slices.size >= MAX_KEPT) kept.set(server, (slices = new Map<string, Slice>()));
  let slice = slices.get(key);
  if (slice) return slice;
  const itsServer = serverEntity(server);
  const self: Entity = {
    uid: uid("Tool", `${server.id}/${use.tool}`),
    attrs: { effect, environment: environmentOf(server), openWorld, pinned: use.pinned },
    parents: [itsServer.uid],
  };
  slice = { uid: self.uid, entities: [self, itsServer] };
  slices.set(key, slice);
  return slice;
}

/** The gravest of what a call does; what says nothing may do anything. */
function worst(operations: readonly string[]): ToolEffect {
  const order: ToolEffect[] = ["destructive", "egress", "write", "read"];
  return order.find((effect) => operations.includes(effect)) ?? "destructive";
}
