import assert from "node:assert/strict";
import { before, describe, test } from "node:test";
import { allPacks, tryPacks, waitsFor } from "../../../../test/policy/packs.ts";
import { cutPolicies } from "../../../config/index.ts";
import type { CaseReport } from "../../../policy/index.ts";
import type { Pack } from "./pack.ts";

let packs: Pack[];
/** Each pack alone, in both engines. */
const alone = new Map<string, Awaited<ReturnType<typeof tryPacks>>>();
before(async () => {
  packs = await allPacks();
  for (const pack of packs) alone.set(pack.name, await tryPacks([pack]));
});

function aloneOf(pack: Pack) {
  const found = alone.get(pack.name);
  assert.ok(found);
  return found;
}

const policiesOf = (pack: Pack) => pack.policies.flatMap(({ text }) => cutPolicies(text).policies);
const failed = (report: CaseReport) =>
  report.results.filter(({ ok }) => !ok).map(({ name, differences }) => `${name}: ${differences.join()}`);
const sound = (report: CaseReport, what: string) => {
  assert.deepEqual(report.problems, [], what);
  assert.deepEqual(failed(report), [], what);
};

test("there is a pack for each of the six fields", () => {
  assert.deepEqual(
    packs.map(({ name }) => name),
    ["coding-agents", "cybersecurity", "enterprise-agents", "finance", "healthcare-and-legal", "life-sciences"],
  );
});

test("every pack is valid without a warning and passes its own cases, and each of its policies decides one", () => {
  for (const pack of packs) {
    const { report, ids, leftOut } = aloneOf(pack);
    sound(report, pack.name);
    assert.equal(leftOut, 0, pack.name);
    const decided = new Set(report.results.flatMap(({ answer }) => answer?.by ?? []));
    assert.deepEqual(
      ids.filter((id) => !decided.has(id)),
      [],
      pack.name,
    );
  }
});

test("a third of every pack's cases prove that work goes on, five of them that nothing is done to it", () => {
  for (const pack of packs) {
    const { report } = aloneOf(pack);
    assert.ok(report.results.length >= 12, pack.name);
    const free = report.results.filter(({ answer }) => answer?.outcome === "allowed");
    assert.ok(free.length >= report.results.length / 3, `${pack.name}: ${free.length}`);
    const untouched = free.filter(({ answer }) => answer?.adjusted.length === 0 && answer.obligations.length === 0);
    assert.ok(untouched.length >= 5, `${pack.name}: ${untouched.length}`);
  }
});

describe("packs hold together", () => {
  test("with the starter: its cases pass beside theirs", async () => {
    for (const pack of packs) {
      const { report } = await tryPacks([pack], {
        engine: "fast",
        starterCases: true,
        keepReplaced: Object.keys(pack.replaces).length === 0,
      });
      sound(report, pack.name);
    }
  });

  test("with the starter left as it is, a case fails only by a policy that the pack asks to remove", async () => {
    for (const pack of packs) {
      const { report } = await tryPacks([pack], { keepReplaced: true, engine: "fast" });
      for (const { ok, name, answer } of report.results) {
        const because = (answer?.by ?? []).filter((id) => id in pack.replaces);
        assert.ok(ok || because.length > 0, `${pack.name}: ${name}`);
      }
      assert.deepEqual(report.problems, []);
    }
  });

  test("each with every other one", async () => {
    for (const [place, one] of packs.entries())
      for (const other of packs.slice(place + 1)) {
        const { report } = await tryPacks([one, other], { engine: "fast" });
        sound(report, `${one.name} and ${other.name}`);
      }
  });

  test("all of them together, with the starter's cases and with what should hold for every call", async () => {
    const { report, ids } = await tryPacks(packs, { starterCases: true, properties: 30 });
    sound(report, "all");
    assert.deepEqual(
      report.properties.map(({ name, status, violations }) => [name, status, violations.length]),
      report.properties.map(({ name }) => [name, "holds", 0]),
    );
    assert.ok(report.properties.length >= 7);
    assert.equal(new Set(ids).size, packs.flatMap(policiesOf).length);
  });
});

test("every policy says why, how grave it is where it forbids, who answers for it, and begins with its pack's word", () => {
  for (const pack of packs)
    for (const { id = "", text } of policiesOf(pack)) {
      assert.ok(id.startsWith(`${pack.prefix}.`), id);
      const permits = /^permit \(/m.test(text);
      assert.equal(permits, pack.grants.includes(id), `${id} permits`);
      assert.match(text, /@why\("[A-Z][^"]{20,}[.]"\)/, id);
      assert.ok(permits || /@severity\("(low|medium|high|critical)"\)/.test(text), id);
      assert.match(text, /@owner\("\$owner\.policies"\)/, id);
      const person = /@obligation\("(approval|stepup|justify):/.test(text);
      assert.equal(/@ttl\("/.test(text), person, `${id}: what waits for a person ends`);
    }
});

test("a pack's README lists exactly its policies, what each does not do, and what each waits for", () => {
  for (const pack of packs) {
    const rows = [...pack.readme.matchAll(/^\| `([^`]+)` \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$/gm)];
    assert.deepEqual(
      rows.map(([, id, , , waits]) => [id, waits]),
      policiesOf(pack).map(({ id, text }) => [id, waitsFor(text).join(", ") || "nothing"]),
      pack.name,
    );
    for (const line of pack.protects) assert.ok(pack.readme.includes(`- ${line}`), `${pack.name}: ${line}`);
    for (const id of pack.grants) assert.ok(pack.readme.split("## What it permits")[1]?.includes(id), id);
    for (const title of ["## How to adapt it", "## What it does not do"]) assert.ok(pack.readme.includes(title));
  }
});

test("a pack declares the names and classes of data it uses, and nothing else", () => {
  for (const pack of packs) {
    const policies = pack.policies.map(({ text }) => text).join("\n");
    const texts = `${policies}\n${pack.cases}\n${JSON.stringify([...pack.parameters.values()])}`;
    for (const [key, { forCases }] of pack.parameters) {
      const inPolicies = policies.includes(`$${key}`);
      assert.ok(texts.includes(`$${key}`), `${pack.name}: ${key} is not used`);
      assert.ok(!inPolicies || !forCases, `${pack.name}: ${key} is more than an example`);
    }
    // A name of an organization that is written out would be right in one organization only.
    const literal = [...policies.matchAll(/Lumos::(Tier|Group|Workflow|Server|Model|User|Agent)::"([^"$]+)"/g)];
    const allowed = new Set(["everyone", "none"]);
    assert.deepEqual(
      literal.filter(([, , name = ""]) => !allowed.has(name)).map(([all]) => all),
      [],
    );
    const classes = [...policies.matchAll(/dataClasses\.(?:contains|containsAny)\(\[?([^)]*?)\]?\)/g)];
    const named = new Set(classes.flatMap(([, list = ""]) => [...list.matchAll(/"([^"]+)"/g)].map(([, name]) => name)));
    // What a detector names is there in every organization.
    named.delete("pii.customer");
    assert.deepEqual(
      [...named].toSorted(),
      pack.dataClasses.toSorted().filter((name) => named.has(name)),
      pack.name,
    );
    assert.deepEqual(
      pack.dataClasses.filter((name) => !named.has(name)),
      [],
      pack.name,
    );
  }
});
