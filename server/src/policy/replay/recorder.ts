import type { Principal } from "../../identity/index.ts";
import { bounded } from "../../kernel/index.ts";
import type { ModelAction } from "../rulings/candidates.ts";
import { MAX_DEPTH } from "../rulings/entities.ts";
import type { World, WorldModel, WorldTeam, WorldUser, WorldWorkflow } from "../rulings/world.ts";
import type { RecordedCandidates, RecordedPeople } from "./recorded.ts";

/** Beyond it a question is answered and not kept whole. */
const MAX_TEAMS = 2_000;
const MAX_KEPT = 1_000;

/**
 * Makes the pieces of recorded questions of one world, each once: whoever keeps them puts an object that it has
 * seen into text only the first time.
 */
export interface Recorder {
  /** Undefined where it is more than is kept with a decision. */
  people(links: readonly Principal[]): RecordedPeople | undefined;
  /** `key` stands for the action and these models. */
  models(key: string, action: ModelAction, models: readonly WorldModel[]): RecordedCandidates;
  workflows(id: string): readonly WorldWorkflow[];
}

export function makeRecorder(world: World): Recorder {
  const people = new WeakMap<readonly Principal[], { made: RecordedPeople | undefined }>();
  const candidates = bounded<RecordedCandidates>(MAX_KEPT);
  const workflows = bounded<readonly WorldWorkflow[]>(MAX_KEPT);
  return {
    people(links) {
      let known = people.get(links);
      if (!known) people.set(links, (known = { made: peopleOf(world, links) }));
      return known.made;
    },
    models(key, action, models) {
      let known = candidates.get(key);
      if (!known) candidates.set(key, (known = modelsPiece(action, models)));
      return known;
    },
    workflows(id) {
      if (!world.workflows.has(id)) return NONE;
      let known = workflows.get(id);
      if (!known) workflows.set(id, (known = above(world.workflows, [id]).map(workflowOf)));
      return known;
    },
  };
}

export function modelsPiece(action: ModelAction, models: readonly WorldModel[]): RecordedCandidates {
  return { action, models: models.map(modelOf) };
}

const NONE: readonly WorldWorkflow[] = [];

function peopleOf(world: World, links: readonly Principal[]): RecordedPeople | undefined {
  const owners = new Map<string, WorldUser>();
  for (const { owner } of links) {
    const user = owner === undefined ? undefined : world.users.get(owner);
    if (user) owners.set(user.id, user);
  }
  const named = [...links, ...owners.values()].flatMap(({ teams }) => teams ?? []);
  const teams = above(world.teams, named);
  if (teams.length > MAX_TEAMS) return undefined;
  return { links: links.map(linkOf), owners: [...owners.values()].map(ownerOf), teams: teams.map(teamOf) };
}

/** Those named and everything above them, one level further than a hierarchy may be deep. */
function above<T extends { id: string; parent?: string | undefined }>(
  all: ReadonlyMap<string, T>,
  named: readonly string[],
): T[] {
  const found = new Map<string, T>();
  for (const id of named) {
    let depth = 0;
    // What was met on another way has been climbed from; from here it may be reached by fewer steps.
    const path = new Set<string>();
    for (let at = all.get(id); at && !path.has(at.id) && depth <= MAX_DEPTH; at = all.get(at.parent ?? "")) {
      path.add(at.id);
      found.set(at.id, at);
      depth += 1;
    }
  }
  return [...found.values()];
}

function linkOf(link: Principal): Principal {
  const { kind, id, ref, name, active, teams, roles, owner, autonomy, attested, environment, region } = link;
  return { kind, id, ref, name, active, teams, roles, owner, autonomy, attested, environment, region };
}

function ownerOf({ id, region, roles, teams, status }: WorldUser): WorldUser {
  return { id, region, roles, teams, status };
}

function teamOf({ id, name, parent }: WorldTeam): WorldTeam {
  return { id, name, parent };
}

function workflowOf({ id, parent, domain }: WorldWorkflow): WorldWorkflow {
  return { id, parent, domain };
}

function modelOf({ id, tier, rank, regions, provider }: WorldModel): WorldModel {
  const { selfHosted, retentionDays } = provider;
  return { id, tier, rank, regions, provider: { id: provider.id, selfHosted, retentionDays } };
}
