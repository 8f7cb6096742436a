import { deepEqual, equal, match, ok } from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import type { Why } from "../../src/record/index.ts";
import { type TestLumos, startTestLumos } from "../lumos.ts";
import { type TestPostgres, startPostgres } from "../postgres.ts";
import { eventually } from "../registry-world.ts";

/* A backup is restored into the running server while calls go on, on both databases. */

interface Reply {
  status: number;
  decision: string;
}

for (const dialect of ["sqlite", "postgres"] as const) {
  suite(`restore while running on ${dialect}`, { concurrency: false }, () => {
    let lumos: TestLumos;
    let postgres: TestPostgres | undefined;
    let key = "";
    let file = "";
    before(async () => {
      if (dialect === "postgres") postgres = await startPostgres();
      lumos = await startTestLumos(postgres ? { database: await postgres.database() } : {});
      key = await lumos.key("agent:demo-agent");
      file = join(lumos.data, "copy.backup");
    });
    after(async () => {
      await lumos.end();
      await postgres?.stop();
    });

    const call = async (bearer: string, body: object = {}): Promise<Reply> => {
      const reply = await fetch(`${lumos.url}/v1/chat/completions`, {
        method: "POST",
        headers: { authorization: `Bearer ${bearer}`, "content-type": "application/json" },
        body: JSON.stringify({ model: "smart", messages: [{ role: "user", content: "Say hello." }], ...body }),
      });
      await reply.text();
      return { status: reply.status, decision: reply.headers.get("x-lumos-decision") ?? "" };
    };
    const manage = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}) => {
      const reply = await fetch(`${lumos.url}/api/v1${path}`, {
        method,
        headers: {
          authorization: `Bearer ${lumos.identity.localToken().reveal()}`,
          ...(body === undefined ? {} : { "content-type": "application/json" }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await reply.text();
      return { status: reply.status, text, body: (text === "" ? {} : JSON.parse(text)) as Record<string, unknown> };
    };
    const whyOf = async (id: string): Promise<Why> => {
      const why = await lumos.records.why(lumos.org, id);
      ok(why, `no record of ${id}`);
      return why;
    };

    // Guarantee: a call that goes on while a backup is restored is recorded whole.
    // Guarantee: a restore is recorded in what it restored.
    // Guarantee: open calls of a key that a restored backup does not know are cut.
    test("the old state is back; open calls of a key that a restored backup does not know are cut; a call that goes on while a backup is restored is recorded whole; a restore is recorded in what it restored", async () => {
      const early = await call(key);
      equal(early.status, 200);
      const made = await manage("POST", "/backup", { file });
      equal(made.status, 200, made.text);

      const version = (await manage("GET", "/routes/smart")).body["version"];
      const gone = await manage("DELETE", "/routes/smart", undefined, { "if-match": `"${String(version)}"` });
      equal(gone.status, 204, gone.text);
      equal((await call(key)).status, 404);
      const late = await lumos.key("agent:demo-agent");
      const direct = { model: "sandbox-economy" };
      const lost = await call(late, direct);
      equal(lost.status, 200);

      const held = openStream(lumos.url, late);
      equal((await held.response).status, 200);
      const during: Promise<Reply>[] = [];
      const calling = setInterval(() => during.push(call(key, direct)), 2);
      await eventually(() => during.length > 10);
      const restored = await manage("POST", "/restore", { file });
      const afterwards = during.length;
      await eventually(() => during.length > afterwards + 10);
      clearInterval(calling);
      equal(restored.status, 200, restored.text);

      await eventually(async () => (await call(late, direct)).status === 401);
      equal(await held.ended, "cut", "open calls of a key that a restored backup does not know are cut");
      const back = await call(key);
      equal(back.status, 200, "the deleted route works again");
      deepEqual(
        [(await whyOf(back.decision)).result, (await whyOf(early.decision)).result],
        ["completed", "completed"],
      );
      equal(await lumos.records.why(lumos.org, lost.decision), undefined);

      const last = (await Promise.all(during)).slice(-10);
      ok(last.length > 0);
      for (const { status, decision } of [...last, back]) {
        equal(status, 200);
        const why = await whyOf(decision);
        equal(why.chain[0]?.ref, "agent:demo-agent");
        ok(why.candidates.length > 0, "policy's answer is there");
      }
      const listed = await lumos.records.list(lumos.org, {}, { limit: 200 });
      for (const { id, code } of listed) {
        if (code !== "unauthenticated") equal((await whyOf(id)).chain.length, 1, `the pieces of ${id} are there`);
      }

      const changes = await manage("GET", "/changes?action=restore");
      const [record] = changes.body["items"] as { subject: object; details: { file: string } }[];
      deepEqual(record?.subject, { kind: "installation", id: "restore" });
      equal(record.details.file, file);
    });

    test("a second restore of the same file is as good, and what is no backup changes nothing", async () => {
      const bad = join(lumos.data, "bad.backup");
      writeFileSync(bad, "not a backup");
      for (const path of [bad, join(lumos.data, "missing"), lumos.data]) {
        const refused = await manage("POST", "/restore", { file: path });
        equal(refused.status, 400, refused.text);
        match(refused.text, /invalid_request/);
      }
      equal((await manage("POST", "/restore", { file: "copy.backup" })).status, 400, "a relative path");
      equal((await call(key)).status, 200);
      equal((await manage("POST", "/restore", { file })).status, 200);
      equal((await call(key)).status, 200);
    });

    test("only the machine's owner may restore", async () => {
      const owner = await lumos.key("user:you@localhost", { scopes: ["manage"] });
      equal((await manage("POST", "/restore", { file }, { authorization: `Bearer ${owner}` })).status, 403);
      equal((await manage("POST", "/restore", { file }, { authorization: "Bearer lmk_agt_wrong" })).status, 401);
    });

    // Guarantee: a backup made under another root key does not take the place of a running server's data.
    test("a backup made under another root key does not take the place of a running server's data", async () => {
      const foreign = await startTestLumos({});
      const theirs = join(lumos.data, "theirs.backup");
      try {
        await foreign.store.backup(theirs);
      } finally {
        await foreign.end();
      }
      ok(existsSync(theirs));
      const refused = await manage("POST", "/restore", { file: theirs });
      equal(refused.status, 400, refused.text);
      match(refused.text, /another root key/);
      equal((await call(key)).status, 200);
    });
  });
}

/** A long answer of the sandbox, read slowly. */
function openStream(url: string, bearer: string) {
  const response = fetch(`${url}/v1/chat/completions`, {
    method: "POST",
    headers: { authorization: `Bearer ${bearer}`, "content-type": "application/json" },
    body: JSON.stringify({
      model: "sandbox-economy",
      stream: true,
      messages: [{ role: "user", content: "Hold the line. [[pace=2000]]" }],
    }),
  });
  const ended = response
    .then((reply) => reply.text())
    .then((text) => (text.includes("[DONE]") ? "whole" : "cut"))
    .catch(() => "cut");
  return { response, ended };
}
