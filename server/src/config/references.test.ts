import assert from "node:assert/strict";
import { test } from "node:test";
import { KINDS, type ObjectKind } from "./objects.ts";
import { type ObjectLists, findMismatches } from "./references.ts";

/** Everything refers to something that is there. */
function whole(): Record<ObjectKind, { id: string; [key: string]: unknown }[]> {
  return {
    tiers: [{ id: "top" }],
    providers: [{ id: "p", api: "openai-compatible", baseUrl: "http://h" }],
    models: [{ id: "m", provider: "p", upstream: "x", tier: "top" }],
    routes: [
      { id: "r", models: ["m"] },
      { id: "m", models: ["m"] },
    ],
    judges: [{ id: "j", api: "instruct", model: "m" }],
    teams: [{ id: "eng" }, { id: "sec", parent: "eng" }],
    users: [{ id: "u", teams: ["eng", "sec"] }],
    applications: [{ id: "app", owner: "u", teams: ["eng"] }],
    agents: [{ id: "bot", owner: "u", teams: ["sec"] }],
    workflows: [{ id: "w" }, { id: "v", parent: "w" }],
    programs: [
      {
        id: "g",
        domain: "cyber",
        members: ["team:sec", "user:u", "agent:bot", "application:app"],
        workflows: ["w"],
        approvedBy: "u",
        expires: "2027-01-01",
      },
    ],
    servers: [
      { id: "s", kind: "mcp", transport: "http", url: "http://h" },
      { id: "io", kind: "mcp", transport: "stdio", command: ["x"] },
    ],
    connections: ["server:s", "model:m", "route:r", "tier:top"].map((to, index) => ({
      id: `c${index}`,
      from: "agent:bot",
      to,
    })),
    budgets: ["organization", "team:eng", "user:u", "agent:bot", "application:app", "connection:c1", "workflow:w"].map(
      (scope, index) => ({ id: `b${index}`, scope, usd: 1, per: "day" }),
    ),
    limits: ["organization", "team:eng", "user:u", "agent:bot", "application:app", "connection:c1", "model:m"].map(
      (scope, index) => ({ id: `l${index}`, scope, concurrent: 1 }),
    ),
    alerts: [{ id: "a", kind: "webhook", url: "http://h", events: [] }],
    detectors: [{ id: "d", class: "project", words: ["bluebird"] }],
    policies: [{ id: "pol", text: "permit(principal,action,resource);" }],
  };
}

function mismatches(change: (objects: ReturnType<typeof whole>) => void): string[] {
  const objects = whole();
  change(objects);
  const ids = Object.fromEntries(KINDS.map((kind) => [kind, objects[kind].map(({ id }) => id)])) as Record<
    ObjectKind,
    string[]
  >;
  return findMismatches(objects as unknown as ObjectLists, ids).map(
    ({ kind, index, path, message, suggestion }) =>
      `${kind}[${index}].${path.join(".")}: ${message}${suggestion === undefined ? "" : `; ${suggestion}`}`,
  );
}

const first = (objects: ReturnType<typeof whole>, kind: ObjectKind) => objects[kind][0] as Record<string, unknown>;

test("a whole organization has no mismatch; a route may have the id of a model", () => {
  assert.deepEqual(
    mismatches(() => {}),
    [],
  );
});

