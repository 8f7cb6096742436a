import type { Declaration } from "../../../config/index.ts";
import type { Seen } from "./seen.ts";

/** A permit that would allow what was seen. */
export interface Drafted {
  id: string;
  /** `team:eng`; several where they were seen with the same. */
  who: string[];
  actions: ("invoke" | "embed")[];
  tiers: string[];
  calls: number;
  /** Who made them and how often, the most busy first. */
  by: { ref: string; calls: number }[];
}

/** What was seen too seldom to be drafted. */
export interface Rare {
  who: string;
  tier: string;
  calls: number;
}

/** One use by one member of a chain: everyone in it needs a permit. */
interface Use {
  ref: string;
  action: "invoke" | "embed";
  tier: string;
  calls: number;
}

/**
 * The smallest number of permits that covers what was seen often enough: by team where a principal is in one,
 * teams with the same tiers together. A permit is for a whole team even where only some of it were seen.
 */
export function draftPermits(
  seen: readonly Seen[],
  declaration: Declaration,
  least: number,
): { drafted: Drafted[]; rare: Rare[]; gone: string[] } {
  const all = usesOf(seen);
  const declared = declaredIn(declaration);
  const uses = all.filter(({ ref }) => declared.has(ref));
  const gone = [...new Set(all.map(({ ref }) => ref).filter((ref) => !declared.has(ref)))].toSorted();
  const holders = chooseHolders(uses, declaration);
  const rights = new Map<
    string,
    { who: string; action: Use["action"]; tier: string; calls: number; by: Map<string, number> }
  >();
  for (const use of uses) {
    const who = holders.get(use.ref) ?? use.ref;
    const key = JSON.stringify([who, use.action, use.tier]);
    const right = rights.get(key) ?? { who, action: use.action, tier: use.tier, calls: 0, by: new Map() };
    right.calls += use.calls;
    right.by.set(use.ref, (right.by.get(use.ref) ?? 0) + use.calls);
    rights.set(key, right);
  }
  const often = [...rights.values()].filter(({ calls }) => calls >= least);
  const rare = [...rights.values()]
    .filter(({ calls }) => calls < least)
    .map(({ who, tier, calls }) => ({ who, tier, calls }))
    .toSorted(byWho);

  const ladder = declaration.objects.tiers.map(({ id }) => id);
  const ofHolder = Map.groupBy(often, ({ who }) => who);
  const permits = [...ofHolder].map(([who, its]) => {
    const by = new Map<string, number>();
    for (const right of its) for (const [ref, calls] of right.by) by.set(ref, (by.get(ref) ?? 0) + calls);
    return {
      who,
      actions: [...new Set(its.map(({ action }) => action))].toSorted(),
      tiers: [...new Set(its.map(({ tier }) => tier))].toSorted((a, b) => ladder.indexOf(a) - ladder.indexOf(b)),
      calls: its.reduce((sum, { calls }) => sum + calls, 0),
      by,
    };
  });
  // Only teams share a permit: a principal of its own is an exception that should be seen.
  const alike = Map.groupBy(permits, ({ who, actions, tiers }) =>
    JSON.stringify([who.startsWith("team:") ? "team" : who, actions, tiers]),
  );
  const drafted = [...alike.values()].map((group): Drafted => {
    const by = new Map(group.flatMap((one) => [...one.by]));
    const who = group.map((one) => one.who).toSorted();
    const { actions, tiers } = group[0] as (typeof group)[number];
    return {
      id: "",
      who,
      actions,
      tiers,
      calls: group.reduce((sum, { calls }) => sum + calls, 0),
      by: [...by]
        .map(([ref, calls]) => ({ ref, calls }))
        .toSorted((a, b) => b.calls - a.calls || (a.ref < b.ref ? -1 : 1)),
    };
  });
  return { drafted: named(drafted.toSorted((a, b) => (a.who.join() < b.who.join() ? -1 : 1))), rare, gone };
}

function usesOf(seen: readonly Seen[]): Use[] {
  return seen.flatMap(({ chain, action, tier, count }) =>
    [...new Set(chain)].map((ref) => ({ ref, action, tier, calls: count })),
  );
}

function declaredIn({ objects }: Declaration): Set<string> {
  const refs = (kind: string, all: readonly { id: string }[]) => all.map(({ id }) => `${kind}:${id}`);
  return new Set([
    ...refs("user", objects.users),
    ...refs("agent", objects.agents),
    ...refs("application", objects.applications),
  ]);
}

/** For each principal the one of its teams that speaks for most others as well; itself where it has none. */
function chooseHolders(uses: readonly Use[], declaration: Declaration): Map<string, string> {
  const declared = new Set(declaration.objects.teams.map(({ id }) => id));
  const teams = new Map<string, string[]>();
  const { users, agents, applications } = declaration.objects;
  for (const [kind, all] of [
    ["user", users],
    ["agent", agents],
    ["application", applications],
  ] as const)
    for (const one of all)
      teams.set(
        `${kind}:${one.id}`,
        (one.teams ?? []).filter((team) => declared.has(team)),
      );
  const principals = [...new Set(uses.map(({ ref }) => ref))];
  const open = new Set(principals.filter((ref) => (teams.get(ref) ?? []).length > 0));
  const holders = new Map<string, string>();
  while (open.size > 0) {
    const members = new Map<string, string[]>();
    for (const ref of open)
      for (const team of teams.get(ref) ?? []) members.set(team, [...(members.get(team) ?? []), ref]);
    const [team = "", its = []] =
      [...members].toSorted(([a, one], [b, other]) => other.length - one.length || (a < b ? -1 : 1))[0] ?? [];
    for (const ref of its) {
      holders.set(ref, `team:${team}`);
      open.delete(ref);
    }
    if (its.length === 0) break;
  }
  return holders;
}

/** Ids that say for whom, each once. */
function named(drafted: readonly Drafted[]): Drafted[] {
  const taken = new Set<string>();
  return drafted.map((one) => {
    const [first = ""] = one.who;
    const plain = (one.who.length > 1 ? one.tiers.join("-") : first.replace(":", ".")).replaceAll(
      /[^A-Za-z0-9._-]/g,
      "-",
    );
    const base = `traffic.${plain}`.slice(0, 110);
    let id = base;
    for (let n = 2; taken.has(id); n += 1) id = `${base}-${n}`;
    taken.add(id);
    return { ...one, id };
  });
}

function byWho(a: Rare, b: Rare): number {
  return a.who < b.who ? -1 : a.who > b.who ? 1 : a.tier < b.tier ? -1 : 1;
}
