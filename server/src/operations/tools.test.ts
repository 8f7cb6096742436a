import { deepEqual, equal, match } from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { type ApiWorld, makeApiWorld } from "../../test/api-world.ts";

describe("tools through operations", () => {
  let world: ApiWorld;
  before(async () => {
    world = await makeApiWorld();
  });
  after(() => world.close());

  const defined = (name: string, description: string) =>
    JSON.stringify({ name, description, inputSchema: { type: "object", properties: { id: { type: "string" } } } });
  const saw = (...tools: string[]) => world.services.catalog.saw("acme", "crm", { tools });
  const get = async (path: string, key = world.keys.owner) => world.ask("GET", `/api/v1/tools${path}`, { key });
  const post = async (path: string, body: unknown, key = world.keys.security_admin) =>
    world.ask("POST", `/api/v1/tools${path}`, { key, body });
  const usable = () =>
    [...(world.services.catalog.tools("acme").get("crm")?.values() ?? [])]
      .filter(({ state }) => state === "approved")
      .map(({ name }) => name);

  test("a tool that drifted is seen, looked at and approved by its hash, and every step is recorded", async () => {
    await saw(defined("find_contact", "Finds a contact."), defined("send_mail", "Sends a mail."));
    await saw(defined("find_contact", "Finds a contact or a company."), defined("send_mail", "Sends a mail."));
    deepEqual(usable(), ["send_mail"]);
    const listed = await get("?state=drifted");
    deepEqual(
      listed.body.items.map(({ tool, state, effect, from }: Record<string, string>) => [tool, state, effect, from]),
      [["find_contact", "drifted", "write", "unknown"]],
    );
    const shown = (await get("/crm/find_contact", world.keys.auditor)).body;
    deepEqual(shown.diff, [
      '-   "description": "Finds a contact.",',
      '+   "description": "Finds a contact or a company.",',
    ]);
    equal(shown.approved.by, "system");
    deepEqual(shown.suggested, { effect: "read", because: "its name says find" });
    await saw(defined("find_contact", "Finds anything."), defined("send_mail", "Sends a mail."));
    const late = await post("/crm/find_contact/approve", { hash: shown.hash });
    equal(late.status, 409);
    equal(late.body.error.param, "hash");
    const { hash } = (await get("/crm/find_contact")).body;
    const done = await post("/crm/find_contact/approve", { hash });
    equal(done.status, 200, done.text);
    equal(done.body.state, "approved");
    deepEqual(usable(), ["find_contact", "send_mail"]);
    const [record] = (await world.ask("GET", "/api/v1/changes", { key: world.keys.auditor })).body.items;
    equal(record.action, "tools.approve");
    deepEqual(record.subject, { kind: "tool", id: "crm/find_contact" });
    deepEqual([record.before.state, record.after.state, record.details.hash], ["drifted", "approved", hash]);
  });

  test("what a person says a tool does counts at once", async () => {
    const done = await post("/crm/send_mail/classify", { effect: "egress" });
    deepEqual([done.body.effect, done.body.from, done.body.openWorld], ["egress", "person", true]);
    equal(world.services.catalog.tools("acme").get("crm")?.get("send_mail")?.effect, "egress");
    equal((await post("/crm/send_mail/classify", { effect: "harmless" })).status, 400);
  });

  test("a rejected tool is not usable any more, and says why", async () => {
    const { hash } = (await get("/crm/send_mail")).body;
    const done = await post("/crm/send_mail/reject", { hash, reason: "nobody asked for it" });
    equal(done.status, 200, done.text);
    deepEqual([done.body.state, done.body.rejected.reason], ["rejected", "nobody asked for it"]);
    deepEqual(usable(), ["find_contact"]);
  });

  test("what is hidden in a definition is seen by whoever looks at it", async () => {
    await saw(defined("find_contact", "Finds anything."), defined("fetch", "Fetches.\u202e\u200b\u{e0041}"));
    const shown = (await get("/crm/fetch")).body;
    equal(shown.state, "suspicious");
    match(shown.definition, /Fetches\.\\u\{202e\}\\u\{200b\}\\u\{e0041\}/);
    match(shown.findings[0].detail, /^description holds/);
  });

  test("lists come in pages, and unknown tools, servers and organizations look alike", async () => {
    const first = (await get("?limit=1")).body;
    equal(first.items.length, 1);
    const second = (await get(`?limit=200&after=${encodeURIComponent(first.next)}`)).body;
    equal(second.next, null);
    equal(second.items.length, 2, "what its server no longer lists stands there too");
    deepEqual(
      second.items.map(({ tool, present }: Record<string, unknown>) => [tool, present]),
      [
        ["find_contact", true],
        ["send_mail", false],
      ],
    );
    const nowhere = await get("/crm/none");
    equal(nowhere.status, 404);
    deepEqual((await get("/none/find_contact")).body, nowhere.body);
    deepEqual((await get("/crm/find_contact", world.foreign.owner)).body, nowhere.body);
    deepEqual((await get("", world.foreign.owner)).body.items, []);
  });
});
