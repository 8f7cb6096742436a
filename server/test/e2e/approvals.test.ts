import { deepEqual, equal, match, notEqual, ok } from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { eventually } from "../registry-world.ts";
import { type TestLumos, startTestLumos } from "../lumos.ts";

/* The built-in organization: an agent's confidential data reaches a frontier model only when an owner agrees. */

const STARTER = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "defaults");

describe("a model call that waits for a person", () => {
  let lumos: TestLumos;
  let key = "";
  let home = "";
  const told: { type: string; data: Record<string, unknown> }[] = [];
  const pager = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      told.push(JSON.parse(body));
      response.writeHead(204).end();
    });
  });

  before(async () => {
    await new Promise<void>((resolve) => pager.listen(0, "127.0.0.1", resolve));
    const { port } = pager.address() as AddressInfo;
    home = mkdtempSync(join(tmpdir(), "lumos-approvals-"));
    cpSync(STARTER, home, { recursive: true });
    const file = join(home, "lumos.yaml");
    const alerts = `alerts:\n  - { id: pager, kind: webhook, url: "http://127.0.0.1:${port}/", events: [approval.*] }\n`;
    writeFileSync(file, `${readFileSync(file, "utf8")}\n${alerts}`);
    lumos = await startTestLumos({ file });
    key = await lumos.key("agent:demo-agent");
  });
  after(async () => {
    await lumos.end();
    pager.close();
    rmSync(home, { recursive: true, force: true });
  });

  const FORMATS = {
    openai: {
      path: "/v1/chat/completions",
      body: (say: string) => ({ model: "sandbox-frontier", messages: [{ role: "user", content: say }] }),
    },
    responses: { path: "/v1/responses", body: (say: string) => ({ model: "sandbox-frontier", input: say }) },
    anthropic: {
      path: "/v1/messages",
      body: (say: string) => ({
        model: "sandbox-frontier",
        max_tokens: 100,
        messages: [{ role: "user", content: say }],
      }),
    },
    gemini: {
      path: "/v1beta/models/sandbox-frontier:generateContent",
      body: (say: string) => ({ contents: [{ role: "user", parts: [{ text: say }] }] }),
    },
  };
  const call = async (
    say: string,
    how: { format?: keyof typeof FORMATS; key?: string; headers?: Record<string, string>; more?: object } = {},
  ) => {
    const format = FORMATS[how.format ?? "openai"];
    const reply = await fetch(`${lumos.url}${format.path}`, {
      method: "POST",
      headers: {
        authorization: `Bearer ${how.key ?? key}`,
        "content-type": "application/json",
        "x-lumos-data-class": "confidential",
        ...how.headers,
      },
      body: JSON.stringify({ ...format.body(say), ...how.more }),
    });
    const text = await reply.text();
    const header = (name: string) => reply.headers.get(`x-lumos-${name}`) ?? "";
    return { status: reply.status, text, header, approval: header("approval"), outcome: header("outcome") };
  };
  const api = async (method: string, path: string, token: string, body?: object) => {
    const reply = await fetch(`${lumos.url}/api/v1${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: reply.status, body: JSON.parse(await reply.text()) };
  };
  const machine = () => lumos.identity.localToken().reveal();
  const approve = (id: string, token = machine()) => api("POST", `/approvals/${id}/approve`, token, {});

  for (const format of ["openai", "responses", "anthropic", "gemini"] as const)
    test(`goes through once after a person said yes: ${format}`, async () => {
      const say = `Sum up the merger for ${format}.`;
      const first = await call(say, { format });
      equal(first.status, format === "anthropic" ? 400 : 403, first.text);
      match(first.approval, /^[0-9a-f-]{36}$/);
      const url = `${lumos.url}/approvals/${first.approval}`;
      ok(first.text.includes(url), "the error names the approval's URL");
      ok(first.text.includes('"approval":{') && first.text.includes("approval_required"));
      // Asked again while it waits, it is the same approval.
      equal((await call(say, { format })).approval, first.approval);

      const given = await approve(first.approval);
      equal(given.status, 200, JSON.stringify(given.body));
      deepEqual([given.body.state, given.body.given[0].by], ["approved", "owner:local"]);
      const through = await call(say, { format });
      equal(through.status, 200, through.text);
      deepEqual([through.outcome, through.approval], ["allowed", first.approval]);
      equal(through.header("model"), "sandbox-frontier");
      // Once.
      const again = await call(say, { format });
      notEqual(again.status, 200);
      notEqual(again.approval, first.approval);
      const { body } = await api("GET", `/approvals/${first.approval}`, machine());
      deepEqual([body.state, body.usedBy], ["used", through.header("decision")]);
      const why = await api("GET", `/decisions/${through.header("decision")}`, machine());
      deepEqual(why.body.approval, { id: first.approval, state: "approved" });
      deepEqual(why.body.facts.fulfilled, ["approval:owner"]);
    });

  test("another body, another claim, another caller: what was approved is none of theirs", async () => {
    const say = "Sum up the second merger.";
    const { approval } = await call(say);
    equal((await approve(approval)).status, 200);
    const others = [
      await call(`${say} `),
      await call(say, { more: { temperature: 1 } }),
      await call(say, { more: { stream: true } }),
      await call(say, { headers: { "x-lumos-purpose": "another" } }),
      await call(say, { key: await lumos.key("agent:demo-agent") }),
      await call(say, { format: "responses" }),
    ];
    for (const other of others)
      deepEqual([other.status, other.outcome, other.approval === approval], [403, "pending", false]);
    equal((await call(say)).status, 200);
  });

  test("a word that was given is used up before the call it lets through is begun: of calls that race for it one goes through", async () => {
    const say = "Sum up the third merger.";
    const { approval } = await call(say);
    await approve(approval);
    const all = await Promise.all(Array.from({ length: 8 }, () => call(say)));
    equal(all.filter(({ status }) => status === 200).length, 1);
    for (const { header, status } of all) {
      const { body } = await api("GET", `/decisions/${header("decision")}`, machine());
      const begun = body.candidates.some(({ fate }: { fate: string }) => fate !== "skipped");
      equal(begun, status === 200, JSON.stringify(body.candidates));
    }
    ok(all.every(({ status, outcome }) => status === 200 || (status === 403 && outcome === "pending")));
  });

  test("a denial reaches the caller with its reason, and stays", async () => {
    const say = "Sum up the fourth merger.";
    const { approval } = await call(say);
    const denied = await api("POST", `/approvals/${approval}/deny`, machine(), { reason: "Ask the board first." });
    deepEqual([denied.status, denied.body.state], [200, "denied"]);
    for (const other of [{}, { key: await lumos.key("agent:demo-agent") }]) {
      const refused = await call(say, other);
      deepEqual([refused.status, refused.outcome, refused.approval], [403, "blocked", approval]);
      const { error } = JSON.parse(refused.text);
      equal(error.code, "policy_blocked");
      match(error.message, /A person said no: Ask the board first\./);
      equal(error.why.approval.reason, "Ask the board first.");
    }
  });

  test("where the route has another candidate, nobody is asked", async () => {
    const fellBack = await call("Sum up the fifth merger.", { more: { model: "smart" } });
    deepEqual([fellBack.status, fellBack.header("model"), fellBack.approval], [200, "sandbox-guarded", ""]);
  });

  // Guarantee: of a model call the room keeps a digest and no word of it.
  test("of a model call the room keeps a digest and no word of it", async () => {
    const word = "xylophone-seventeen";
    const { approval } = await call(`Sum up ${word} for ada@example.com.`);
    const { body } = await api("GET", `/approvals/${approval}`, machine());
    equal(body.resource, "sandbox-frontier");
    deepEqual(body.chain, ["agent:demo-agent"]);
    ok(
      body.shown.details.some(
        ({ name, value }: { name: string; value: string }) => name === "dataClasses" && value.includes("confidential"),
      ),
    );
    const changes = await api("GET", "/changes?limit=200", machine());
    for (const text of [JSON.stringify(body), JSON.stringify(changes.body), JSON.stringify(told)]) {
      ok(!text.includes(word));
      ok(!text.includes("ada@example.com"));
    }
  });

  test("who may decide: the owner with a key of the scope approve, nobody's agent, not the agent's owner", async () => {
    const { approval } = await call("Sum up the sixth merger.");
    const colleague = await lumos.key("user:colleague@localhost", { scopes: ["approve"] });
    const own = await approve(approval, colleague);
    deepEqual([own.status, own.body.error.code], [403, "forbidden"]);
    for (const token of [key, await lumos.key("user:you@localhost", { scopes: ["call", "manage"] })])
      equal((await approve(approval, token)).status, 401);
    // The agent's owner sees it; somebody it does not concern does not.
    const mine = await api("GET", "/approvals?mine=asked&state=pending", colleague);
    ok(mine.body.items.some(({ id }: { id: string }) => id === approval));
    deepEqual((await api("GET", "/approvals?mine=decide", colleague)).body.items, []);
    const you = await lumos.key("user:you@localhost", { scopes: ["approve"] });
    const waits = await api("GET", "/approvals?mine=decide", you);
    ok(waits.body.items.some(({ id }: { id: string }) => id === approval));
    equal((await approve(approval, you)).status, 200);
    equal((await approve(approval, you)).status, 409);
  });

  test("alerts are told that somebody is asked, and what was said", async () => {
    await eventually(() => told.some(({ type }) => type === "approval.decided"));
    const asked = told.find(({ type }) => type === "approval.requested");
    deepEqual(
      [asked?.data["by"], asked?.data["resource"], asked?.data["needs"]],
      ["agent:demo-agent", "sandbox-frontier", ["approval:owner"]],
    );
  });

  test("the page of an approval holds nothing of it, not even whether it is there, and says how to decide", async () => {
    const { approval } = await call("Sum up the seventh merger.");
    const pages = await Promise.all(
      [approval, "01a1ff8a-97f6-704f-bd8d-6a6d55e37d93"].map(async (id) => {
        const reply = await fetch(`${lumos.url}/approvals/${id}`);
        equal(reply.status, 200);
        return (await reply.text()).replaceAll(id, "ID");
      }),
    );
    equal(pages[0], pages[1]);
    match(pages[0] ?? "", /approvals approve ID/);
    ok(!pages[0]?.includes("demo-agent"));
    equal((await fetch(`${lumos.url}/approvals/%3Cscript%3E`)).status, 404);
  });

  test("too much that waits is refused with a time to come again", async () => {
    const asked = await Promise.all(Array.from({ length: 25 }, (_, at) => call(`Sum up merger number ${at}.`)));
    ok(asked.every(({ status }) => status === 403 || status === 429));
    const refused = await call("Sum up one merger too many.");
    deepEqual([refused.status, refused.outcome, refused.approval], [429, "pending", ""]);
    equal(JSON.parse(refused.text).error.code, "rate_limited");
    match(refused.text, /20 calls of yours wait for a person/);
    ok(asked.filter(({ approval }) => approval !== "").length <= 20);
  });
});
