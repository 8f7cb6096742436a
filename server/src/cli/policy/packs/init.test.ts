import assert from "node:assert/strict";
import { appendFileSync, cpSync, existsSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { lumosHere as lumos } from "../../../../test/cli/in-process.ts";
import { lumos as program, temporary } from "../../../../test/cli/program.ts";

const NORRSKOV = fileURLToPath(new URL("../../../../test/organizations/norrskov", import.meta.url));
const init = (folder: string, ...args: string[]) => lumos(["policy", "init", ...args, folder]);

async function starter() {
  const folder = temporary();
  const ran = await lumos(["init", folder.path, "--quiet"]);
  assert.equal(ran.code, 0, ran.err);
  return folder;
}

/** An organization that calls everything otherwise. */
const OTHER = `version: 1
organization: { id: other, name: Other, region: DE }
tiers: [{ id: giant }, { id: middle }, { id: small }, { id: tiny }]
providers:
  - { id: away, api: sandbox, retentionDays: 30 }
  - { id: cellar, api: sandbox, selfHosted: true, regions: [DE], retentionDays: 0 }
models:
  - { id: away-giant, provider: away, upstream: sandbox-frontier, tier: giant }
  - { id: away-small, provider: away, upstream: sandbox-economy, tier: small }
  - { id: cellar-middle, provider: cellar, upstream: sandbox-guarded, tier: middle }
routes:
  - { id: cheap, models: [away-small] }
  - { id: best, models: [away-giant, cellar-middle, away-small] }
teams: [{ id: blue, name: Blue }, { id: clinic, name: Clinic }]
users:
  - { id: bea@other.test, teams: [blue] }
  - { id: carl@other.test, teams: [clinic] }
  - { id: nobody@other.test }
agents:
  - { id: watcher, owner: bea@other.test, teams: [blue], autonomy: 4 }
policies: ./rules
`;

async function other() {
  const folder = temporary();
  writeFileSync(join(folder.path, "lumos.yaml"), OTHER);
  const { mkdirSync } = await import("node:fs");
  mkdirSync(join(folder.path, "rules"));
  writeFileSync(
    join(folder.path, "rules", "mine.cedar"),
    '@id("mine.all") @why("Everyone may use every model.")\npermit (principal, action in Lumos::Action::"use_model", resource);\n',
  );
  return folder;
}

interface Told {
  written: string[];
  names: Record<string, { names: string[]; how: string }>;
  missing: Record<string, { id: string }[]>;
  cases: { added: number; leftOut: { name: string; needs: string[] }[] };
  failing: unknown[];
  inTheWay: Record<string, string>;
}

describe("policy init --pack", () => {
  test("writes policies and cases that pass, and says what is missing, what permits and what is in the way", async () => {
    await using folder = await starter();
    const ran = await program(["policy", "init", "--pack", "cybersecurity,coding-agents", folder.path]);
    assert.equal(ran.code, 0, ran.err);
    assert.match(ran.out, /policies\/cybersecurity-models\.cedar$/m);
    assert.match(ran.err, /^ {4}- \{ id: cyber-defense, domain: cyber, members: \[\]/m);
    assert.match(ran.err, /permit something.*cyber\.use-scanner.*code\.use-tools/);
    assert.match(ran.err, /cap\.cyber forbids more than cyber\.exploit-frontier/);
    const tested = await program(["policy", "test", folder.path, "--properties", "0"]);
    assert.equal(tested.code, 0, tested.out);
    assert.match(tested.out, /ok +cybersecurity: an ordinary question/);
    assert.match(tested.out, /ok +an ordinary question gets the most capable model/, "the starter's own are there");
    assert.equal((await lumos(["policy", "check", folder.path])).code, 0);
  });

  test("what it says is missing makes every case runnable once it is added", async () => {
    await using folder = await starter();
    const file = join(folder.path, "lumos.yaml");
    const packs = ["--pack", "cybersecurity,life-sciences,healthcare-and-legal,finance"];
    const told = JSON.parse((await init(folder.path, ...packs, "--json", "--dry-run")).out) as Told & {
      missingForCases: Told["missing"];
    };
    assert.ok(told.cases.leftOut.length > 0);
    const { parse, stringify } = await import("yaml");
    const tree = parse(readFileSync(file, "utf8")) as Record<string, unknown[]>;
    for (const lists of [told.missing, told.missingForCases])
      for (const [list, objects] of Object.entries(lists)) tree[list] = [...(tree[list] ?? []), ...objects];
    writeFileSync(file, stringify(tree));
    const models = join(folder.path, "policies", "models.cedar");
    writeFileSync(models, readFileSync(models, "utf8").replace(/@id\("cap\.cyber"\)[^;]*;/, ""));
    const again = JSON.parse((await init(folder.path, ...packs, "--json")).out) as Told;
    assert.deepEqual([again.missing, again.cases.leftOut, again.failing, again.inTheWay], [{}, [], [], {}]);
    assert.equal((await lumos(["policy", "test", folder.path, "--properties", "0"])).code, 0);
  });

  test("fills in what an organization calls its tiers, teams, routes and people", async () => {
    await using folder = await other();
    const flags = ["--set", "team.defenders=blue", "--set", "program.defense=blue-program", "--json"];
    const ran = await init(folder.path, "--pack", "cybersecurity,healthcare-and-legal", ...flags);
    assert.equal(ran.code, 0, ran.err);
    const { names, failing, missing } = JSON.parse(ran.out) as Told;
    assert.deepEqual(failing, []);
    assert.deepEqual(names["tier.safe"], { ...names["tier.safe"], names: ["middle", "small", "tiny"], how: "like" });
    assert.deepEqual(names["provider.covered"]?.names, ["cellar"]);
    assert.deepEqual(names["region.home"]?.names, ["DE"]);
    assert.deepEqual(names["route.smart"]?.names, ["best"]);
    assert.deepEqual(names["model.safe"]?.names, ["cellar-middle"]);
    assert.deepEqual(names["user.defender"]?.names, ["bea@other.test"]);
    assert.deepEqual(names["user.colleague"]?.names, ["nobody@other.test"], "somebody of no team of the packs");
    assert.deepEqual(names["agent.triage"]?.names, ["watcher"]);
    assert.equal(names["program.defense"]?.how, "missing");
    assert.deepEqual(
      missing["programs"]?.map(({ id }) => id),
      ["blue-program", "red-team"],
    );
    const models = readFileSync(join(folder.path, "rules", "cybersecurity-models.cedar"), "utf8");
    assert.match(models, /in \[Lumos::Tier::"middle", Lumos::Tier::"small", Lumos::Tier::"tiny"\]/);
    assert.doesNotMatch(models, /\$/);
    const tested = await lumos(["policy", "test", folder.path, "--properties", "0"]);
    assert.equal(tested.code, 0, tested.out);
  });

  test("Guarantee: policies that are there are overwritten only with --force", async () => {
    await using folder = await starter();
    assert.equal((await init(folder.path, "--pack", "finance")).code, 0);
    const file = join(folder.path, "policies", "finance-models.cedar");
    const cases = readFileSync(join(folder.path, "cases.yaml"), "utf8");
    appendFileSync(file, "// mine\n");
    const again = await init(folder.path, "--pack", "life-sciences,finance");
    assert.equal(again.code, 2);
    assert.match(again.err, /is there already; nothing was written/);
    assert.match(readFileSync(file, "utf8"), /\/\/ mine/);
    assert.ok(!existsSync(join(folder.path, "policies", "life-sciences-models.cedar")));
    assert.equal((await init(folder.path, "--pack", "finance", "--force")).code, 0);
    assert.doesNotMatch(readFileSync(file, "utf8"), /\/\/ mine/);
    assert.equal(readFileSync(join(folder.path, "cases.yaml"), "utf8"), cases, "its cases are there once");
  });

  test("each pack says itself who answers for it, unless one is named for all; one tier alone closes nothing, and that is said", async () => {
    await using folder = temporary();
    const { mkdirSync } = await import("node:fs");
    mkdirSync(join(folder.path, "rules"));
    const one = OTHER.replace(/^tiers: .*$/m, "tiers: [{ id: giant }]").replaceAll(/tier: \w+/g, "tier: giant");
    writeFileSync(join(folder.path, "lumos.yaml"), one);
    const owner = (name: string) =>
      /@owner\("([^"]+)"\)/.exec(readFileSync(join(folder.path, "rules", `${name}-models.cedar`), "utf8"))?.[1];
    const ran = await init(folder.path, "--pack", "cybersecurity,finance");
    assert.equal(ran.code, 0, ran.err);
    assert.deepEqual([owner("cybersecurity"), owner("finance")], ["security", "compliance"]);
    assert.match(ran.err, /Every tier you have counts as safe \(giant\)/);
    await init(folder.path, "--pack", "cybersecurity,finance", "--force", "--set", "owner.policies=ciso");
    assert.deepEqual([owner("cybersecurity"), owner("finance")], ["ciso", "ciso"]);
  });

  test("of those who fit the cases take who gets the most capable model, and a region in which models work", async () => {
    await using folder = temporary();
    cpSync(NORRSKOV, folder.path, { recursive: true });
    const ran = await init(folder.path, "--pack", "cybersecurity,healthcare-and-legal", "--dry-run", "--json");
    assert.equal(ran.code, 0, ran.err);
    const { names, failing } = JSON.parse(ran.out) as Told;
    // The first in the file is in Technology, which has no apex models; Bo of the rates desk has.
    assert.deepEqual(names["user.colleague"]?.names, ["bo@norrskov.test"]);
    assert.deepEqual(names["region.home"]?.names, ["EU"], "no model works in SE alone");
    const told = JSON.stringify(failing);
    assert.match(told, /red-cell in a test has apex models/, "its own program opened what the pack closes");
    assert.doesNotMatch(told, /an ordinary question/);
  });

  test("a case that failed before is not blamed on the pack", async () => {
    await using folder = await starter();
    appendFileSync(
      join(folder.path, "cases.yaml"),
      "- name: wrong from the start\n  chain: [agent:demo-agent]\n  ask: { model: smart }\n  expect: { outcome: blocked }\n",
    );
    const ran = await init(folder.path, "--pack", "finance", "--json");
    assert.deepEqual((JSON.parse(ran.out) as Told).failing, []);
  });

  test("cases that mean something else than the organization are written, and told", async () => {
    await using folder = await starter();
    const models = join(folder.path, "policies", "models.cedar");
    writeFileSync(models, readFileSync(models, "utf8").replace(/@id\("grant\.models"\)[^;]*;/, ""));
    const ran = await init(folder.path, "--pack", "life-sciences");
    assert.equal(ran.code, 0, ran.err);
    assert.match(
      ran.err,
      /^FAILS here: life-sciences: an ordinary question[^\n]*\n {4}outcome: expected allowed, was blocked/m,
    );
  });

  test("nobody is put into a program by a suggestion", async () => {
    await using folder = await other();
    const ran = await init(folder.path, "--pack", "cybersecurity,finance,life-sciences", "--dry-run", "--json");
    const { missing } = JSON.parse(ran.out) as { missing: { programs: { id: string; members: string[] }[] } };
    assert.deepEqual(
      missing.programs.map(({ members }) => members),
      [[], [], [], []],
    );
  });

  test("--dry-run writes nothing, and neither does anything that is refused", async () => {
    await using folder = await starter();
    const before = readdirSync(join(folder.path, "policies"));
    const dry = await init(folder.path, "--pack", "finance", "--dry-run");
    assert.deepEqual([dry.code, dry.out], [0, "finance-models.cedar\nfinance-tools.cedar\n"], dry.err);
    const refused: [RegExp, ...string[]][] = [
      [/no pack "fnance"; did you mean finance/, "--pack", "fnance"],
      [/leaves tier\.unsafe open; there are .*tier\.safe/, "--pack", "finance", "--set", "tier.unsafe=a"],
      [/should be written --set tier\.safe=NAME/, "--pack", "finance", "--set", "tier.safe"],
      [/only one name can stand for team\.finance/, "--pack", "finance", "--set", "team.finance=a+b"],
      [/a name is 1 to 128 letters/, "--pack", "finance", "--set", 'team.finance=a"){}'],
      [/--stage is draft, shadow/, "--pack", "finance", "--stage", "soon"],
      [/Say what to begin with/],
    ];
    for (const [said, ...args] of refused) {
      const ran = await init(folder.path, ...args);
      assert.equal(ran.code, 2, args.join(" "));
      assert.match(ran.err, said);
    }
    assert.deepEqual(readdirSync(join(folder.path, "policies")), before);
    await using empty = temporary();
    const lost = await lumos(["policy", "init", "--pack", "finance"], { cwd: empty.path });
    assert.equal(lost.code, 2);
    assert.match(lost.err, /There is no lumos\.yaml here/);
  });

  test("an id that is used already, or cases that are no list, stop it before anything is written", async () => {
    await using folder = await starter();
    writeFileSync(
      join(folder.path, "policies", "own.cedar"),
      '@id("fin.sanctions") @why("Mine.")\nforbid (principal, action, resource) when { false };\n',
    );
    const clash = await init(folder.path, "--pack", "finance");
    assert.equal(clash.code, 2);
    assert.match(clash.err, /The id fin\.sanctions is used in own\.cedar already/);
    writeFileSync(join(folder.path, "policies", "own.cedar"), "");
    writeFileSync(join(folder.path, "cases.yaml"), "cases: []\n");
    assert.equal((await init(folder.path, "--pack", "finance")).code, 2);
    assert.ok(!existsSync(join(folder.path, "policies", "finance-models.cedar")));
  });

  test("in a stage that does not decide, every policy carries it and no case is written", async () => {
    await using folder = await starter();
    const cases = readFileSync(join(folder.path, "cases.yaml"), "utf8");
    for (const stage of ["shadow", "draft", "canary:25%"]) {
      const ran = await init(folder.path, "--pack", "finance", "--stage", stage, "--force");
      assert.equal(ran.code, 0, ran.err);
      assert.doesNotMatch(ran.err, /FAILS/, "they are tried as they will be");
      const text = readFileSync(join(folder.path, "policies", "finance-models.cedar"), "utf8");
      const staged = text.split("\n").filter((line) => line.endsWith(` @stage("${stage}")`));
      assert.equal([...text.matchAll(/@id\(/g)].length, staged.length);
      assert.equal(readFileSync(join(folder.path, "cases.yaml"), "utf8"), cases);
    }
    const tested = await lumos(["policy", "test", folder.path, "--properties", "0"]);
    assert.equal(tested.code, 0, tested.out);
  });
});

describe("policy packs", () => {
  test("lists every pack, and tells what one holds", async () => {
    const all = await lumos(["policy", "packs"]);
    assert.equal(all.code, 0, all.err);
    for (const name of [
      "cybersecurity",
      "life-sciences",
      "coding-agents",
      "healthcare-and-legal",
      "finance",
      "enterprise-agents",
    ])
      assert.match(all.out, new RegExp(`^${name} \\(\\d+ policies\\)$`, "m"));
    const one = await lumos(["policy", "packs", "finance"]);
    assert.match(one.out, /tier\.safe = guarded\+economy: the tiers on which risky work may still run/);
    assert.match(one.out, /`fin\.mnpi-wall`/);
    const json = JSON.parse((await lumos(["policy", "packs", "finance", "--json"])).out) as { policies: string[] };
    assert.ok(json.policies.includes("fin.mnpi-wall"));
    assert.equal((await lumos(["policy", "packs", "../../.."])).code, 2);
  });
});
