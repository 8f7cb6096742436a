import assert from "node:assert/strict";
import { test } from "node:test";
import { NOON, acmeLandscape, callOf, chainOf, modelsOf, smallRegistry } from "../../test/policy/acme.ts";
import { CHAINS, type Dice, attest, dice, randomCircumstances, widen } from "../../test/policy/everything.ts";
import type { Guardrails, Policy } from "../config/index.ts";
import type { Principal } from "../identity/index.ts";
import { silentLog } from "../kernel/index.ts";
import type { Landscape } from "../registry/index.ts";
import type { Prepared } from "./engine/engine.ts";
import { openReference } from "./engine/reference.ts";
import { makePolicy } from "./index.ts";
import { makeEntities } from "./rulings/entities.ts";
import { baseContext, modelContext } from "./rulings/facts.ts";
import { guarded } from "./rulings/guardrails.ts";
import { uid, schemaText } from "./rulings/vocabulary.ts";
import { mergeObligations, isInteractive, isSupported, MODEL_PATH } from "./rulings/obligations.ts";
import type { KnownPolicy } from "./sets/annotations.ts";
import { inspect } from "./sets/check.ts";
import { isInShare } from "./stages/stage.ts";
import type { Decision, Facts, PolicyRoom, Ruling } from "./types.ts";

/*
 * Whole decisions of one room that is used over and over, beside an answer that is worked out from nothing each
 * time: the reference engine, entities made anew, rounds written down as plainly as they can be.
 */

const DAY = 86_400_000;
const ATOMS = [
  "context.base.risk.cyber > 10",
  "context.base.risk.max > 30",
  'context.base.geo == "DE"',
  'context.base.purpose == "secret"',
  'context.base.customer == "c1"',
  "context.base.autonomy > 0",
  'context.base.budget == "soft"',
  'context.base.taint.contains("private")',
  "context.base.sessionFlags.isEmpty()",
  'context.base.dataClasses.containsAny(["phi", "secret"])',
  "context.base.trustScore < 60",
  "context.base.sessionRisk > 90",
  'context.base has ip && context.base.ip.isInRange(ip("10.0.0.0/8"))',
  "context.base has ip",
  "context.tokensIn > 1000",
  "context.tokensIn * 9007199254740991 * 3 > 5",
  'context.base.workflow in Lumos::Workflow::"root"',
  'context.base.workflow.domain == "bio"',
  'principal in Lumos::Group::"top"',
  'principal in Lumos::Group::"eng"',
  "principal is Lumos::Agent && principal.attested",
  'principal is Lumos::Agent && principal.owner.region == "EU"',
  "principal is Lumos::User && !principal.active",
  'principal is Lumos::User && principal.roles.contains("auditor")',
  'resource in Lumos::Tier::"frontier"',
  'resource is Lumos::Model && resource.provider == "south"',
  'resource is Lumos::Model && resource.regions.contains("EU")',
  'resource is Lumos::Model && context.base.dataRegions.containsAll(["EU"])',
  "(if context.streaming then context.base.sessionTurns > 3 else context.base.assessed)",
  'context.base.fulfilled.contains("retain:30d")',
  'context.base.fulfilled.contains("approval:approver")',
  'context.base.now > datetime("2026-11-21T13:00:00Z")',
  'principal == Lumos::User::"bob@acme.test"',
  'context.base.workflow == Lumos::Workflow::"leaf"',
];
const OBLIGATIONS = [
  "retain:30d",
  "retain:7d",
  "redact:phi",
  "limit:tokens=500",
  "limit:tokens=90",
  "approval:approver",
  "approval:security_admin",
  "stepup:mfa",
  "notify:soc",
];

