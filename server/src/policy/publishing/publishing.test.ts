import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { test } from "node:test";
import { acme } from "../../../test/registry-world.ts";
import { fixedClock } from "../../kernel/index.ts";
import { buildLandscape } from "../../registry/index.ts";
import { inspect } from "../sets/check.ts";
import { contentOf, snapshotOf } from "../sets/snapshot.ts";
import { boundariesOf } from "./boundaries.ts";
import { changesBetween, decidingIn } from "./changes.ts";
import { meaningBetween } from "./meaning.ts";
import { atStage } from "./promote.ts";
import { bundleKey, differsFrom, manifestOf, openBundle, signManifest, signingKey } from "./signed.ts";
import { standingOf } from "./standing.ts";
import { textDiff } from "./text-diff.ts";

const NOW = Date.parse("2026-11-21T12:00:00Z");
const forbid = (id: string, more = "") => `@id("${id}")${more}\nforbid (principal, action, resource);`;

test("equal content has one address, whatever its order, and another organization's is another", () => {
  const policies = [
    { id: "a", text: forbid("a") },
    { id: "b", text: forbid("b") },
  ];
  const routes = [
    { id: "x", models: ["m"] },
    { id: "y", models: ["m"] },
  ];
  const one = snapshotOf("acme", contentOf(policies, routes));
  assert.equal(snapshotOf("acme", contentOf(policies.toReversed(), routes.toReversed())).id, one.id);
  const others = [
    snapshotOf("other", contentOf(policies, routes)),
    snapshotOf("acme", contentOf(policies.slice(1), routes)),
    snapshotOf("acme", contentOf(policies, routes.slice(1))),
    snapshotOf("acme", { ...contentOf(policies, routes), schema: "" }),
    snapshotOf("acme", { ...contentOf(policies, routes), obligations: {} }),
  ];
  assert.equal(new Set([one.id, ...others.map(({ id }) => id)]).size, 6);
});

// Guarantee: only what the parser reads as a draft or a shadow policy counts as deciding nothing.
test("only what the parser reads as a draft or a shadow policy counts as deciding nothing", async () => {
  const policies = [
    { id: "draft", text: forbid("draft", ' @stage("draft")') },
    { id: "comment", text: `// @stage("draft")\n${forbid("comment")}` },
    { id: "why", text: forbid("why", ' @why("@stage(\\"draft\\")")') },
    { id: "canary", text: forbid("canary", ' @stage("canary")') },
    { id: "odd", text: forbid("odd", ' @stage("Draft")') },
    { id: "broken", text: '@id("broken") @stage("draft") forbid (' },
  ];
  const { policies: known } = await inspect(policies, NOW);
  assert.deepEqual([...decidingIn(policies, known)], ["comment", "why", "canary", "odd", "broken"]);
});

// Guarantee: moving a policy to another stage changes nothing else of it.
test("moving a policy to another stage changes nothing else of it", async () => {
  const move = async (text: string, to?: string) => {
    const moved = await atStage({ id: "p", text }, to, NOW);
    return moved.ok ? moved.value.policy.text : moved.error;
  };
  const tail = '// permit @stage("x")\n@why("@stage(\\"draft\\") permit")\nforbid (principal, action, resource);';
  assert.equal(await move(`@id("p") @stage("draft") ${tail}`, "enforce"), `@id("p") @stage("enforce") ${tail}`);
  assert.equal(
    await move(`@id("p")\n${tail}`, "draft"),
    `@id("p")\n${tail.replace("forbid", '@stage("draft")\nforbid')}`,
  );
  const steps = ["draft", "shadow", "canary", "enforce"];
  for (const [place, stage] of steps.slice(0, -1).entries())
    assert.equal(
      await move(`@id("p") @stage("${stage}") ${tail}`),
      `@id("p") @stage("${steps[place + 1] ?? ""}") ${tail}`,
    );
  assert.match(await move(`@id("p") @stage("canary:5%") ${tail}`, "canary:50%"), /@stage\("canary:50%"\)/);
  assert.equal(await move(`@id("p") ${tail}`), "p is enforced already");
  assert.equal(await move(`@id("p") @stage("draft") ${tail}`, "draft"), "p is at the stage draft already");
});

