import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { silentLog } from "../../kernel/index.ts";
import { NOON, acmeLandscape } from "../../../test/policy/acme.ts";
import { loadCedar, openReference } from "../engine/reference.ts";
import { MODEL_PATH } from "../rulings/obligations.ts";
import { schemaText } from "../rulings/vocabulary.ts";
import type { KnownPolicy } from "../sets/annotations.ts";
import { inspect } from "../sets/check.ts";
import { type Comparison, compareSets } from "./compare.ts";
import type { Ground } from "./problem.ts";
import { readSchema } from "./schema.ts";
import { type Solver, openSolver } from "./solver.ts";
import { sourceOf, thingsIn, worldOf } from "./world.ts";

/* Candidates that allow more in ways that are easily overlooked: none may be called equal. */

const json = loadCedar().schemaToJson(schemaText());
assert.ok(json.type === "success");
const world = worldOf(acmeLandscape(), NOON);
const known = thingsIn(world, sourceOf(world));
const ground: Ground = { schema: readSchema(json.json), world, known, supported: MODEL_PATH };
const engine = openReference({ log: silentLog });
let solver: Solver;

before(async () => {
  const opened = await openSolver();
  assert.ok(opened, "z3-solver is installed for the tests");
  solver = opened;
});
after(() => {
  solver.close();
  engine.close();
});

const ALL = '@id("all") permit(principal, action, resource);';
const ACCESS = '@id("access") permit(principal, action == Lumos::Action::"access", resource);';
const forbid = (head: string, rest: string, more = "") => `@id("stop") ${more} forbid(${head}) ${rest};`;
const ofModels = 'principal, action in Lumos::Action::"use_model", resource is Lumos::Model';
const ofThings = 'principal, action == Lumos::Action::"access", resource';
const tool = 'principal, action == Lumos::Action::"call_tool", resource == Lumos::Tool::"crm/find_contact"';
const product = "context.tokensIn * context.maxTokensOut";
const control = forbid(
  ofModels,
  'unless { context.base.fulfilled.contains("notify:soc") }',
  '@obligation("notify:soc")',
);

const LOOSER: [name: string, before: string[], after: string[], more: Comparison["more"]["verdict"]][] = [
  ["access named beside a permit for every action", [ALL], [ALL, ACCESS], "found"],
  ["no stop for tagged things", [ACCESS, forbid(ofThings, 'when { resource.hasTag("x") }')], [ACCESS], "undecided"],
  [
    "no stop for what is said of the circumstances",
    [ACCESS, forbid(ofThings, 'when { context.attributes.hasTag("x") }')],
    [ACCESS],
    "undecided",
  ],
  [
    "no stop for a kind of things",
    [ACCESS, forbid(`${ofThings} in Lumos::Thing::"doc"`, 'unless { resource == Lumos::Thing::"doc" }')],
    [ACCESS],
    "found",
  ],
  ["no stop for a tool that was changed", [ALL, forbid(tool, "when { !resource.pinned }")], [ALL], "found"],
  ["no stop that fails in a list", [ALL, forbid(ofModels, `when { [${product}].isEmpty() }`)], [ALL], "undecided"],
  [
    "no stop that fails in a record",
    [ALL, forbid(ofModels, `when { {a: ${product}, b: false}.b }`)],
    [ALL],
    "undecided",
  ],
  ["no stop that fails beside", [ALL, forbid(ofModels, `when { !({a: ${product}, b: 1} has b) }`)], [ALL], "undecided"],
  ["a stop that some askers lift", [ALL, forbid(ofModels, "")], [ALL, control], "found"],
];

async function setOf(texts: readonly string[]): Promise<KnownPolicy[]> {
  const named = texts.map((text) => ({ id: /@id\("([^"]+)"/.exec(text)?.[1] ?? "", text }));
  const { problems, policies } = await inspect(named, NOON);
  assert.deepEqual(
    problems.filter(({ severity }) => severity === "error"),
    [],
  );
  return policies;
}

test("a candidate that allows more somewhere is never called equal", async () => {
  for (const [name, one, other, verdict] of LOOSER) {
    const sets = { before: await setOf(one), after: await setOf(other) };
    const { more } = compareSets({ solver, ground, engine, ...sets, now: NOON, limitMs: 30_000 });
    assert.equal(more.verdict, verdict, `${name}: ${more.because ?? ""}`);
  }
});

test("a permit that names no action proves nothing about access to things", async () => {
  const sets = { before: await setOf([ACCESS]), after: await setOf([ALL, ACCESS]) };
  const { more } = compareSets({ solver, ground, engine, ...sets, now: NOON, limitMs: 30_000 });
  assert.equal(more.verdict, "found");
  assert.notEqual(more.witness?.action, "access");
});