function randomPolicy(roll: Dice, id: string, plain: boolean): Policy {
  const atom = (): string => roll.pick(...(plain ? ATOMS.filter((one) => !one.includes(".now")) : ATOMS));
  const expression = (depth: number): string => {
    if (depth === 0 || roll.upTo(2) === 0) return atom();
    const [one, other] = [expression(depth - 1), expression(depth - 1)];
    return roll.pick(`(${one} && ${other})`, `(${one} || ${other})`, `!(${one})`, `(${one}) == (${other})`);
  };
  const scope = `(${roll.pick("principal", "principal", "principal is Lumos::User", "principal is Lumos::Agent", 'principal in Lumos::Group::"eng"', 'principal is Lumos::Agent in Lumos::Group::"everyone"')}, ${roll.pick("action", 'action == Lumos::Action::"invoke"', 'action in Lumos::Action::"use_model"', 'action in [Lumos::Action::"invoke", Lumos::Action::"embed"]')}, ${roll.pick("resource", "resource is Lumos::Model", 'resource is Lumos::Model in Lumos::Tier::"frontier"')})`;
  // Conditions read what a model call has.
  const models = scope
    .replace("(principal, action,", '(principal, action in Lumos::Action::"use_model",')
    .replace(", action, ", ', action in Lumos::Action::"use_model", ');
  const more = [
    roll.pick("", "", "", "", '@stage("shadow")', '@stage("canary:50%")', '@stage("draft")'),
    roll.pick("", "", "", '@expires("2026-11-21")', '@expires("2026-11-22")'),
    roll.pick("", '@ttl("10m")', '@ttl("30m")'),
  ].join(" ");
  const conditions = Array.from(
    { length: 1 + roll.upTo(2) },
    () => `${roll.pick("when", "when", "unless")} { ${expression(2)} }`,
  );
  if (roll.upTo(2) === 0)
    return { id, text: `@id("${id}") ${more} permit${models} ${roll.upTo(3) === 0 ? conditions.join(" ") : ""};` };
  if (roll.upTo(3) === 0)
    return {
      id,
      text: `@id("${id}") ${more} forbid${models} when { ${atom()} && ${atom()} } ${conditions.join(" ")};`,
    };
  const obligation = roll.pick(...OBLIGATIONS);
  return {
    id,
    text: `@id("${id}") ${more} @obligation("${obligation}") forbid${models} ${conditions.join(" ")} unless { context.base.fulfilled.contains("${obligation}") };`,
  };
}

interface Plain {
  outcome: Decision["outcome"];
  rulings: {
    id: string;
    outcome: string;
    obligations: string[];
    needs: string[];
    ttlMs: number | undefined;
    reasons: string[];
  }[];
}

function plainly(
  reference: (without: ReadonlySet<string>) => Prepared["evaluate"],
  known: readonly KnownPolicy[],
  landscape: Landscape,
  links: readonly Principal[],
  facts: Facts,
  models: readonly ReturnType<typeof modelsOf>[number][],
  supported: readonly string[],
  now: number,
): Ruling<{ id: string }>[] {
  const person = links.at(-1)?.ref ?? "";
  const counting = known.filter(
    ({ id, stage, expiresAt }) =>
      (stage.name === "enforce" || (stage.name === "canary" && isInShare(id, stage.share, person))) &&
      (expiresAt === undefined || now < expiresAt),
  );
  const cards = new Map(counting.map(({ id, card }) => [id, card]));
  const evaluate = reference(new Set(known.filter((one) => !counting.includes(one)).map(({ id }) => id)));
  const source = makeEntities(landscape);
  return models.map((model): Ruling<{ id: string }> => {
    const reasons = new Map<string, Ruling["reasons"][number]>();
    const blocked = (): Ruling<{ id: string }> => ({
      outcome: "blocked",
      candidate: model,
      reasons: [...reasons.values()],
    });
    const note = (id: string, ref: string) => {
      const card = cards.get(id);
      reasons.set(`${id} ${ref}`, {
        policy: id,
        effect: card?.effect ?? "none",
        why: "",
        severity: "",
        principal: ref,
        ...(card?.obligation ? { obligation: card.obligation } : {}),
      });
    };
    let promised: string[] = [];
    for (let round = 0; round < 4; round += 1) {
      const permits: [string, string][] = [];
      const asks: string[] = [];
      let hard = false;
      for (const link of links) {
        const base = baseContext(facts, [...facts.fulfilled, ...promised]);
        const slice = source.principal(link);
        const workflow = source.workflow(facts.workflow);
        if (!base.ok || !slice.ok || !workflow.ok) {
          note("not-evaluated", "");
          return blocked();
        }
        const resource = source.model(model);
        const answer = evaluate(
          {
            principal: slice.value.uid,
            action: uid("Action", facts.ask?.operation === "embed" ? "embed" : "invoke"),
            resource: resource.uid,
            context: modelContext(facts, base.value),
          },
          [...slice.value.entities, ...resource.entities, ...workflow.value.entities],
        );
        assert.ok(answer.ok);
        const { decision, reasons: by, errors } = answer.value;
        for (const id of errors)
          if (cards.get(id)?.effect === "forbid") {
            hard = true;
            note(id, link.ref);
          }
        if (by.length === 0) {
          hard = true;
          note("no-permit", link.ref);
        }
        for (const id of by) {
          const obligation = cards.get(id)?.obligation;
          if (decision === "allow") permits.push([id, link.ref]);
          else {
            note(id, link.ref);
            const can = obligation !== undefined && (isInteractive(obligation) || isSupported(obligation, supported));
            if (!can || facts.fulfilled.includes(obligation) || promised.includes(obligation)) hard = true;
            else asks.push(obligation);
          }
        }
      }
      if (hard) return blocked();
      if (asks.length > 0) {
        promised = [...new Set([...promised, ...asks])];
        continue;
      }
      for (const [id, ref] of permits) note(id, ref);
      const needs = mergeObligations(promised.filter(isInteractive));
      const obligations = mergeObligations(promised.filter((one) => !isInteractive(one)));
      const all = [...reasons.values()];
      if (needs.length === 0) return { outcome: "allowed", candidate: model, obligations, reasons: all };
      const times = all.flatMap(({ policy, obligation }) =>
        obligation !== undefined && isInteractive(obligation) ? (cards.get(policy)?.ttlMs ?? []) : [],
      );
      return {
        outcome: "pending",
        candidate: model,
        needs,
        obligations,
        reasons: all,
        ...(times.length > 0 ? { ttlMs: Math.min(...times) } : {}),
      };
    }
    note("not-evaluated", "");
    return blocked();
  });
}