// Guarantee: a case that cannot be asked fails.
test("a case that cannot be asked fails", () => {
  const gone = { name: "gone", ok: false, differences: ["there is no user:gone"] };
  assert.deepEqual(standingOf({ passed: 2, results: [{ ...gone, name: "well", ok: true, differences: [] }, gone] }), {
    passed: 2,
    failing: [{ name: "gone", differences: gone.differences }],
  });
});

const keys = generateKeyPairSync("ed25519");
const pem = (key: typeof keys.publicKey) =>
  key.type === "public"
    ? key.export({ type: "spki", format: "pem" }).toString()
    : key.export({ type: "pkcs8", format: "pem" }).toString();
const SET = { policies: [{ id: "a", text: forbid("a") }], cases: [{ name: "one" }] };

function bundled(sequence = 1) {
  const key = signingKey(pem(keys.privateKey));
  assert.ok(key);
  const manifest = `${JSON.stringify(manifestOf(SET, { sequence, at: "2026-11-21T12:00:00Z", previous: "", files: {} }))}\n`;
  return { manifest, signature: signManifest(manifest, key) };
}

// Guarantee: a manifest counts only with a signature of a trusted key over its very bytes.
test("a manifest counts only with a signature of a trusted key over its very bytes", () => {
  const trusted = bundleKey(pem(keys.publicKey));
  assert.ok(trusted);
  const bundle = bundled();
  const opened = openBundle(bundle, [trusted]);
  assert.ok(opened.ok && opened.value.key === trusted.id && opened.value.manifest.sequence === 1);
  const other = bundleKey(pem(generateKeyPairSync("ed25519").publicKey));
  assert.ok(other);
  const bad = [
    openBundle(bundle, []),
    openBundle(bundle, [other]),
    openBundle(bundle, [{ ...other, id: trusted.id }]),
    openBundle({ ...bundle, manifest: `${bundle.manifest} ` }, [trusted]),
    openBundle({ ...bundle, manifest: bundle.manifest.replace('"sequence":1', '"sequence":9') }, [trusted]),
    openBundle({ ...bundle, signature: "{}" }, [trusted]),
    openBundle({ ...bundle, signature: bundle.signature.replace(/[A-Za-z](?=[A-Za-z0-9+/]*==)/, "%") }, [trusted]),
  ];
  assert.deepEqual(
    bad.map(({ ok }) => ok),
    bad.map(() => false),
  );
  assert.equal(bundleKey(pem(keys.privateKey)), undefined, "a private key is not kept");
  assert.equal(bundleKey("x"), undefined);
  assert.equal(signingKey(pem(generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey as never)), undefined);
});

// Guarantee: a signed set is taken whole and unchanged, or not at all.
test("a signed set is taken whole and unchanged, or not at all", () => {
  const manifest = manifestOf(SET, { sequence: 1, at: "2026-11-21T12:00:00Z", previous: "", files: {} });
  const [policy] = SET.policies;
  assert.ok(policy);
  assert.equal(differsFrom(manifest, SET), undefined);
  assert.match(differsFrom(manifest, { ...SET, policies: [] }) ?? "", /a is missing/);
  assert.match(differsFrom(manifest, { ...SET, policies: [{ ...policy, text: "x" }] }) ?? "", /not the signed one/);
  assert.match(differsFrom(manifest, { ...SET, policies: [policy, { id: "b", text: "x" }] }) ?? "", /b is not signed/);
  assert.match(differsFrom(manifest, { ...SET, policies: [policy, policy] }) ?? "", /twice/);
  assert.match(differsFrom(manifest, { ...SET, cases: undefined }) ?? "", /cases/);
});

