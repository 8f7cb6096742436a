import type { Principal } from "../../identity/index.ts";
import { type Result, ok, refused } from "../../kernel/index.ts";
import { type Entity, EntityRef, type Uid } from "../../cedar/index.ts";
import { EVERYONE, uid } from "./vocabulary.ts";
import type { World, WorldModel, WorldUser } from "./world.ts";

/** Deeper hierarchies can stop the engine; nobody's organization is this deep. */
export const MAX_DEPTH = 32;
/** A provider that does not say how long it keeps data is taken to keep it longest. */
const UNKNOWN_RETENTION_DAYS = 36_500;

/** One thing and everything above it that a policy may ask about. */
export interface Slice {
  uid: Uid;
  entities: readonly Entity[];
}

/** Makes the entities of one world; only what a question needs, each hierarchy walked once. */
export interface EntitySource {
  principal(principal: Principal): Result<Slice, string>;
  model(model: WorldModel): Slice;
  workflow(id: string): Result<Slice, string>;
}

export function makeEntities(world: World): EntitySource {
  const groups = climber(world.teams, (team) => team.parent, groupEntity);
  const workflows = climber(
    world.workflows,
    (workflow) => workflow.parent,
    (workflow, parent) => ({
      uid: uid("Workflow", workflow.id),
      attrs: { domain: workflow.domain ?? "" },
      parents: parent === undefined ? [] : [uid("Workflow", parent)],
    }),
  );
  const slices = new Map<string, Result<Slice, string>>();
  const models = new Map<WorldModel, Slice>();
  for (const model of world.models.values()) models.set(model, modelSlice(model));

  /** The teams that exist among those named, with everything above them put into `above`. */
  const join = (named: readonly string[], above: Map<string, Entity>): Result<string[], string> => {
    const teams: string[] = [];
    for (const id of named) {
      // A team that is gone gives nothing, whoever still names it.
      if (!world.teams.has(id)) continue;
      const climbed = groups(id);
      if (!climbed.ok) return climbed;
      teams.push(id);
      for (const entity of climbed.value) above.set(entity.uid.id, entity);
    }
    return ok(teams);
  };

  const makePrincipal = (principal: Principal): Result<Slice, string> => {
    const above = new Map<string, Entity>([[EVERYONE, EVERYONE_ENTITY]]);
    const teams = join(principal.teams, above);
    if (!teams.ok) return teams;
    const self = principalEntity(principal, teams.value);
    if (!self) return refused(`a ${principal.kind} does not act`);
    const entities = [self];
    const owner = principal.owner === undefined ? undefined : world.users.get(principal.owner);
    if (owner) {
      const its = join(owner.teams ?? [], above);
      if (!its.ok) return its;
      entities.push(ownerEntity(owner, its.value));
    }
    return ok({ uid: self.uid, entities: [...entities, ...above.values()] });
  };
  /** Principals are not changed but replaced, and each brings its own slice along. */
  const principals = new WeakMap<Principal, Result<Slice, string>>();

  return {
    principal(principal) {
      let made = principals.get(principal);
      if (!made) principals.set(principal, (made = makePrincipal(principal)));
      return made;
    },
    model: (model) => models.get(model) ?? modelSlice(model),
    workflow(id) {
      if (!world.workflows.has(id)) {
        // Named by a caller and known to nobody: it stands in no hierarchy.
        const self = { uid: uid("Workflow", id), attrs: { domain: "" }, parents: [] };
        return ok({ uid: self.uid, entities: [self] });
      }
      let made = slices.get(id);
      if (!made) {
        const climbed = workflows(id);
        made = climbed.ok ? ok({ uid: uid("Workflow", id), entities: climbed.value }) : climbed;
        slices.set(id, made);
      }
      return made;
    },
  };
}

const EVERYONE_ENTITY: Entity = { uid: uid("Group", EVERYONE), attrs: { name: "Everyone" }, parents: [] };

function groupEntity(team: { id: string; name?: string | undefined }, parent: string | undefined): Entity {
  if (team.id === EVERYONE) return EVERYONE_ENTITY;
  return {
    uid: uid("Group", team.id),
    attrs: { name: team.name ?? team.id },
    parents: [uid("Group", parent ?? EVERYONE)],
  };
}

function principalEntity(principal: Principal, teams: readonly string[]): Entity | undefined {
  const parents = groupsOf(teams);
  // A declared id holds no colon, so a principal from outside the registry never meets a declared one.
  const id = principal.ref === `${principal.kind}:${principal.id}` ? principal.id : principal.ref;
  const owner = new EntityRef(uid("User", principal.owner ?? ""));
  const active = principal.active === true;
  switch (principal.kind) {
    case "user":
      return {
        uid: uid("User", id),
        attrs: userAttributes(id, principal.region, principal.roles, active),
        parents,
      };
    case "agent":
      return {
        uid: uid("Agent", id),
        attrs: { owner, autonomy: principal.autonomy, attested: principal.attested === true, active },
        parents,
      };
    case "application":
      return { uid: uid("Application", id), attrs: { owner, environment: principal.environment, active }, parents };
    case "server":
      return undefined;
  }
}

function ownerEntity(user: WorldUser, teams: readonly string[]): Entity {
  return {
    uid: uid("User", user.id),
    attrs: userAttributes(user.id, user.region ?? "", user.roles ?? [], user.status !== "disabled"),
    parents: groupsOf(teams),
  };
}

function groupsOf(teams: readonly string[]): Uid[] {
  return [...teams, EVERYONE].map((id) => uid("Group", id));
}

function userAttributes(id: string, region: string, roles: readonly string[], active: boolean) {
  return { email: id.includes("@") ? id : "", region, roles: [...roles], active };
}

function modelSlice(model: WorldModel): Slice {
  const tier: Entity = { uid: uid("Tier", model.tier), attrs: { rank: model.rank }, parents: [] };
  const self: Entity = {
    uid: uid("Model", model.id),
    attrs: {
      provider: model.provider.id,
      regions: [...model.regions],
      selfHosted: model.provider.selfHosted === true,
      retentionDays: model.provider.retentionDays ?? UNKNOWN_RETENTION_DAYS,
    },
    parents: [tier.uid],
  };
  return { uid: self.uid, entities: [self, tier] };
}

/** Walks from an id to the top, once for each id. A circle is cut where it closes. */
function climber<T extends { id: string }>(
  all: ReadonlyMap<string, T>,
  parentOf: (item: T) => string | undefined,
  entityOf: (item: T, parent: string | undefined) => Entity,
): (id: string) => Result<Entity[], string> {
  const known = new Map<string, Result<Entity[], string>>();
  const climb = (from: string): Result<Entity[], string> => {
    const path: T[] = [];
    const seen = new Set<string>();
    for (let at = all.get(from); at && !seen.has(at.id); at = all.get(parentOf(at) ?? "")) {
      seen.add(at.id);
      path.push(at);
      if (path.length > MAX_DEPTH) return refused(`the hierarchy above ${from} is deeper than ${MAX_DEPTH}`);
    }
    return ok(path.map((item, place) => entityOf(item, path[place + 1]?.id)));
  };
  return (id) => {
    let climbed = known.get(id);
    if (!climbed) known.set(id, (climbed = climb(id)));
    return climbed;
  };
}