function plain(rulings: readonly Ruling<{ id: string }>[], onPending: "wait" | "fallback"): Plain {
  const first = rulings.find(({ outcome }) => outcome === "allowed" || (outcome === "pending" && onPending === "wait"));
  return {
    outcome: first?.outcome ?? (rulings.some(({ outcome }) => outcome === "pending") ? "pending" : "blocked"),
    rulings: rulings.map((ruling) => ({
      id: ruling.candidate.id,
      outcome: ruling.outcome,
      obligations: ruling.outcome === "blocked" ? [] : ruling.obligations,
      needs: ruling.outcome === "pending" ? ruling.needs : [],
      ttlMs: ruling.outcome === "pending" ? ruling.ttlMs : undefined,
      // What stopped first is told in no order that matters.
      reasons: ruling.reasons.some(({ policy }) => policy === "not-evaluated")
        ? ["not-evaluated"]
        : ruling.reasons.map(({ policy, principal }) => `${policy} ${principal}`).toSorted(),
    })),
  };
}

const SEEDS = [2];
const GUARDRAILS: (Guardrails | undefined)[] = [
  undefined,
  { input: { pii: "redact" } },
  { input: { secrets: "block" }, unavailable: "block" },
];
const PHASES = 4;
const CALLS = 150;

type Asked = Pick<Parameters<PolicyRoom["decide"]>[0], "context" | "assessment" | "chain" | "candidates"> & {
  onPending: "wait" | "fallback";
  supported: readonly string[] | undefined;
  ask: Parameters<typeof callOf>[0];
  fulfilled: readonly string[];
};

