import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { ORGANIZATIONS, scratch } from "../../test/scratch.ts";
import { type Declaration, loadConfiguration, writeYaml } from "./index.ts";

function load(file: string | undefined, env: Record<string, string> = {}): Declaration {
  const result = loadConfiguration({ file, env, cwd: "/" });
  assert.ok(result.ok, JSON.stringify(result));
  return result.value.declaration;
}

function again(declaration: Declaration, env: Record<string, string> = {}): Declaration {
  using folder = scratch(writeYaml(declaration));
  return load(folder.path, env);
}

test("acme is read back as it was written", () => {
  const acme = load(join(ORGANIZATIONS, "acme"), {
    ACME_NORTH_KEY: "k-north",
    ACME_SOUTH_KEY: "k-south",
    ACME_SIEM_SECRET: "s",
  });
  const env = { LUMOS_KEY_NORTH: "k-north", LUMOS_KEY_SOUTH: "k-south", LUMOS_SECRET_SOC: "s" };
  assert.deepEqual(again(acme, env), acme);
  assert.deepEqual(again(again(acme, env), env), acme);
});

test("the starter is read back as it was written", () => {
  const starter = load(undefined);
  assert.deepEqual(again(starter), starter);
});

test("what is written does not depend on the order of keys", () => {
  const acme = load(join(ORGANIZATIONS, "acme"));
  const shuffled = structuredClone(acme);
  for (const list of Object.values(shuffled.objects) as Record<string, unknown>[][])
    for (const [index, object] of list.entries()) list[index] = Object.fromEntries(Object.entries(object).reverse());
  assert.deepEqual(writeYaml(shuffled), writeYaml(acme));
});

/** Loads one organization with these keys. */
function organization(text: string, env: Record<string, string> = {}): Declaration {
  using folder = scratch({ "lumos.yaml": `version: 1\norganization: { id: a, name: A }\n${text}` });
  return load(folder.path, env);
}

// Guarantee: no secret is written; each becomes a reference to the environment.
test("no secret is written; each becomes a reference to the environment", () => {
  const declaration = organization(`
providers: [{ id: a-b, api: openai, key: very1 }, { id: a.b, api: openai, key: very2 }, { id: none, api: openai }]
alerts: [{ id: soc, kind: webhook, url: "https://h", secret: very3, events: [] }]
servers: [{ id: db, kind: postgres, url: "postgres://u:very4@h/db" }, { id: open, kind: postgres, url: "postgres://h/db" }]
`);
  const text = JSON.stringify(writeYaml(declaration));
  assert.doesNotMatch(text, /very/);
  const env = {
    LUMOS_KEY_A_B: "very1",
    LUMOS_KEY_A_B_2: "very2",
    LUMOS_SECRET_SOC: "very3",
    LUMOS_PASSWORD_DB: "very4",
  };
  for (const name of Object.keys(env)) assert.match(text, new RegExp(`# Set ${name} in the environment`));
  assert.deepEqual(again(declaration, env), declaration);
});

test("a secret that is already covered becomes the same reference", () => {
  const declaration = organization("providers: [{ id: p, api: openai, key: '[secret]' }]");
  assert.match(writeYaml(declaration)["lumos.yaml"] ?? "", /key: "\$\{LUMOS_KEY_P\}"/);
});

test("texts that look like something else are read back as the same texts", () => {
  for (const name of [
    "${HOME}",
    "$${A}",
    "$$${",
    "true",
    "null",
    "12",
    "0x1f",
    "a: b",
    "# no",
    "- a",
    "&a",
    "*a",
    "!x",
    "%",
    "@",
    "`",
    "'\"",
    "a\nb\n\nc",
    " lead",
    "trail ",
    "é\u2028☃",
    "{a}",
    "[b",
    "<<",
    "~",
    "2027-12-31",
    "x".repeat(199),
  ]) {
    const declaration = organization("users: [{ id: u }]", {});
    declaration.organization.name = name;
    declaration.objects.users = [{ id: "u", name }];
    assert.deepEqual(again(declaration, { HOME: "/root" }), declaration, name);
  }
});

test("policies stay in the files they came from; those of no file get one", () => {
  const declaration = organization("");
  declaration.objects.policies = [
    { id: "b", text: '// why\n@id("b") permit (principal, action, resource);', file: "z.cedar" },
    { id: "a", text: '@id("a") permit (principal, action, resource);', file: "a.cedar" },
    { id: "c", text: '@id("c") permit (principal, action, resource);', file: "z.cedar" },
    { id: "d", text: '@id("d") permit (principal, action, resource);' },
  ];
  const files = writeYaml(declaration);
  assert.deepEqual(Object.keys(files), ["lumos.yaml", "policies/a.cedar", "policies/other.cedar", "policies/z.cedar"]);
  assert.deepEqual(
    again(declaration).objects.policies.map(({ id, file }) => `${file} ${id}`),
    ["a.cedar a", "other.cedar d", "z.cedar b", "z.cedar c"],
  );
});

test("policies that never had a file stay in lumos.yaml", () => {
  const text = '@id("a") permit (principal, action, resource) when { context.x == "$${Y}" };';
  const declaration = organization(`policies: [{ id: a, text: '${text}' }]`);
  assert.deepEqual(Object.keys(writeYaml(declaration)), ["lumos.yaml"]);
  assert.deepEqual(again(declaration), declaration);
});

test("an organization with nothing in it is read back", () => {
  const declaration = organization("");
  assert.deepEqual(again(declaration), declaration);
  assert.doesNotMatch(writeYaml(declaration)["lumos.yaml"] ?? "", /policies|guardrails|models/);
});