test("changes to an organization's policies are told by a question that shows them", { timeout: 120_000 }, async () => {
  const declaration = acme();
  const landscape = buildLandscape(declaration, 1);
  const before = declaration.objects.policies;
  const edited = (id: string, from: string, to: string) =>
    before.map((policy) => (policy.id === id ? { ...policy, text: policy.text.replaceAll(from, to) } : policy));
  const without = (id: string) => before.filter((policy) => policy.id !== id);
  const found = async (after: typeof before) => {
    const meaning = await meaningBetween({ landscape, before, after, clock: fixedClock(NOW) });
    assert.ok(meaning.ok);
    return meaning.value;
  };
  const changes = {
    "a threshold moves": edited("cap.cyber", "60", "70"),
    "a region is free": without("geo.eu"),
    "taint is forgotten": without("tool.taint"),
    "customer data goes out": without("data.pii"),
    "trust counts no more": without("tool.trust"),
    "a duty behind another control grows": edited("retain.cyber", "30d", "60d"),
    "half of a condition goes": edited("cap.cyber", 'context.base.programs.contains("cyber-defense") && ', ""),
    "autonomy is not compared": without("agent.autonomy"),
    "a team loses a tier": edited("grant.frontier", '"eng"', '"security"'),
    "a country is open": edited("geo.embargo", '"KP", "IR"', '"KP"'),
  };
  for (const [what, after] of Object.entries(changes)) {
    const { differing, differences, asked } = await found(after);
    assert.ok(differing > 0 && asked > differing, what);
    assert.notDeepEqual(differences[0]?.before, differences[0]?.after, what);
  }
  const renamed = [
    ...without("geo.eu"),
    ...before.flatMap((policy) =>
      policy.id === "geo.eu"
        ? [{ ...policy, id: "geo.europe", text: policy.text.replace("geo.eu", "geo.europe") }]
        : [],
    ),
  ];
  assert.equal((await found(renamed)).differing, 0, "another name answers nothing differently");
});

test("a difference in words reads as other tools write it", () => {
  const before = Array.from({ length: 12 }, (_, line) => `line ${line}`);
  const after = before.with(1, "other").toSpliced(9, 1);
  const text = textDiff(changesBetween([{ id: "p", text: before.join("\n") }], [{ id: "p", text: after.join("\n") }]));
  assert.equal(
    text,
    [
      "--- a/p",
      "+++ b/p",
      "@@ -1,5 +1,5 @@",
      " line 0",
      "-line 1",
      "+other",
      " line 2",
      " line 3",
      " line 4",
      "@@ -7,6 +7,5 @@",
      " line 6",
      " line 7",
      " line 8",
      "-line 9",
      " line 10",
      " line 11",
      "",
    ].join("\n"),
  );
});

test("a policy's boundaries are the facts just at and beside what it asks", async () => {
  const text = `@id("p") forbid (principal, action in Lumos::Action::"use_model", resource)
    when { context.base.risk.cyber >= 60 && context.base.dataClasses.contains("secret") && ["KP", "IR"].contains(context.base.geo) }
    unless { context.base.workflow in Lumos::Workflow::"release" || !context.base.assessed };`;
  const { policies } = await inspect([{ id: "p", text }], NOW);
  const [known] = policies;
  assert.ok(known);
  const { applies, atoms } = boundariesOf(known.tree);
  assert.deepEqual(applies, [
    { fact: "risk.cyber", value: 60 },
    { fact: "dataClasses", value: ["secret"] },
    { fact: "geo", value: "KP" },
    { fact: "workflow", value: "none" },
    { fact: "assessed", value: true },
  ]);
  assert.deepEqual(atoms[0], {
    yes: [60, 61].map((value) => ({ fact: "risk.cyber", value })),
    no: [{ fact: "risk.cyber", value: 59 }],
  });
});
