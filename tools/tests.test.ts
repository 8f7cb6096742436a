import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { planFor } from "./postgres.ts";
import { ROOT, totals } from "./steps.ts";

describe("the test runner", () => {
  let folder = "";
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "lumos-runner-"));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** Runs one file of tests with the real runner, in a process of its own because it prints. */
  const outcome = (source: string, fileTimeoutMs = 20_000) => {
    const file = join(folder, "x.test.ts");
    writeFileSync(file, `import { describe, it, test } from "node:test";\n${source}\n`);
    const driver = join(folder, "driver.ts");
    writeFileSync(
      driver,
      `import { runTests } from ${JSON.stringify(join(ROOT, "tools", "tests.ts"))};
       const tally = await runTests([${JSON.stringify(file)}], { concurrency: 2, testTimeoutMs: 500, fileTimeoutMs: ${fileTimeoutMs} });
       console.log(JSON.stringify(tally));`,
    );
    const done = spawnSync(process.execPath, [driver], { encoding: "utf8", timeout: 50_000 });
    const said = done.stdout + done.stderr;
    return { said, ...JSON.parse(done.stdout.trim().split("\n").at(-1) ?? "{}") };
  };

  test("passed, failed and skipped tests are counted, nested ones too", () => {
    const found = outcome(`
      test("good", () => {});
      test("bad", () => { console.log("what it printed"); throw new Error("what went wrong"); });
      describe("s", () => { it("inner", () => {}); it.skip("later", () => {}); });
      test("parent", async (t) => { await t.test("child", () => { throw new Error("child"); }); });`);
    assert.deepEqual([found.passed, found.failed, found.skipped], [2, 2, 1], found.said);
    assert.match(found.said, /what went wrong/);
    assert.match(found.said, /what it printed/);
  });

  test("a file without a test is a failure", () => {
    assert.deepEqual(outcome("").failed, 1);
  });

  test("a file that does not load is a failure", () => {
    const found = outcome(`import "./missing.ts";`);
    assert.equal(found.failed, 1);
    assert.match(found.said, /missing\.ts/);
  });

  test("a file that fails after its tests have passed is a failure", () => {
    const found = outcome(`test("good", () => { setTimeout(() => process.exit(3), 50); });`);
    assert.equal(found.failed, 1, found.said);
  });

  test("a test that hangs is a failure", () => {
    const found = outcome(`test("hangs", () => new Promise(() => { setInterval(() => {}, 1_000).unref(); }));`);
    assert.equal(found.failed, 1, found.said);
  });

  test("a file that keeps something open is ended and is a failure", () => {
    const found = outcome(`test("leaks", () => { setInterval(() => {}, 1_000); });`, 2_000);
    assert.deepEqual([found.passed, found.failed], [1, 1], found.said);
    assert.match(found.said, /still open/);
  });
});

test("the last line counts, and names skipped tests only where there are some", () => {
  assert.equal(totals({ passed: 3, failed: 0, skipped: 0 }), "3 passed, 0 failed");
  assert.equal(totals({ passed: 3, failed: 1, skipped: 2 }), "3 passed, 1 failed, 2 skipped");
});

test("a run in which no test matched fails", () => {
  const done = spawnSync(process.execPath, [join(ROOT, "tools", "suite.ts"), "no-such-test-anywhere"], {
    encoding: "utf8",
  });
  assert.equal(done.status, 1);
  assert.equal(done.stdout.trim().split("\n").at(-1), "0 passed, 0 failed");
});

describe("PostgreSQL for the tests", () => {
  test("nothing is done or said where initdb is there", () => {
    assert.deepEqual(planFor({ postgres: "/usr/lib/postgresql/17/bin", root: true, aptGet: true }), { install: false });
  });
  test("it is installed for root on Debian, and said", () => {
    const plan = planFor({ postgres: undefined, root: true, aptGet: true });
    assert.equal(plan.install, true);
    assert.match(plan.say ?? "", /installing/);
  });
  test("where it cannot be installed a sentence says what to do", () => {
    for (const machine of [
      { postgres: undefined, root: false, aptGet: true },
      { postgres: undefined, root: true, aptGet: false },
    ]) {
      const plan = planFor(machine);
      assert.equal(plan.install, false);
      assert.match(plan.say ?? "", /Install the package "postgresql"/);
    }
  });
});
