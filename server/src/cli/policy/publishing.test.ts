import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { type Ran, lumos } from "../../../test/cli/program.ts";
import { type Program, freshDirectory, startProgram } from "../../../test/program.ts";

/* Policies from files to live ones, as the people of an organization type it. */

const HEAD = `version: 1
organization: { id: o, name: O }
tiers: [{ id: frontier }]
providers: [{ id: box, api: sandbox }]
models: [{ id: m, provider: box, upstream: sandbox-large, tier: frontier }]
routes: [{ id: smart, models: [m] }]
users:
  - { id: ann@o.test, roles: [owner] }
  - { id: pat@o.test, roles: [policy_author] }
servers: [{ id: db, kind: postgres, url: "postgres://127.0.0.1:9/x" }]
policies: ./policies
`;
const OPEN = '@id("open") @why("Open.")\npermit (principal, action, resource);\n';
const CAP =
  '@id("cap") @why("Too risky.")\nforbid (principal, action, resource)\nwhen { context.base.risk.cyber >= 60 };\n';
const CASE = (outcome: string) =>
  `- { name: risky, chain: ["user:pat@o.test"], ask: { model: smart }, facts: { risk: { cyber: 70 } }, expect: { outcome: ${outcome} } }\n`;
const SQL = `- { name: sql, chain: ["user:pat@o.test"], ask: { tool: db/query, arguments: { sql: "select 1" } }, expect: { outcome: allowed } }\n`;

