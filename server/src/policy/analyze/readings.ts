import { RESERVED } from "../../config/index.ts";
import type { Millis } from "../../kernel/index.ts";
import { childrenOf, nodeOf } from "../../cedar/index.ts";
import type { KnownPolicy } from "../sets/annotations.ts";
import { isInteractive, isSupported } from "../rulings/obligations.ts";
import { EVERYONE } from "../rulings/vocabulary.ts";
import { isUid } from "./encode.ts";
import type { PolicyFinding } from "./findings.ts";
import type { World } from "./world.ts";

const SOON_MS = 14 * 86_400_000;

/** What can be read off a set and proves itself: names that are not there, dates, doubles, what nobody carries out. */
export function readFindings(
  policies: readonly KnownPolicy[],
  world: World,
  supported: readonly string[],
  now: Millis,
): PolicyFinding[] {
  const found: PolicyFinding[] = [];
  const names = namesIn(world);
  const bodies = new Map<string, string>();
  for (const { id, tree, card, expiresAt, stage } of policies) {
    const tell = (
      kind: PolicyFinding["kind"],
      severity: PolicyFinding["severity"],
      message: string,
      others: string[] = [],
    ) => found.push({ kind, policy: id, others, message, severity });
    if (expiresAt !== undefined && expiresAt <= now) tell("expired", "warning", `It is off since ${day(expiresAt)}.`);
    else if (expiresAt !== undefined && expiresAt - now < SOON_MS)
      tell("expires-soon", "note", `It switches itself off on ${day(expiresAt)}.`);
    if (typeof tree.annotations?.["why"] !== "string")
      tell("no-why", "note", "Without @why a caller is told nothing but its id.");
    if (stage.name === "draft") continue;
    const { annotations: _annotations, ...body } = tree;
    const text = JSON.stringify([body, card.obligation]);
    const twin = bodies.get(text);
    if (twin === undefined) bodies.set(text, id);
    else tell("duplicate", "note", `It says the same as ${twin}.`, [twin]);
    for (const { type, id: name } of literalsOf(tree)) {
      if (names.get(type)?.has(name) !== false) continue;
      tell("unknown-name", "warning", `There is no ${type.replace("Lumos::", "").toLowerCase()} ${name}.`);
    }
    const { obligation } = card;
    if (obligation !== undefined && !isInteractive(obligation) && !isSupported(obligation, supported))
      tell(
        "obligation-unsupported",
        "warning",
        `Nothing on the way of a model call can carry out ${obligation}, so it forbids.`,
      );
  }
  return [...found, ...conflicts(policies.filter(({ stage }) => stage.name !== "draft"))];
}

/** Obligations that cannot both be kept: the stricter one is what happens. */
function conflicts(policies: readonly KnownPolicy[]): PolicyFinding[] {
  const asking = policies.flatMap(({ id, card }) =>
    card.obligation === undefined ? [] : [{ id, obligation: card.obligation }],
  );
  const keepNothing = asking.filter(({ obligation }) => /^retain:0[smhd]?$/.test(obligation));
  const keep = asking.filter(
    ({ obligation }) => obligation.startsWith("retain:") && !keepNothing.some((one) => one.obligation === obligation),
  );
  return keepNothing.flatMap(({ id, obligation }) =>
    keep.length === 0
      ? []
      : [
          {
            kind: "obligations-conflict" as const,
            policy: id,
            others: keep.map((one) => one.id).toSorted(),
            message: `${obligation} does not hold where ${keep[0]?.obligation} is asked for too: the longer one wins.`,
            severity: "warning" as const,
          },
        ],
  );
}

function namesIn(world: World): ReadonlyMap<string, ReadonlySet<string>> {
  const ids = (items: readonly { id: string }[]) => new Set(items.map(({ id }) => id));
  const of = (kind: string) => ids(world.principals.filter((one) => one.kind === kind));
  return new Map([
    ["Lumos::Group", new Set([EVERYONE, ...ids(world.teams)])],
    ["Lumos::Tier", ids(world.tiers)],
    ["Lumos::Model", ids(world.models)],
    ["Lumos::Workflow", new Set([...Object.keys(RESERVED.workflows ?? {}), ...ids(world.workflows)])],
    ["Lumos::Server", ids(world.servers)],
    ["Lumos::User", of("user")],
    ["Lumos::Agent", of("agent")],
    ["Lumos::Application", of("application")],
  ]);
}

function literalsOf(tree: KnownPolicy["tree"]): { type: string; id: string }[] {
  const found = new Map<string, { type: string; id: string }>();
  const add = (value: unknown) => {
    if (isUid(value)) found.set(`${value.type} ${value.id}`, value);
  };
  for (const scope of [tree.principal, tree.resource]) {
    add(scope["entity"]);
    if (Array.isArray(scope["entities"])) scope["entities"].forEach(add);
    if (typeof scope["in"] === "object" && scope["in"] !== null && "entity" in scope["in"]) add(scope["in"].entity);
  }
  const walk = (expr: unknown) => {
    const node = nodeOf(expr);
    if (node?.op === "Value" && typeof node.body === "object" && node.body !== null && "__entity" in node.body)
      add(node.body.__entity);
    childrenOf(expr).forEach(walk);
  };
  for (const { body } of tree.conditions) walk(body);
  return [...found.values()];
}

function day(at: Millis): string {
  return new Date(at).toISOString().slice(0, 10);
}
