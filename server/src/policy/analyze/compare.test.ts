import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { seededRandom, silentLog } from "../../kernel/index.ts";
import { NOON, acmeLandscape, acmePolicies } from "../../../test/policy/acme.ts";
import { loadCedar, openReference } from "../engine/reference.ts";
import { MODEL_PATH } from "../rulings/obligations.ts";
import { rule } from "../rulings/ruling.ts";
import { uid, schemaText } from "../rulings/vocabulary.ts";
import { activate } from "../sets/active.ts";
import type { KnownPolicy } from "../sets/annotations.ts";
import { inspect } from "../sets/check.ts";
import type { Facts } from "../types.ts";
import { type Comparison, compareSets, isLooser } from "./compare.ts";
import { NEUTRAL_FACTS } from "../rulings/neutral.ts";
import type { Ground } from "./problem.ts";
import { readSchema } from "./schema.ts";
import { type Solver, openSolver } from "./solver.ts";
import { type Thing, sourceOf, thingsIn, worldOf } from "./world.ts";

const json = loadCedar().schemaToJson(schemaText());
assert.ok(json.type === "success");
const world = worldOf(acmeLandscape(), NOON);
const source = sourceOf(world);
const ground: Ground = { schema: readSchema(json.json), world, known: thingsIn(world, source), supported: MODEL_PATH };
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

const idOf = (text: string) => /@id\("([^"]+)"/.exec(text)?.[1] ?? "";

async function known(texts: readonly string[]): Promise<KnownPolicy[]> {
  const { problems, policies } = await inspect(
    texts.map((text) => ({ id: idOf(text), text })),
    NOON,
  );
  assert.deepEqual(
    problems.filter(({ severity }) => severity === "error"),
    [],
  );
  return policies;
}

function compared(one: readonly KnownPolicy[], other: readonly KnownPolicy[]): Comparison {
  return compareSets({ solver, ground, engine, before: one, after: other, now: NOON, limitMs: 30_000 });
}

const acme = acmePolicies().map(({ text }) => text);
const altered = (from: string, to: string) => acme.map((text) => text.replaceAll(from, to));

const CHANGES: [name: string, next: string[], relation: Comparison["relation"]][] = [
  ["nothing changed", acme, "equal"],
  ["a threshold raised", altered("risk.cyber >= 60", "risk.cyber >= 70"), "more-permissive"],
  ["a threshold lowered", altered("risk.bio >= 80", "risk.bio >= 70"), "stricter"],
  ["a control taken out", acme.filter((text) => idOf(text) !== "data.pii"), "more-permissive"],
  ["content kept longer", altered("retain:30d", "retain:60d"), "stricter"],
  ["content kept shorter", altered("retain:30d", "retain:10d"), "more-permissive"],
  ["a stricter approver", altered("approval:owner", "approval:security_admin"), "different"],
  [
    "the same in other words",
    altered(
      `context.base.taint.containsAll(["untrusted", "private"])`,
      `(context.base.taint.contains("private") && context.base.taint.contains("untrusted"))`,
    ),
    "equal",
  ],
  [
    "more autonomy for agents",
    altered("context.base.autonomy > principal.autonomy", "context.base.autonomy > principal.autonomy + 1"),
    "more-permissive",
  ],
  ["another country closed", altered(`["KP", "IR"]`, `["KP", "IR", "SY"]`), "stricter"],
  ["one country for another", altered(`["KP", "IR"]`, `["KP", "SY"]`), "different"],
  [
    "clients like a pattern closed",
    [...acme, `@id("x") @why("w") forbid(principal, action, resource) when { context.base.client like "bad*" };`],
    "stricter",
  ],
  [
    "a forbid that can never be evaluated where it would matter",
    [
      ...acme,
      `@id("x") @why("w") forbid(principal is Lumos::Agent, action, resource) when { principal.owner.region == "EU" };`,
    ],
    "stricter",
  ],
];

test("a difference that is shown was answered differently by the engine itself", async (t) => {
  const base = await known(acme);
  for (const [name, texts, relation] of CHANGES)
    await t.test(name, async () => {
      const result = compared(base, await known(texts));
      assert.equal(result.relation, relation, JSON.stringify(result));
      for (const { witness } of [result.more, result.less])
        if (witness) assert.notDeepEqual(witness.before, witness.after);
    });
});

test("what cannot be put into formulas is said to be undecided, and is found where a call shows it", async () => {
  const base = await known(acme);
  const office = await known([
    ...acme,
    `@id("x") @why("w") permit(principal, action in Lumos::Action::"use_model", resource)
     when { context.base has ip && context.base.ip.isInRange(ip("10.0.0.0/8")) };`,
  ]);
  const { more, less } = compared(base, office);
  assert.equal(less.verdict, "proved-none");
  assert.ok(more.verdict === "undecided" || more.witness, JSON.stringify(more));
});

/* Small sets over a small world, where every call there is can be asked one by one. */