function write(folder: string, files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(join(folder, name, ".."), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
}

const git = (folder: string, ...args: string[]) =>
  execFileSync("git", ["-C", folder, "-c", "user.name=t", "-c", "user.email=t@o.test", ...args], {
    encoding: "utf8",
    env: { PATH: process.env["PATH"], HOME: folder, GIT_CONFIG_NOSYSTEM: "1" },
    stdio: ["ignore", "pipe", "pipe"],
  }).trim();

describe("policies from files to live ones", { concurrency: false }, () => {
  const data = freshDirectory();
  const home = freshDirectory();
  let program: Program;
  const as: Record<string, Record<string, string>> = {};
  before(async () => {
    write(home.path, { "lumos.yaml": HEAD, "policies/all.cedar": OPEN, "cases.yaml": CASE("allowed") + SQL });
    program = await startProgram({ file: join(home.path, "lumos.yaml"), data: data.path });
    for (const who of ["ann", "pat"])
      as[who] = { LUMOS_URL: program.url, LUMOS_TOKEN: await program.key(`user:${who}@o.test`) };
    as["machine"] = { LUMOS_DATA: data.path, LUMOS_CONFIG: join(home.path, "lumos.yaml") };
  });
  after(async () => {
    await program.kill("SIGTERM");
    data.remove();
    home.remove();
  });
  const run = (who: string, ...args: string[]): Promise<Ran> => lumos(args, { cwd: home.path, env: as[who] ?? {} });
  const last = async () =>
    (JSON.parse((await run("ann", "policy", "history", "--json")).out) as { items: Record<string, unknown>[] })
      .items[0];

  test("one proposes, the cases stop it until they fit, another publishes, and it can be taken back", async () => {
    const first = await last();
    assert.deepEqual([first?.["how"], first?.["publisher"]], ["apply", "owner:local"]);
    write(home.path, { "policies/cap.cedar": CAP });
    const refused = await run("ann", "apply", home.path);
    assert.equal(refused.code, 5, refused.err);
    assert.match(refused.err, /lumos policy propose/);

    const failing = await run("pat", "policy", "propose", home.path, "--note", "cyber needs more");
    assert.equal(failing.code, 0, failing.err);
    assert.match(failing.out, /^\+forbid/m);
    assert.match(failing.err, /FAILED risky: outcome: expected allowed, was blocked/);
    const idOf = (ran: Ran) => /proposal publish (\S+)/.exec(ran.err)?.[1] ?? "";
    assert.equal((await run("pat", "proposal", "publish", idOf(failing))).code, 5, "its author does not");
    const stopped = await run("ann", "proposal", "publish", idOf(failing));
    assert.equal(stopped.code, 4, stopped.err);
    assert.equal((await run("pat", "proposal", "withdraw", idOf(failing))).code, 0);

    write(home.path, { "cases.yaml": CASE("blocked") + SQL });
    const made = await run("pat", "policy", "propose", home.path, "--note", "cyber needs more");
    assert.equal((await run("ann", "proposal", "publish", idOf(made))).code, 0);
    const done = await last();
    assert.deepEqual([done?.["publisher"], done?.["author"]], ["user:ann@o.test", ["user:pat@o.test"]]);
    const told = await run("ann", "policy", "history");
    assert.match(
      told.out,
      /proposal \+cap {2}by user:pat@o\.test, published by user:ann@o\.test {2}"cyber needs more"/,
    );

    const previous = String(done?.["previous"]);
    const diff = await run("ann", "policy", "diff", previous.slice(0, 12), "live", "--exit-code", "--questions", "100");
    assert.equal(diff.code, 4, diff.err);
    assert.match(diff.out, /^allowed \(m\) -> blocked \(by cap\)/m);
    assert.match(diff.out, /cyber: 60$/m);
    assert.equal((await run("ann", "policy", "diff", "live", home.path, "--exit-code")).code, 0);
    const back = await run("pat", "policy", "rollback", previous, "--note", "too strict");
    assert.equal(back.code, 0, back.err);
    assert.match((await run("ann", "policy", "history", "--limit", "1")).out, /rollback -cap .*\(1 cases fail\)/);
    assert.equal((await run("machine", "apply", home.path)).code, 0);
  });

  test("a policy goes up its stages, and needs another person where it begins to decide", async () => {
    write(home.path, {
      "draft.cedar": '@id("draft") @stage("draft") @why("x")\nforbid (principal, action, resource) when { false };\n',
    });
    const made = await run("pat", "policy", "propose", "draft.cedar");
    const id = /proposal publish (\S+)/.exec(made.err)?.[1] ?? "";
    assert.equal((await run("pat", "proposal", "publish", id)).code, 0, "a draft decides nothing");
    const up = await run("pat", "policy", "promote", "draft", "--to", "enforce");
    assert.equal(up.code, 6, up.err);
    const proposal = /proposal publish (\S+)/.exec(up.err)?.[1] ?? "";
    assert.equal((await run("ann", "proposal", "publish", proposal)).code, 0);
    assert.equal((await run("ann", "policy", "promote", "draft")).code, 2, "it is enforced already");
  });

  test("the machine's owner applies, with the cases only where asked", async () => {
    write(home.path, { "cases.yaml": CASE("allowed"), "policies/cap.cedar": CAP.replace("60", "55") });
    const tested = await run("machine", "apply", home.path, "--test");
    assert.equal(tested.code, 4, tested.err);
    assert.equal((await run("machine", "apply", home.path)).code, 0);
    const made = await last();
    assert.deepEqual([made?.["how"], made?.["details"]], ["apply", { decides: true, machine: true }]);
  });

  test("signed sets are pulled from a repository whole, and an older one is refused", async () => {
    const repository = freshDirectory();
    const key = join(repository.path, "key.pem");
    const pair = generateKeyPairSync("ed25519");
    writeFileSync(key, pair.privateKey.export({ type: "pkcs8", format: "pem" }));
    const pem = pair.publicKey.export({ type: "spki", format: "pem" }).toString();
    const source = join(repository.path, "work");
    const bare = join(repository.path, "bare.git");
    mkdirSync(source);
    git(source, "init", "--quiet", "--initial-branch=main");
    write(source, { "policies/all.cedar": OPEN, "policies/cap.cedar": CAP, "cases.yaml": CASE("blocked") });
    const commit = async () => {
      const signed = await lumos(["policy", "sign", source, "--key", key]);
      assert.equal(signed.code, 0, signed.err);
      git(source, "add", "--all");
      git(source, "commit", "--quiet", "--message", "policies");
    };
    await commit();
    git(source, "tag", "one");
    write(source, { "policies/cap.cedar": CAP.replace("60", "50") });
    await commit();
    // What must have no part in it: a link, a hook of the repository, a file out of bounds.
    symlinkSync("/etc/passwd", join(source, "policies", "link.cedar"));
    git(source, "add", "--all");
    git(source, "commit", "--quiet", "--message", "a link");
    git(repository.path, "clone", "--quiet", "--bare", source, bare);
    const ran = join(repository.path, "ran");
    write(bare, { "hooks/post-checkout": `#!/bin/sh\ntouch ${ran}\n` });

    const unknown = await run("pat", "policy", "pull", bare, "--ref", "main");
    assert.equal(unknown.code, 2, unknown.err);
    assert.match(unknown.err, /not trusted here/);
    assert.equal((await run("ann", "signer", "create", `--public-key=${pem}`)).code, 0);
    assert.equal((await run("ann", "signature", "update", "--required", "true")).code, 0);
    const dry = await run("pat", "policy", "pull", bare, "--ref", "main", "--dry-run");
    assert.equal(dry.code, 0, dry.err);
    assert.match(dry.out, /^-@id\("draft"\)/m, "a set is whole: what it does not have goes");
    const proposed = await run("pat", "policy", "pull", bare, "--ref", "main");
    assert.equal(proposed.code, 6, proposed.err);
    const id = /proposal publish (\S+)/.exec(proposed.err)?.[1] ?? "";
    assert.equal((await run("ann", "proposal", "publish", id)).code, 0);
    const live = await last();
    const details = live?.["details"] as { source: string; signed: { sequence: number } } | undefined;
    assert.match(details?.source ?? "", /bare\.git@[0-9a-f]{12}$/);
    assert.equal(details?.signed.sequence, 2);
    const again = await run("machine", "policy", "pull", bare, "--ref", "main");
    assert.deepEqual([again.code, again.err], [0, "Nothing differs.\n"]);

    const older = await run("machine", "policy", "pull", bare, "--ref", "one");
    assert.equal(older.code, 1, older.err);
    assert.match(older.err, /number 1, and number 2 was live already/);
    const allowed = await run("machine", "policy", "pull", bare, "--ref", "one", "--allow-older");
    assert.equal(allowed.code, 0, allowed.err);
    assert.match((await run("ann", "policy", "history", "--limit", "1")).out, /an older set/);

    write(source, { "policies/cap.cedar": CAP.replace("60", "40") });
    const changed = await run("machine", "policy", "pull", join(source, "."), "--ref", "main", "--path", "nowhere");
    assert.equal(changed.code, 2);
    rmSync(join(source, ".git"), { recursive: true });
    rmSync(join(source, "policies", "link.cedar"));
    assert.match((await run("machine", "policy", "pull", source)).err, /not those that were signed/);
    rmSync(join(source, "lumos-policies.json"));
    rmSync(join(source, "lumos-policies.sig"));
    const unsigned = await run("machine", "policy", "pull", source);
    assert.equal(unsigned.code, 5, "unsigned, where signatures are required");
    assert.throws(() => execFileSync("ls", [ran], { stdio: "ignore" }), "no hook ran");
    repository.remove();
  });

  // Guarantee: a repository is reached over https, ssh or as a path, and never names a program to run.
  test("a repository is reached over https, ssh or as a path, and never names a program to run", async () => {
    for (const source of [
      "ext::sh -c id",
      "git://x/y",
      "http://x/y",
      "--upload-pack=id",
      "-x",
      "fd::17",
      "host:path;id",
    ]) {
      const ran = await run("machine", "policy", "pull", "--", source);
      assert.equal(ran.code, 2, `${source}: ${ran.err}`);
    }
    const ref = await run("machine", "policy", "pull", "./none", "--ref", "--upload-pack=id");
    assert.equal(ref.code, 2);
    // Git ends with a hint; the reason stands before it.
    const nowhere = await run("machine", "policy", "pull", "./none");
    assert.equal(nowhere.code, 2);
    assert.match(nowhere.err, /Git says: fatal: .*none/);
  });
});

test("a report for a pull request says what a change does, for programs and for people", async () => {
  const folder = freshDirectory();
  const { path } = folder;
  git(path, "init", "--quiet", "--initial-branch=main");
  write(path, { "org/lumos.yaml": HEAD, "org/policies/all.cedar": OPEN, "org/cases.yaml": CASE("allowed") + SQL });
  git(path, "add", "--all");
  git(path, "commit", "--quiet", "--message", "before");
  const report = (...args: string[]) =>
    lumos(["policy", "report", "--base", "main", "--head", join(path, "org"), "--questions", "60", ...args]);
  const same = await report("--json");
  assert.equal(same.code, 0, same.err);
  assert.deepEqual((JSON.parse(same.out) as { changes: unknown[] }).changes, []);

  write(path, { "org/policies/cap.cedar": CAP });
  const failing = await report("--json");
  assert.equal(failing.code, 4, failing.err);
  const told = JSON.parse(failing.out) as {
    ok: boolean;
    changes: unknown;
    cases: { passed: number; failing: { name: string }[] };
    meaning: { differing: number };
    diff: string;
  };
  assert.equal(told.ok, false);
  assert.deepEqual(told.changes, [{ action: "create", id: "cap" }]);
  assert.deepEqual([told.cases.failing.map(({ name }) => name), told.cases.passed], [["risky"], 1]);
  assert.ok(told.meaning.differing > 0);
  assert.match(told.diff, /^\+\+\+ b\/cap$/m);

  write(path, {
    "org/cases.yaml": CASE("blocked"),
    "org/policies/ticks.cedar":
      '@id("ticks") @why("``` </details>")\nforbid (principal, action, resource) when { false };\n',
  });
  const good = await report("--markdown");
  assert.equal(good.code, 0, good.err);
  assert.match(good.out, /^## Policies: sound\n\n2 created, 0 updated, 0 deleted; 1 cases passed, 0 failed/);
  assert.match(good.out, /^````diff$/m, "a fence longer than any inside");
  write(path, {
    "org/policies/bad.cedar": '@id("bad")\npermit (principal, action, resource) when { context.nope };\n',
  });
  const broken = await report();
  assert.equal(broken.code, 3, broken.err);
  assert.match(broken.out, /error bad:2:\d+ /);
  const nowhere = await lumos(["policy", "report", "--base", "no-such-ref", "--head", join(path, "org")]);
  assert.equal(nowhere.code, 2);
  folder.remove();
});