const REFERENCES: [kind: ObjectKind, key: string, value: unknown, expected: string][] = [
  ["models", "provider", "x", "models[0].provider: there is no provider `x`; did you mean `p`?"],
  ["models", "tier", "tpo", "models[0].tier: there is no tier `tpo`; did you mean `top`?"],
  ["routes", "models", ["m", "elsewhere"], "routes[0].models.1: there is no model `elsewhere`"],
  [
    "routes",
    "cache",
    { ttl: "1m", similar: { model: "mm" } },
    "routes[0].cache.similar.model: there is no model `mm`; did you mean `m`?",
  ],
  ["routes", "weights", { m: 1, n: 2 }, "routes[0].weights.n: `n` is not among the route's `models`"],
  ["teams", "parent", "enng", "teams[0].parent: there is no team `enng`; did you mean `eng`?"],
  ["users", "teams", ["eng", "sek"], "users[0].teams.1: there is no team `sek`; did you mean `sec`?"],
  ["applications", "owner", "bot", "applications[0].owner: there is no user `bot`"],
  ["applications", "teams", ["nowhere"], "applications[0].teams.0: there is no team `nowhere`"],
  ["agents", "owner", "nobody", "agents[0].owner: there is no user `nobody`"],
  ["agents", "teams", ["nowhere"], "agents[0].teams.0: there is no team `nowhere`"],
  ["workflows", "parent", "nowhere", "workflows[0].parent: there is no workflow `nowhere`"],
  [
    "programs",
    "members",
    ["user:u", "team:sek"],
    "programs[0].members.1: there is no team `sek`; did you mean `team:sec`?",
  ],
  ["programs", "workflows", ["nowhere"], "programs[0].workflows.0: there is no workflow `nowhere`"],
  ["programs", "approvedBy", "nobody", "programs[0].approvedBy: there is no user `nobody`"],
  ["connections", "from", "agent:bott", "connections[0].from: there is no agent `bott`; did you mean `agent:bot`?"],
  ["connections", "to", "server:nowhere", "connections[0].to: there is no server `nowhere`"],
  ["limits", "scope", "model:nowhere", "limits[0].scope: there is no model `nowhere`"],
  ["budgets", "scope", "connection:nowhere", "budgets[0].scope: there is no connection `nowhere`"],
  [
    "providers",
    "baseUrl",
    undefined,
    "providers[0].baseUrl: `baseUrl` is required: this api has no address of its own",
  ],
  ["servers", "url", undefined, "servers[0].url: `url` is required for a server over http"],
  ["servers", "command", ["x"], "servers[0].command: `command` has no meaning for a server over http"],
];

for (const [kind, key, value, expected] of REFERENCES) {
  test(`${kind}.${key}: a mismatch is told`, () => {
    assert.deepEqual(
      mismatches((objects) => void (first(objects, kind)[key] = value)),
      [expected],
    );
  });
}

for (const kind of KINDS) {
  test(`${kind}: an id used twice is told`, () => {
    const found = mismatches((objects) => objects[kind].push(structuredClone(objects[kind][0]) as { id: string }));
    assert.deepEqual(found.filter((line) => line.includes("used twice")).length, 1);
    assert.match(found.join("\n"), new RegExp(`used twice; first in ${kind}\\[0\\]`));
  });
}

test("circles of parents are told once each", () => {
  assert.deepEqual(
    mismatches((objects) => void (first(objects, "teams").parent = "sec")),
    ["teams[0].parent: a team cannot be its own parent: `eng` -> `sec` -> `eng`"],
  );
  const self = mismatches((objects) => void (first(objects, "workflows").parent = "w"));
  assert.deepEqual(self, ["workflows[0].parent: a workflow cannot be its own parent: `w` -> `w`"]);
});

test("names that mean something of their own are not given away", () => {
  assert.match(mismatches((objects) => objects.teams.push({ id: "everyone" })).join(), /every principal/);
  assert.match(mismatches((objects) => objects.workflows.push({ id: "none" })).join(), /without a workflow/);
  assert.deepEqual(
    mismatches((objects) => objects.teams.push({ id: "constructor" })),
    [],
  );
});

test("an object that could not be read is not missed by those that refer to it", () => {
  const objects = whole();
  const ids = Object.fromEntries(KINDS.map((kind) => [kind, objects[kind].map(({ id }) => id)])) as Record<
    ObjectKind,
    string[]
  >;
  const lists = { ...objects, providers: [undefined] } as unknown as ObjectLists;
  assert.deepEqual(findMismatches(lists, ids), []);
});

test("thousands of broken references are found without looking for a suggestion for each", () => {
  const objects = whole();
  for (let index = 0; index < 9_000; index++)
    objects.teams.push({ id: `team-number-${index}`, parent: `team-numbr-${index}` });
  const ids = Object.fromEntries(KINDS.map((kind) => [kind, objects[kind].map(({ id }) => id)])) as Record<
    ObjectKind,
    string[]
  >;
  const found = findMismatches(objects as unknown as ObjectLists, ids);
  assert.equal(found.length, 9_000);
  assert.equal(found.filter(({ suggestion }) => suggestion !== undefined).length, 50);
});
