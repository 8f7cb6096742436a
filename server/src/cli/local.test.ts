import assert from "node:assert/strict";
import { cpSync, existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { lumos, temporary } from "../../test/cli/program.ts";

const ACME = fileURLToPath(new URL("../../test/organizations/acme", import.meta.url));

function acme() {
  const folder = temporary();
  cpSync(ACME, folder.path, { recursive: true });
  return folder;
}

describe("policy", () => {
  test("a sound directory passes the check", async () => {
    const ran = await lumos(["policy", "check", ACME]);
    assert.equal(ran.code, 0, ran.err);
    assert.match(ran.err, /\d+ policies, 0 errors/);
  });

  test("a policy that names what the schema lacks is exit code 3", async () => {
    await using folder = acme();
    const file = join(folder.path, "policies", "models.cedar");
    writeFileSync(
      file,
      `${readFileSync(file, "utf8")}\n@id("bad")\npermit (principal, action, resource) when { principal.shoeSize == 3 };\n`,
    );
    const ran = await lumos(["policy", "check", folder.path]);
    assert.equal(ran.code, 3);
    assert.match(ran.out, /^error bad:\d+:\d+ /m);
    assert.equal((await lumos(["policy", "test", folder.path])).code, 3);
  });

  test("a broken policy is told with its line and column in the file it stands in", async () => {
    await using folder = acme();
    const file = join(folder.path, "policies", "models.cedar");
    const lines = readFileSync(file, "utf8").trimEnd().split("\n").length;
    const rule = "permit (principal, action, resource) when { principal.shoeSize == 3 };";
    const broken = `// Above it.\n@id("bad")\n${rule}\n  @id("worse") ${rule}`;
    writeFileSync(file, `${readFileSync(file, "utf8").trimEnd()}\n\n${broken}\n`);
    const column = rule.indexOf("principal.shoe") + 1;
    const ran = await lumos(["policy", "check", folder.path], { cwd: folder.path });
    assert.match(
      ran.out,
      new RegExp(`^error bad:3:${column} .* \\(policies/models\\.cedar:${lines + 4}:${column}\\)$`, "m"),
    );
    const shift = '@id("worse") '.length;
    assert.match(
      ran.out,
      new RegExp(
        `^error worse:1:${column + shift} .* \\(policies/models\\.cedar:${lines + 5}:${column + shift + 2}\\)$`,
        "m",
      ),
    );
    const tested = await lumos(["policy", "test", folder.path], { cwd: folder.path });
    assert.match(tested.out, new RegExp(`models\\.cedar:${lines + 4}:${column}\\)$`, "m"));
    const analyzed = await lumos(["policy", "analyze", folder.path], { cwd: folder.path });
    assert.match(analyzed.out, new RegExp(`models\\.cedar:${lines + 4}:${column}\\)$`, "m"));
    assert.equal(analyzed.code, 3);
  });

  test("cases are run one by one, and one that fails is exit code 4", async () => {
    await using folder = acme();
    const file = join(folder.path, "cases.yaml");
    const one = (outcome: string) =>
      `- name: an engineer asks\n  chain: ["user:alice@acme.test"]\n  ask: { model: smart }\n  expect: { outcome: ${outcome} }\n`;
    writeFileSync(file, one("allowed"));
    const good = await lumos(["policy", "test", folder.path]);
    assert.equal(good.code, 0, good.err);
    assert.match(good.out, /^ok     an engineer asks\n1 passed, 0 failed\nholds  property risk: /);
    writeFileSync(file, one("blocked"));
    const bad = await lumos(["policy", "test", folder.path, "--properties", "0"]);
    assert.equal(bad.code, 4);
    assert.match(bad.out, /^FAILED an engineer asks\n {4}outcome: expected blocked, was allowed/);
    const json = await lumos(["policy", "test", folder.path, "--json", "--properties", "0"]);
    assert.equal((JSON.parse(json.out) as { results: unknown[] }).results.length, 1);
    const other = await lumos(["policy", "test", folder.path, "--filter", "nobody", "--properties", "0"]);
    assert.match(other.out, /^0 passed, 0 failed, 1 left out$/m);
  });

  test("what no case touches is named, and too little is exit code 4", async () => {
    await using folder = acme();
    const file = join(folder.path, "cases.yaml");
    const name = "a secret reaches no model";
    writeFileSync(
      file,
      `- { name: ${name}, chain: [user:alice@acme.test], ask: { model: smart }, facts: { dataClasses: [secret] }, expect: { outcome: blocked } }\n`,
    );
    const ran = await lumos(["policy", "test", folder.path, "--coverage", "--properties", "0"]);
    assert.equal(ran.code, 0, ran.err);
    assert.match(ran.out, /^coverage \d+ % \(\d+ of 96\)$/m);
    assert.match(ran.out, /^data\.secret +forbid +5 +5 +0 +when:2 5\/0$/m);
    assert.match(ran.out, /^uncovered  data\.secret: when in line 2 was never false$/m);
    assert.match(ran.out, /^uncovered  tool\.trust: no case is in its scope$/m);
    const little = await lumos(["policy", "test", folder.path, "--min-coverage", "90", "--properties", "0"]);
    assert.equal(little.code, 4);
    assert.match(little.err, /The cases touch \d+ %, less than 90 %/);
    assert.equal((await lumos(["policy", "test", folder.path, "--min-coverage", "most"])).code, 2);
  });

  test("a property that policies break is exit code 4 with a witness, unless cases.yaml gives it up", async () => {
    await using folder = acme();
    const policies = join(folder.path, "policies", "models.cedar");
    const broken = '@id("doubt") permit (principal, action, resource) when { context.base.trustScore < 10 };';
    writeFileSync(policies, `${readFileSync(policies, "utf8")}\n${broken}\n`);
    const file = join(folder.path, "cases.yaml");
    writeFileSync(file, "cases: []\n");
    const ran = await lumos(["policy", "test", folder.path]);
    assert.equal(ran.code, 4, ran.err);
    assert.match(ran.out, /^BROKEN property trust\n {4}Lower trust never enables more\. But for .* trustScore 9\.$/m);
    writeFileSync(file, "cases: []\nproperties: { trust: { except: [doubt] } }\n");
    assert.equal((await lumos(["policy", "test", folder.path])).code, 0);
    writeFileSync(file, "cases: []\nproperties: { trust: off }\n");
    assert.match((await lumos(["policy", "test", folder.path])).out, /^off    property trust$/m);
  });

  test("a configuration that is not valid is exit code 3, with its place", async () => {
    await using folder = acme();
    const file = join(folder.path, "lumos.yaml");
    writeFileSync(file, readFileSync(file, "utf8").replace("routes:", "rutes:"));
    const ran = await lumos(["policy", "test", folder.path]);
    assert.equal(ran.code, 3);
    assert.match(ran.err, /lumos\.yaml:\d+:\d+ rutes: .*did you mean `routes`/);
  });

  test("a directory without cases is a usage error", async () => {
    await using folder = acme();
    rmSync(join(folder.path, "cases.yaml"));
    assert.equal((await lumos(["policy", "test", folder.path])).code, 2);
  });
});

describe("config", () => {
  test("explains a value and where it comes from", async () => {
    const file = await lumos(["config", "explain", "server.data", "--config", ACME]);
    assert.match(file.out, /^server\.data\t.*\/\.lumos\t.*lumos\.yaml:\d+:\d+/);
    const env = await lumos(["config", "explain", "server.listen", "--json", "--config", ACME], {
      env: { LUMOS_LISTEN: "127.0.0.1:4555" },
    });
    assert.deepEqual(JSON.parse(env.out), {
      key: "server.listen",
      value: "127.0.0.1:4555",
      origin: { kind: "environment", name: "LUMOS_LISTEN" },
    });
    const wrong = await lumos(["config", "explain", "server.lisen"]);
    assert.equal(wrong.code, 2);
    assert.match(wrong.err, /did you mean `server\.listen`/);
  });

  test("never shows a secret", async () => {
    const ran = await lumos(["config", "explain", "--config", ACME], {
      env: { ACME_NORTH_KEY: "sk-north-very-secret" },
    });
    assert.equal(ran.code, 0, ran.err);
    assert.ok(!(ran.out + ran.err).includes("very-secret"));
  });

  test("checks a file, and gives the schema for editors", async () => {
    assert.equal((await lumos(["config", "check", ACME])).code, 0);
    const schema = JSON.parse((await lumos(["config", "schema"])).out) as { properties: object };
    assert.ok("models" in schema.properties);
  });
});

describe("init", () => {
  test("writes what a server starts with; Guarantee: what someone wrote is never overwritten by the starter", async () => {
    await using folder = temporary();
    const ran = await lumos(["init", "acme"], { cwd: folder.path });
    assert.equal(ran.code, 0, ran.err);
    const file = join(folder.path, "acme", "lumos.yaml");
    assert.ok(existsSync(file));
    assert.equal((await lumos(["policy", "check", "acme"], { cwd: folder.path })).code, 0);
    const tested = await lumos(["policy", "test", "acme"], { cwd: folder.path });
    assert.equal(tested.code, 0, tested.out);
    writeFileSync(file, "# mine\n");
    const again = await lumos(["init", "acme"], { cwd: folder.path });
    assert.equal(again.code, 2);
    assert.equal(readFileSync(file, "utf8"), "# mine\n");
  });
});

describe("doctor", () => {
  test("says what is well, and a problem with how to mend it", async () => {
    await using folder = temporary();
    const env = { LUMOS_LISTEN: "127.0.0.1:0" };
    const well = await lumos(["doctor"], { cwd: folder.path, env });
    assert.equal(well.code, 0, well.out);
    for (const what of ["node", "configuration", "policies", "data", "port", "database"])
      assert.match(well.out, new RegExp(`^ok +${what}: `, "m"));
    assert.ok(!existsSync(join(folder.path, ".lumos")), "looking makes nothing");

    writeFileSync(join(folder.path, "lumos.yaml"), "version: 1\norganisation: { id: x }\n");
    const ill = await lumos(["doctor"], { cwd: folder.path, env });
    assert.equal(ill.code, 1);
    assert.match(ill.out, /^problem +configuration: /m);
    assert.match(ill.out, /lumos config check/);
  });

  test("says which providers lack an address or a key", async () => {
    await using folder = temporary();
    const providers = [
      "{ id: a, api: azure, key: k }",
      "{ id: b, api: bedrock, key: k, region: eu-west-1 }",
      "{ id: m, api: mistral }",
      "{ id: o, api: ollama }",
      "{ id: v, api: vllm }",
    ];
    const file = `version: 1\norganization: { id: x, name: X }\nproviders: [${providers.join(", ")}]\n`;
    writeFileSync(join(folder.path, "lumos.yaml"), file);
    const { out, code } = await lumos(["doctor"], { cwd: folder.path, env: { LUMOS_LISTEN: "127.0.0.1:0" } });
    assert.equal(code, 1);
    assert.match(out, /^problem +provider: provider a needs resource$/m);
    assert.match(out, /^problem +provider: provider v has no baseUrl$/m);
    assert.match(out, /^ok +provider: m has no key here/m);
    assert.doesNotMatch(out, /provider: (?:b|o|provider b|provider o) /);
  });
});
