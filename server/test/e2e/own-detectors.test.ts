import { deepEqual, equal, ok } from "node:assert/strict";
import { after, before, beforeEach, suite, test } from "node:test";
import { type Upstream, startUpstream } from "../fakes/upstream.ts";
import { ACME, type TestLumos, startTestLumos } from "../lumos.ts";

suite("an organization's own detectors on the way of a call", { concurrency: false }, () => {
  let upstream: Upstream;
  let lumos: TestLumos;
  let rita: string;
  let alice: string;

  before(async () => {
    upstream = await startUpstream();
    lumos = await startTestLumos({ file: ACME, environment: { ACME_UPSTREAM: upstream.url } });
    rita = await lumos.key("user:rita@acme.test", { scopes: ["manage"] });
    alice = await lumos.key("user:alice@acme.test");
  });
  after(async () => {
    await lumos.end();
    await upstream.close();
  });
  beforeEach(() => upstream.reset());

  const manage = async (method: string, path: string, body?: object, version?: number) => {
    const answer = await fetch(`${lumos.url}/api/v1${path}`, {
      method,
      headers: {
        authorization: `Bearer ${rita}`,
        ...(body === undefined ? {} : { "content-type": "application/json" }),
        ...(version === undefined ? {} : { "if-match": `"${version}"` }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    ok(answer.ok, `${method} ${path}: ${answer.status} ${await answer.clone().text()}`);
    return answer.status === 204 ? {} : ((await answer.json()) as Record<string, unknown>);
  };
  const call = async (text: string) => {
    const answer = await fetch(`${lumos.url}/v1/chat/completions`, {
      method: "POST",
      headers: { authorization: `Bearer ${alice}` },
      body: JSON.stringify({ model: "south-frontier", messages: [{ role: "user", content: text }] }),
    });
    await answer.text();
    equal(answer.status, 200);
    return upstream.received.at(-1)?.body.toString("utf8") ?? "";
  };

  test("in shadow it counts and changes nothing, active it takes effect on the next call, removed it is gone", async () => {
    const spec = { id: "codenames", class: "pii.customer", words: ["Bluebird"] };
    const made = await manage("POST", "/detectors", { ...spec, stage: "shadow" });
    ok((await call("when does Bluebird start?")).includes("Bluebird"));
    const report = await manage("GET", "/detectors/report");
    deepEqual(
      (report["detectors"] as { detector: string; calls: number; matches: number }[]).map((one) => [
        one.detector,
        one.calls,
        one.matches,
      ]),
      [["codenames", 1, 1]],
    );
    ok(!JSON.stringify(report).includes("Bluebird"));

    await manage("PUT", "/detectors/codenames", spec, made["version"] as number);
    const sent = await call("when does Bluebird start?");
    ok(!sent.includes("Bluebird"), sent);
    ok(sent.includes("when does <PII_CUSTOMER_"), sent);

    await manage("DELETE", "/detectors/codenames");
    ok((await call("when does Bluebird start?")).includes("Bluebird"));
  });
});
