import type { Agent, Application, ObjectKind, Policy, User } from "../config/index.ts";
import { fault } from "../kernel/index.ts";
import { changed } from "../policy/index.ts";
import type { Tx } from "../store/index.ts";
import { isMachineOwner, rolesOf, usersIn } from "./authorize.ts";
import { personsOf } from "./duties.ts";
import {
  examine,
  groundForDirect,
  livePolicies,
  refuseFailing,
  refuseMoved,
  standUnder,
  tellPublished,
} from "./publishing.ts";
import type { Asker, Services } from "./types.ts";

/*
 * What a role alone does not decide: rules about single members of an object, checked before it is written,
 * and what follows for credentials once it is.
 */

/** One object about to be written: created without a before, removed without an after. */
export interface Writing {
  services: Services;
  asker: Asker;
  kind: ObjectKind;
  id: string;
  before: unknown;
  after: unknown;
}

/** Refuses what must not be written. The answer, where there is one, belongs into the transaction that writes it. */
export async function guard(writing: Writing): Promise<((tx: Tx) => Promise<void>) | undefined> {
  switch (writing.kind) {
    case "users":
      guardUser(writing);
      return undefined;
    case "agents":
    case "applications":
      guardOwned(writing);
      return undefined;
    case "policies":
      return guardPolicy(writing);
    default:
      return undefined;
  }
}

/** Whoever is removed or disabled loses every credential in the same transaction. */
export async function cutOff(tx: Tx, writing: Writing): Promise<void> {
  const kind = PRINCIPALS.get(writing.kind);
  if (kind === undefined || writing.before === undefined) return;
  const reason =
    writing.after === undefined
      ? "removed"
      : isDisabled(writing.after) && !isDisabled(writing.before)
        ? "disabled"
        : "";
  if (reason === "") return;
  const { identity } = writing.services;
  await identity.revoke(tx, { org: writing.asker.org, entity: `${kind}:${writing.id}`, reason });
}

const PRINCIPALS: ReadonlyMap<ObjectKind, string> = new Map([
  ["users", "user"],
  ["agents", "agent"],
  ["applications", "application"],
  ["servers", "server"],
]);

function isDisabled(spec: unknown): boolean {
  return (spec as { status?: string }).status === "disabled";
}

/** Whether an object belongs to someone in the asker's chain. */
function isOwn(asker: Asker, spec: unknown): boolean {
  const owner = (spec as { owner?: string } | undefined)?.owner;
  return owner !== undefined && asker.chain !== undefined && usersIn(asker.chain).includes(owner);
}

function guardUser({ services, asker, id, before, after }: Writing): void {
  const chain = asker.chain;
  if (!chain || isMachineOwner(chain)) return;
  const held = rolesOf(chain);
  const old = new Set((before as User | undefined)?.roles ?? []);
  const wanted = new Set((after as User | undefined)?.roles ?? []);
  const changed = [...old, ...wanted].filter((role) => old.has(role) !== wanted.has(role));
  if (changed.length > 0) {
    // Guarantee: nobody changes their own roles.
    if (usersIn(chain).includes(id))
      throw fault("forbidden", { public: "Nobody changes their own roles.", param: "roles" });
    // Guarantee: only an owner gives or takes roles.
    if (!held.has("owner")) throw fault("forbidden", { public: "Only an owner gives or takes roles.", param: "roles" });
  }
  guardSenior(asker, [...old]);
  guardSenior(asker, [...old]);
  if (old.has("owner")) guardLastOwner(services, asker.org, id, after);
}

// Guarantee: who holds roles beyond the asker's is beyond the asker's reach.
export function guardSenior(asker: Asker, roles: readonly string[]): void {
  if (!asker.chain || isMachineOwner(asker.chain)) return;
  const held = rolesOf(asker.chain) as ReadonlySet<string>;
  if (held.has("owner") || roles.every((role) => held.has(role))) return;
  throw fault("forbidden", { public: "This user holds roles that you do not." });
}

export function guardLastOwner(services: Services, org: string, id: string, after: unknown): void {
  const stays = after !== undefined && !isDisabled(after) && (after as User).roles?.includes("owner");
  if (stays) return;
  const users = [...(services.registry.landscape(org)?.users.values() ?? [])];
  const others = users.some((user) => user.id !== id && user.roles?.includes("owner") && !isDisabled(user));
  if (!others) throw fault("conflict", { public: "This is the last owner; name another one first." });
}

function guardOwned({ services, asker, before, after }: Writing): void {
  if (asker.reach !== "own") return;
  // To someone who may only touch their own, what is another's is not there.
  if (before !== undefined && !isOwn(asker, before)) throw fault("not_found");
  if (after === undefined) return;
  if (!isOwn(asker, after)) throw fault("forbidden", { public: "You can only be the owner yourself.", param: "owner" });
  if (before !== undefined && isDisabled(before) && !isDisabled(after)) {
    throw fault("forbidden", { public: "Who disabled this must enable it again.", param: "status" });
  }
  guardTeams(services, asker, (before as Agent | Application | undefined)?.teams, (after as Agent | Application).teams);
}

// Guarantee: nobody puts what is theirs into a team they are not in.
function guardTeams(services: Services, asker: Asker, old: string[] = [], wanted: string[] = []): void {
  const landscape = services.registry.landscape(asker.org);
  const mine = new Set<string>(old);
  for (const user of asker.chain ? usersIn(asker.chain) : []) {
    for (const direct of landscape?.users.get(user)?.teams ?? []) {
      // A member of a team is a member of every team above it.
      for (let team: string | undefined = direct; team !== undefined && !mine.has(team);) {
        mine.add(team);
        team = landscape?.teams.get(team)?.parent;
      }
    }
  }
  const foreign = wanted.findIndex((team) => !mine.has(team));
  if (foreign >= 0) throw fault("forbidden", { public: "You are not in this team.", param: `teams[${foreign}]` });
}

async function guardPolicy(writing: Writing): Promise<(tx: Tx) => Promise<void>> {
  const { services, asker, id } = writing;
  const before = await livePolicies(services, asker.org);
  const after = changed(before, writing.after === undefined ? [] : [writing.after as Policy], [id]);
  const candidate = await examine(services, before, after);
  const ground = await groundForDirect(services, asker, candidate);
  if (candidate.decides && !ground.machine) refuseFailing(await standUnder(services, asker.org, after));
  return async (tx) => {
    const now = await services.registry.policies(asker.org, tx);
    refuseMoved(
      now.map(({ spec }) => spec),
      after,
    );
    if (candidate.changes.length === 0) return;
    await tellPublished(services, tx, asker, {
      org: asker.org,
      how: "direct",
      after,
      previous: before,
      changes: candidate.changes,
      authors: asker.chain ? personsOf(asker.chain) : [],
      note: "",
      details: { decides: candidate.decides, ...ground },
    });
  };
}