test("a room that is used over and over answers like one that remembers nothing", async () => {
  const seen = { allowed: 0, pending: 0, blocked: 0, cached: 0 };
  for (const seed of SEEDS) {
    const roll = dice(seed);
    let now = NOON;
    const clock = { now: () => now, elapsed: () => now };
    const landscapeOf = (policies: Policy[], revision: number): Landscape =>
      acmeLandscape((declaration) => {
        widen(roll)(declaration);
        declaration.objects.policies = policies;
      }, revision);
    const draw = (plainly_: boolean) =>
      Array.from({ length: 4 + roll.upTo(14) }, (_, place) => randomPolicy(roll, `p${place}`, plainly_));
    let policies = [
      { id: "base", text: '@id("base") permit(principal, action in Lumos::Action::"use_model", resource);' },
      ...draw(true),
    ];
    let landscape = landscapeOf(policies, 1);
    const registry = smallRegistry(landscape);
    const room = await makePolicy({ registry, clock, log: silentLog, engines: { choice: "fast", mismatched() {} } });
    const engine = openReference({ log: silentLog });
    const pool = Array.from({ length: 12 }, () => randomCircumstances(roll));
    for (let phase = 0; phase < PHASES; phase += 1) {
      const { problems, policies: known } = await inspect(policies, now);
      assert.deepEqual(
        problems.filter(({ severity }) => severity === "error"),
        [],
      );
      const chains = CHAINS.map((refs) =>
        roll.upTo(3) === 0 ? attest(chainOf(landscape, ...refs), roll) : chainOf(landscape, ...refs),
      );
      const sets = new Map<string, Prepared>();
      const reference = (without: ReadonlySet<string>): Prepared["evaluate"] => {
        const key = [...without].join();
        let prepared = sets.get(key);
        if (!prepared) {
          const made = engine.prepare(
            known.filter(({ id }) => !without.has(id)),
            schemaText(),
          );
          assert.ok(made.ok);
          sets.set(key, (prepared = made.value));
        }
        return (...asked) => prepared.evaluate(...asked);
      };
      const asked: Asked[] = [];
      for (let place = 0; place < CALLS; place += 1) {
        if (place === CALLS / 2 && phase % 3 === 1) now += DAY / 2;
        // What was asked before is asked again with one fact that may be another, which policies may read.
        const before = roll.upTo(5) > 0 ? asked[roll.upTo(Math.max(1, asked.length))] : undefined;
        const input = before ?? {
          ...roll.pick(...pool),
          chain: roll.pick(...chains),
          onPending: roll.pick("wait" as const, "fallback" as const),
          supported: roll.pick(undefined, undefined, ["*"], ["retain:*"]),
          ask: {
            tokensIn: roll.pick(1, 2_000),
            stream: roll.upTo(2) === 0,
            ...(roll.upTo(4) === 0 ? { operation: "embed" as const } : {}),
          },
          fulfilled: roll.pick([], [], ["approval:approver"], ["approval:security_admin", "stepup:mfa"]),
          candidates: modelsOf(landscape, roll.pick("smart", "fast", "north-frontier")),
        };
        if (!before) asked.push(input);
        const { chain, assessment, onPending, supported, candidates, ask, fulfilled } = input;
        const name = roll.pick(...(Object.keys(input.context) as (keyof typeof input.context)[]));
        const context = { ...input.context, ...(before ? { [name]: roll.pick(...pool).context[name] } : {}) };
        const call = { ...callOf(ask), at: NOON + roll.pick(0, 3_600_001) };
        const guardrails = roll.pick(...GUARDRAILS);
        const decision = room.decide({
          call,
          chain,
          context,
          assessment,
          candidates,
          fulfilled,
          onPending,
          ...(supported ? { supported } : {}),
          ...(guardrails ? { guardrails } : {}),
        });
        const own = plainly(
          reference,
          known,
          landscape,
          chain.links,
          decision.facts,
          candidates,
          supported ?? MODEL_PATH,
          now,
        );
        const expected = plain(guarded(own, guardrails, assessment, chain.links[0]?.ref ?? "", supported), onPending);
        const actual = plain(decision.rulings, onPending);
        assert.deepEqual(actual, expected, `seed ${seed} phase ${phase} call ${place} cached ${decision.cached}`);
        assert.equal(decision.outcome, expected.outcome);
        seen[decision.outcome] += 1;
        if (decision.cached) seen.cached += 1;
      }
      for (const prepared of sets.values()) prepared.release();
      const what = roll.upTo(3);
      if (what > 0)
        policies = [
          { id: "base", text: '@id("base") permit(principal, action in Lumos::Action::"use_model", resource);' },
          ...policies.slice(1).filter(() => roll.upTo(4) > 0),
          ...draw(roll.upTo(3) > 0)
            .map(({ id, text }) => ({ id: `${id}x${phase}`, text: text.replace(`"${id}"`, `"${id}x${phase}"`) }))
            .slice(0, 4),
        ];
      landscape = landscapeOf(policies, phase + 2);
      registry.set(landscape);
      await room.settled();
    }
    room.close();
    engine.close();
  }
  for (const [what, count] of Object.entries(seen)) assert.ok(count > 0, what);
});
