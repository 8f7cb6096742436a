import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type ApiWorld, makeApiWorld } from "../../test/api-world.ts";

describe("detectors of an organization's own", () => {
  let world: ApiWorld;
  before(async () => {
    world = await makeApiWorld();
  });
  after(() => world.close());

  const create = (spec: object, key = world.keys.security_admin) =>
    world.ask("POST", "/api/v1/detectors", { key, body: spec });
  const find = (body: object, key = world.keys.security_admin) =>
    world.ask("POST", "/api/v1/detectors/test", { key, body });

  test("what is declared is found in a text that is tried, masked", async () => {
    const made = await create({ id: "codenames", class: "project", words: ["Bluebird"], severity: "high" });
    assert.equal(made.status, 201, made.text);
    const tried = await find({ text: "the launch of bluebird" });
    assert.equal(tried.status, 200, tried.text);
    assert.deepEqual(tried.body, {
      matches: [
        { detector: "codenames", class: "project", start: 14, end: 22, masked: "…", confidence: 80, severity: "high" },
      ],
    });
    assert.ok(!tried.text.toLowerCase().includes("bluebird"));
  });

  test("a candidate is tried alone, and one of several by its id", async () => {
    const candidate = { id: "tickets", class: "ticket", pattern: "TCK-\\d+" };
    const tried = await find({ text: "bluebird TCK-1234567890", candidate });
    assert.deepEqual(
      tried.body.matches.map((one: { detector: string; masked: string }) => [one.detector, one.masked]),
      [["tickets", "TC…"]],
    );
    assert.equal((await find({ text: "bluebird", only: "codenames" })).body.matches.length, 1);
    assert.equal((await find({ text: "bluebird", only: "nothing" })).status, 404);
  });

  test("a pattern that cannot run in linear time is refused at its place", async () => {
    const refused = await create({ id: "bad", class: "ticket", pattern: "a(?=b)" });
    assert.equal(refused.status, 400);
    assert.match(refused.text, /look-ahead `\(\?=` at character 2/);
    assert.match(refused.text, /pattern/);
  });

  test("Guarantee: another organization sees neither the detectors nor what they find", async () => {
    const foreign = { key: world.foreign.owner };
    assert.equal((await world.ask("GET", "/api/v1/detectors/codenames", foreign)).status, 404);
    assert.deepEqual((await find({ text: "bluebird" }, world.foreign.owner)).body.matches, []);
    assert.deepEqual((await world.ask("GET", "/api/v1/detectors/report", foreign)).body.detectors, []);
    const report = await world.ask("GET", "/api/v1/detectors/report", { key: world.keys.auditor });
    assert.deepEqual(
      report.body.detectors.map((one: { detector: string; matches: number }) => [one.detector, one.matches]),
      [["codenames", 0]],
    );
  });

  test("words of detectors are read by few", async () => {
    for (const who of ["developer", "approver", "finops"] as const) {
      assert.equal((await world.ask("GET", "/api/v1/detectors", { key: world.keys[who] })).status, 403, who);
      assert.equal((await find({ text: "x" }, world.keys[who])).status, 403, who);
    }
  });
});
