import { deepEqual, equal } from "node:assert/strict";
import { after, before, test } from "node:test";
import { type AuthzenWorld, startAuthzen } from "../authzen-world.ts";

/* Two organizations on one server: a question never reaches over from one to the other. */

const policy = `@id("open") @why("Everyone opens doors.")
permit (principal in Lumos::Group::"everyone", action == Lumos::Action::"access", resource == Lumos::Thing::"door/front")
when { context.action == "open" };`;

let world: AuthzenWorld;
let ours: string;
let theirs: string;

const api = async (method: string, path: string, body: object, org?: string) => {
  const response = await fetch(`${world.lumos.url}/api/v1${path}`, {
    method,
    headers: {
      authorization: `Bearer ${world.lumos.identity.localToken().reveal()}`,
      "content-type": "application/json",
      ...(org === undefined ? {} : { "x-lumos-organization": org }),
    },
    body: JSON.stringify(body),
  });
  const told = (await response.json()) as { key?: string };
  equal(response.status, 201, JSON.stringify(told));
  return told;
};

before(async () => {
  world = await startAuthzen();
  ours = await world.lumos.key("application:gateway", { scopes: ["decide"] });
  await api("POST", "/organizations", { id: "other", name: "Other" });
  await api("POST", "/users", { id: "zoe", roles: ["owner"] }, "other");
  await api("POST", "/users", { id: "alice" }, "other");
  await api("POST", "/applications", { id: "gateway", owner: "zoe" }, "other");
  const made = await api("POST", "/keys", { principal: "application:gateway", scopes: ["decide"] }, "other");
  theirs = made.key ?? "";
  await api("POST", "/policies", { id: "open", text: policy }, "other");
});
after(() => world.lumos.end());

const door = { action: { name: "open" }, resource: { type: "door", id: "front" } };
const user = (id: string) => ({ type: "user", id });

test("a subject of another organization is nobody, and its things and policies are not there", async () => {
  const open = async (key: string, id: string) => world.decided(key, { subject: user(id), ...door });
  deepEqual([await open(theirs, "zoe"), await open(theirs, "alice"), await open(theirs, "bob")], [true, true, false]);
  deepEqual([await open(ours, "zoe"), await open(ours, "alice")], [false, false]);
  const read = { action: { name: "read" }, resource: { type: "record", id: "record-1" } };
  deepEqual(
    [
      await world.decided(ours, { subject: user("alice"), ...read }),
      await world.decided(theirs, { subject: user("alice"), ...read }),
    ],
    [true, false],
  );
});

test("a search finds its own organization alone, and a page token is worth nothing in the other", async () => {
  const search = (key: string, page?: object) =>
    world.ask(key, "search/subject", { subject: { type: "user" }, ...door, ...(page ? { page } : {}) });
  deepEqual((await search(theirs)).body.results, [user("alice"), user("zoe")]);
  deepEqual((await search(ours)).body.results, []);
  const { body } = await search(theirs, { limit: 1 });
  const token = body.page?.next_token;
  equal((await search(theirs, { token })).status, 200);
  equal((await search(ours, { token })).status, 400);
});

test("decisions are recorded with the organization of who asked", async () => {
  const { headers } = await world.ask(theirs, "evaluation", { subject: user("zoe"), ...door });
  const id = headers.get("x-lumos-decision") ?? "";
  equal((await world.lumos.records.why("other", id))?.organization, "other");
  equal(await world.lumos.records.why("records", id), undefined);
});

test("a policy that was written decides the next question, and one that was taken away no longer", async () => {
  const headers = {
    authorization: `Bearer ${world.lumos.identity.localToken().reveal()}`,
    "x-lumos-organization": "other",
  };
  const decisions: (boolean | undefined)[] = [];
  for (const kind of ["gate", "hatch", "window"]) {
    const text = policy.replaceAll("door/front", `${kind}/front`).replace('@id("open")', `@id("open.${kind}")`);
    await api("POST", "/policies", { id: `open.${kind}`, text }, "other");
    const asked = { subject: user("zoe"), ...door, resource: { type: kind, id: "front" } };
    decisions.push(await world.decided(theirs, asked));
    await fetch(`${world.lumos.url}/api/v1/policies/open.${kind}`, { method: "DELETE", headers });
    decisions.push(await world.decided(theirs, asked));
  }
  deepEqual(decisions, [true, false, true, false, true, false]);
});
