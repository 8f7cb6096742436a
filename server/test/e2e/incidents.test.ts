import { deepEqual, equal, match, ok } from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, test } from "node:test";
import { eventually } from "../registry-world.ts";
import { startUpstream, type Upstream } from "../fakes/upstream.ts";
import { ACME, type TestLumos, startTestLumos } from "../lumos.ts";

/* A secret in a prompt, from the call to the person who handles it and the place that is told. */

const LEAK = `deploy with ${["AKIA", "IOSFODNN7QRSTUVW"].join("")} and go`;

describe("from a finding to whoever handles it", () => {
  let lumos: TestLumos;
  let upstream: Upstream;
  let key = "";
  const told: { type: string; data: { kind?: string; decisions?: string[] } }[] = [];
  const siem = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      told.push(JSON.parse(body));
      response.writeHead(204).end();
    });
  });

  before(async () => {
    upstream = await startUpstream();
    await new Promise<void>((resolve) => siem.listen(0, "127.0.0.1", resolve));
    const environment = {
      ACME_UPSTREAM: upstream.url,
      ACME_SIEM: `http://127.0.0.1:${(siem.address() as AddressInfo).port}/siem`,
      ACME_SIEM_SECRET: "siem-secret",
    };
    lumos = await startTestLumos({ file: ACME, environment });
    key = await lumos.key("user:alice@acme.test");
  });
  after(async () => {
    await lumos.end();
    await upstream.close();
    siem.close();
  });

  const call = (text: string) =>
    fetch(`${lumos.url}/v1/chat/completions`, {
      method: "POST",
      headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
      body: JSON.stringify({ model: "smart", messages: [{ role: "user", content: text }] }),
    });
  const api = async (method: string, path: string, body?: object, headers: Record<string, string> = {}) => {
    const answer = await fetch(`${lumos.url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${lumos.identity.localToken().reveal()}`,
        "content-type": "application/json",
        ...headers,
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, text, body: JSON.parse(text) };
  };

  test("a blocked secret opens one incident, tells the webhook, and holds nothing of the secret", async () => {
    equal((await call(LEAK)).status, 403);
    equal((await call(LEAK)).status, 403);
    const found = async () => (await api("GET", "/incidents?kind=secret")).body.items;
    await eventually(async () => (await found())[0]?.count === 2);
    const [incident, ...others] = await found();
    equal(others.length, 0);
    deepEqual([incident.status, incident.principal, incident.allowed], ["open", "user:alice@acme.test", 0]);
    ok(!JSON.stringify(incident).includes("IOSFODNN7QRS"));
    await eventually(() => told.some(({ type }) => type === "decision.blocked"));
    ok(!JSON.stringify(told).includes("IOSFODNN7"));
  });

  test("it is handled, spoken about, turned into a case and dismissed, and all of it is recorded", async () => {
    const { body: list } = await api("GET", "/incidents?status=open&kind=secret");
    const [{ id, version }] = list.items;
    const seen = { "if-match": `"${version}"` };
    const patched = await api("PATCH", `/incidents/${id}`, { status: "acknowledged", note: "looking" }, seen);
    equal(patched.status, 200, patched.text);
    equal((await api("POST", `/incidents/${id}/feedback`, { verdict: "false_positive" })).status, 201);
    const { body: wanted } = await api("GET", `/incidents/${id}/case?verdict=false_positive`);
    deepEqual(
      [wanted.chain, wanted.ask, wanted.expect],
      [["user:alice@acme.test"], { model: "smart" }, { outcome: "allowed" }],
    );
    deepEqual(wanted.facts.dataClasses, ["secret"]);
    const far = { reason: "x", until: Date.now() + 500 * 86_400_000 };
    match((await api("POST", `/incidents/${id}/dismiss`, far)).text, /until/);
    const until = Date.now() + 86_400_000;
    const dismissed = await api("POST", `/incidents/${id}/dismiss`, { reason: "a test key", until });
    deepEqual([dismissed.status, dismissed.body.scope], [201, { kind: "secret", principal: "user:alice@acme.test" }]);
    equal((await call(LEAK)).status, 403);
    await eventually(async () => {
      const { body } = await api("GET", "/dismissals");
      return body.items[0].count > 0;
    });
    deepEqual((await api("GET", "/incidents?status=open&kind=secret")).body.items, []);
    const { body: changes } = await api("GET", `/changes?subjectKind=incident&subjectId=${id}`);
    deepEqual(
      changes.items.map(({ action }: { action: string }) => action),
      ["incidents.dismiss", "incidents.feedback", "incidents.update"],
    );
  });

  test("an alert can be tried, and says whether it came", async () => {
    equal((await api("POST", "/alerts/soc/test", {})).status, 201);
    equal((await api("POST", "/alerts/nobody/test", {})).status, 404);
    await eventually(() => told.some(({ type }) => type === "alerts.test"));
    await eventually(async () => {
      const { body } = await api("GET", "/alert-deliveries?alert=soc");
      const [last] = body.items;
      return last.event === "alerts.test" && last.status === "sent";
    });
  });
});