const ATOMS = [
  `context.base.geo == "DE"`,
  `["DE", "US"].contains(context.base.geo)`,
  `context.base.risk.cyber >= 50`,
  `context.base.risk.cyber < 20`,
  `context.base.dataClasses.contains("phi")`,
  `context.base.dataClasses == ["phi"]`,
  `principal in Lumos::Group::"eng"`,
  `resource in Lumos::Tier::"frontier"`,
  `context.base.workflow in Lumos::Workflow::"release"`,
  `context.base.fulfilled.contains("approval:owner")`,
];
const OBLIGATIONS = ["retain:30d", "retain:60d", "approval:owner", "notify:nobody"];

function randomPolicies(count: number, random: () => number): string[] {
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] as T;
  const expression = (depth: number): string => {
    const roll = random();
    if (depth === 0 || roll < 0.4) return pick(ATOMS);
    if (roll < 0.55) return `!(${expression(depth - 1)})`;
    return `(${expression(depth - 1)} ${roll < 0.8 ? "&&" : "||"} ${expression(depth - 1)})`;
  };
  return Array.from({ length: count }, (_, place) => {
    const head = `@id("r${place}") @why("w")`;
    const scope = `(principal${random() < 0.2 ? ` in Lumos::Group::"eng"` : ""}, action == Lumos::Action::"invoke", resource)`;
    const roll = random();
    if (roll < 0.5) return `${head} permit${scope} when { ${expression(2)} };`;
    if (roll < 0.75) return `${head} forbid${scope} when { ${expression(2)} };`;
    const obligation = pick(OBLIGATIONS);
    return `${head} @obligation("${obligation}") forbid${scope} when { ${expression(1)} } unless { context.base.fulfilled.contains("${obligation}") };`;
  });
}

function* everyCall(): Generator<{ principal: (typeof world.principals)[number]; model: Thing; facts: Facts }> {
  const people = ["user:alice@acme.test", "user:bob@acme.test"].map((ref) =>
    world.principals.find((one) => one.ref === ref),
  );
  const models = ["north-frontier", "south-mini"].map((id) =>
    ground.known.get("Lumos::Model")?.find((one) => one.uid.id === id),
  );
  for (const principal of people)
    for (const model of models)
      for (const geo of ["DE", "US", "FR"])
        for (const cyber of [0, 20, 50])
          for (const dataClasses of [[], ["phi"], ["phi", "x"], ["x"]])
            for (const workflow of ["release", "none"])
              for (const fulfilled of [[], ["approval:owner"]]) {
                assert.ok(principal && model);
                const risk = { ...NEUTRAL_FACTS.risk, cyber, max: cyber };
                yield { principal, model, facts: { ...NEUTRAL_FACTS, geo, dataClasses, workflow, fulfilled, risk } };
              }
}

test("in 200 random pairs the answer is that of asking every call there is", async () => {
  const bytes = seededRandom(20_261_121);
  const random = () => bytes.bytes(3).readUIntBE(0, 3) / 2 ** 24;
  const pool = await known(randomPolicies(60, random));
  const calls = [...everyCall()];
  const answers = new Map<string, ReturnType<typeof rule>[]>();
  const asked = (set: readonly KnownPolicy[]) => {
    const key = set.map(({ id }) => id).join();
    let found = answers.get(key);
    if (!found) {
      const active = activate(engine, set, NOON);
      assert.ok(active.ok);
      const { prepared, cards } = active.value;
      const askers = [MODEL_PATH, ["*"]].flatMap((supported) => calls.map((call) => ({ ...call, supported })));
      found = askers.map(({ principal, model, facts, supported }) =>
        rule({ prepared, cards, source, supported }, [principal], facts, {
          candidate: model.uid.id,
          key: model.uid.id,
          action: uid("Action", "invoke"),
          resource: { uid: model.uid, entities: [...model.entities] },
          context: (_facts, base) => ({
            base,
            tokensIn: 0,
            maxTokensOut: 0,
            tools: false,
            images: false,
            streaming: false,
          }),
        }),
      );
      prepared.release();
      answers.set(key, found);
    }
    return found;
  };
  const sets = Array.from({ length: 21 }, () => pool.filter(() => random() < 0.08));
  const seen = new Map<string, number>();
  let pairs = 0;
  for (const [place, one] of sets.entries())
    for (const other of sets.slice(place + 1)) {
      if ((pairs += 1) > 200) break;
      const [a, b] = [asked(one), asked(other)];
      const more = a.some((answer, at) => isLooser(answer, b[at] as typeof answer));
      const less = a.some((answer, at) => isLooser(b[at] as typeof answer, answer));
      const result = compared(one, other);
      const expected = more ? (less ? "different" : "more-permissive") : less ? "stricter" : "equal";
      assert.equal(
        result.relation,
        expected,
        `${[one, other].map((set) => set.map(({ text }) => text).join("\n")).join("\n--\n")}\n${JSON.stringify(result)}`,
      );
      seen.set(expected, (seen.get(expected) ?? 0) + 1);
    }
  assert.ok(pairs >= 200, `only ${pairs} pairs`);
  assert.ok(seen.size >= 3, "the pairs are too much alike to show anything");
});
