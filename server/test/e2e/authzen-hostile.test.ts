import { deepEqual, equal, ok } from "node:assert/strict";
import { request } from "node:http";
import { connect } from "node:net";
import { after, before, suite, test } from "node:test";
import { type AuthzenWorld, startAuthzen } from "../authzen-world.ts";

/* Questions that were made to break something, to see too much, or to be taken for another one. */

const alice = { type: "user", id: "alice" };
const record = { type: "record", id: "record-1" };
const read = { name: "read" };
const question = { subject: alice, action: read, resource: record };
// Written in two pieces, so that no scanner takes this file for a leak.
const AWS_KEY = `AKIA${"IOSFODNN7EXAMPLE"}`;

suite("questions that mean no good", { concurrency: false }, () => {
  let world: AuthzenWorld;
  let gateway: string;

  before(async () => {
    world = await startAuthzen();
    gateway = await world.lumos.key("application:gateway", { scopes: ["decide", "state:subject"] });
  });
  after(() => world.lumos.end());

  const ask = (body: unknown, path = "evaluation", key: string | undefined = gateway) => world.ask(key, path, body);
  const status = async (body: unknown, path?: string) => (await ask(body, path)).status;
  const decision = async (body: unknown) => (await ask(body)).body.decision;
  const nested = (depth: number, open = '{"a":', close = "}") => `${open.repeat(depth)}1${close.repeat(depth)}`;

  suite("credentials", () => {
    test("every error has the same members, and none of them is internal", async () => {
      const wrong = `lmk_app_${"A".repeat(40)}`;
      for (const path of ["evaluation", "evaluations", "search/subject", "search/resource", "search/action"]) {
        for (const body of [question, "{", { evaluations: [question, question] }]) {
          const without = await world.ask(undefined, path, body);
          const bad = await world.ask(wrong, path, body);
          deepEqual([without.status, bad.status], [401, 401]);
          deepEqual(without.body, bad.body);
          deepEqual(Object.keys(without.body.error ?? {}), ["code", "message", "docs"]);
          ok(without.headers.get("www-authenticate"));
        }
      }
      const malformed = await ask({});
      deepEqual(Object.keys(malformed.body.error ?? {}), ["code", "message", "param", "docs"]);
    });

    test("a batch of a stranger is refused once", async () => {
      const before_ = await world.lumos.records.list("records", {}, { limit: 200 });
      const { status: code } = await world.ask(undefined, "evaluations", {
        evaluations: Array.from({ length: 50 }, () => question),
      });
      equal(code, 401);
      const now = await world.lumos.records.list("records", {}, { limit: 200 });
      ok(now.length - before_.length <= 1);
    });
  });

  suite("bodies", () => {
    const properties = (value: unknown) => ({ ...question, resource: { ...record, properties: value } });
    for (const [what, body] of [
      ["too deep", nested(40)],
      ["a member twice", '{"subject":{"type":"user","id":"alice"},"subject":{"type":"user","id":"bob"}}'],
      ["a property twice", JSON.stringify(question).replace('"record-1"', '"record-1","properties":{"a":1,"a":2}')],
      ["two properties of one name", properties({ a: { b: 1 }, "a.b": 2 })],
      ["properties too deep", properties(JSON.parse(nested(7)))],
      ["too many properties", properties(Object.fromEntries(Array.from({ length: 201 }, (_, n) => [`p${n}`, n])))],
      ["a list too long", properties({ list: Array.from({ length: 1_001 }, (_, n) => n) })],
      ["a list of objects", properties({ list: [{ a: 1 }] })],
      ["a value too long", properties({ text: "x".repeat(1_025) })],
      ["a name too long", properties({ ["x".repeat(129)]: 1 })],
      ["properties that are a list", properties([1])],
      ["a list", [question]],
      ["a text", '"question"'],
      ["null", "null"],
      ["an id too long", { ...question, resource: { ...record, id: "x".repeat(513) } }],
      ["an empty id", { ...question, resource: { ...record, id: "" } }],
      ["an id that is a number", { ...question, subject: { type: "user", id: 7 } }],
      ["a type that is an object", { ...question, subject: { type: { user: 1 }, id: "alice" } }],
      ["a context that is a list", { ...question, context: [] }],
      ["a chain too long", { ...question, context: { on_behalf_of: Array(9).fill("user:bob") } }],
      ["a chain of numbers", { ...question, context: { on_behalf_of: [7] } }],
      ["declared support that is a text", { ...question, context: { obligations_supported: "redact" } }],
      ["not UTF-8", "\ud800"],
    ] as const) {
      test(`${what} is malformed`, async () => {
        // Node would mend what is not UTF-8 on the way out.
        const code = what === "not UTF-8" ? await raw(Buffer.from([0x7b, 0xff, 0x7d])) : await status(body);
        equal(code, 400);
      });
    }

    const raw = async (bytes: Buffer) => {
      const response = await fetch(`${world.lumos.url}/access/v1/evaluation`, {
        method: "POST",
        headers: { authorization: `Bearer ${gateway}`, "content-type": "application/json" },
        body: new Uint8Array(bytes),
      });
      await response.arrayBuffer();
      return response.status;
    };

    // Guarantee: a claim that cannot be read is never passed over, for it may have been one that narrows.
    test("a claim that cannot be read is never passed over, for it may have been one that narrows", async () => {
      for (const lumos of [
        { dataclasses: ["phi"] },
        { dataClasses: "phi" },
        { dataClasses: [1] },
        { risk: { cyber: 101 } },
        { risk: { cyber: "high" } },
        { risk: [] },
        { trustScore: -1 },
        { assessed: "yes" },
        { workflow: "" },
        { autonomy: null },
        "claims",
        [],
      ])
        equal(await status({ ...question, context: { lumos } }), 400, JSON.stringify(lumos));
    });

    test("more than a megabyte is too large, and the server goes on", async () => {
      const { status: code, body } = await ask({ ...question, more: "x".repeat(1_048_576) });
      deepEqual([code, body.error?.code], [413, "too_large"]);
      equal(await decision(question), true);
    });

    test("a stranger's large body is not kept, and not answered otherwise than a small one", async () => {
      const { status: code } = await world.ask(undefined, "evaluation", { ...question, more: "x".repeat(300_000) });
      equal(code, 401);
    });

    test("a body that breaks off is no question", async () => {
      await new Promise<void>((resolve) => {
        const url = new URL(world.lumos.url);
        const socket = connect(Number(url.port), url.hostname, () => {
          socket.write(
            `POST /access/v1/evaluation HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${gateway}\r\ncontent-type: application/json\r\ncontent-length: 999\r\n\r\n{"subject":`,
            () => socket.destroy(),
          );
        });
        socket.on("close", () => resolve());
      });
      equal(await decision(question), true);
    });

    test("more questions than a batch may have are none, and as many as it may have are answered", async () => {
      const evaluations = Array.from({ length: 257 }, () => ({}));
      const { status: code, body } = await ask({ ...question, evaluations }, "evaluations");
      deepEqual([code, body.error?.param], [400, "evaluations"]);
      const most = await ask({ ...question, evaluations: evaluations.slice(1) }, "evaluations");
      equal(most.body.evaluations?.filter((one) => one.decision).length, 256);
      equal(await status({ ...question, evaluations: "all" }, "evaluations"), 400);
      equal(await status({ ...question, evaluations: [{}], options: [] }, "evaluations"), 400);
    });

    test("paths and methods that are none are told so", async () => {
      equal(await status(question, "evaluation/more"), 404);
      equal(await status(question, "constructor"), 404);
      const got = await fetch(`${world.lumos.url}/access/v1/evaluation`);
      deepEqual([got.status, got.headers.get("allow")], [405, "POST"]);
    });
  });

  suite("values that would be more than texts", () => {
    const archived = (value: unknown) => ({
      subject: alice,
      action: { name: "write" },
      resource: { ...record, properties: value },
    });

    test("nothing from outside becomes a value of the engine by its shape", async () => {
      for (const name of ["__entity", "__extn", "__expr", "__proto__"]) {
        const text = JSON.stringify(archived({ inside: 1 })).replace("inside", name);
        equal(await status(text), 400, name);
        equal(await status(text.replace(`{"${name}":1}`, `{"a":{"${name}":1}}`)), 400, name);
      }
      // Beside the members of a question they are unknown members like any other.
      equal(await decision({ ...question, __entity: { type: "Lumos::User", id: "bob" } }), true);
      equal(await decision(JSON.stringify(question).replace("{", '{"__proto__":{"decision":true},')), true);
    });

    test("a name from outside is never read as a value of the engine", async () => {
      for (const name of ["constructor", "toString", "hasOwnProperty", "status\u0000", "status "]) {
        const body = archived({ [name]: "archived" });
        equal(await decision(body), true, name);
      }
      equal(await decision(archived({ status: "archived" })), false);
    });

    test("what an asker says of a thing is only ever a text, never a value of the engine", async () => {
      const extension = { fn: "datetime", arg: "x" };
      equal(await decision(archived({ status: { type: "Lumos::Group", id: "admins" }, more: extension })), true);
      for (const status_ of ["archived", ["archived"]]) {
        // A list is in `values`; a tag is a single text.
        equal(await decision(archived({ status: status_ })), Array.isArray(status_), JSON.stringify(status_));
      }
      for (const odd of [1e21, -0, 0.1, true, null, "\ud800", '"', "\\", "\n", "é", "__entity", "permit(principal,"])
        equal(await decision(archived({ odd })), true, String(odd));
    });

    test("no kind and id make the name of another thing", async () => {
      for (const [type, id] of [
        ["record/record-1", "x"],
        ["record%2Frecord-1", "x"],
        ["rec", "ord/record-1"],
        ["RECORD", "record-1"],
        ["record ", "record-1"],
        ["record", "record-1 "],
        ["record", "../record/record-1"],
      ] as const)
        equal(
          await decision({ subject: alice, action: { name: "write" }, resource: { type, id } }),
          false,
          `${type} ${id}`,
        );
    });

    test("no subject is taken for another one", async () => {
      for (const [type, id] of [
        ["user", "Alice"],
        ["user", "alice "],
        ["user", "user:alice"],
        ["User", "alice"],
        ["Lumos::User", "alice"],
        ["user:alice", "x"],
        ["user", "alice\u0000"],
        ["group", "everyone"],
        ["owner", "local"],
        ["__proto__", "alice"],
        ["user", "__proto__"],
        ["user", "constructor"],
      ] as const)
        equal(await decision({ ...question, subject: { type, id } }), false, `${type} ${id}`);
    });
  });

  test("a secret that is sent in a question is neither shown to policies nor kept", async () => {
    const { headers, body } = await ask({
      ...question,
      subject: { ...alice, properties: { token: AWS_KEY } },
      context: { request: { header: `key ${AWS_KEY}` } },
    });
    equal(body.decision, true);
    const why = await world.lumos.records.why("records", headers.get("x-lumos-decision") ?? "");
    ok(why && !JSON.stringify(why).includes(AWS_KEY));
    equal(why.question?.attributes.tags["request.header"], "[secret]");
    const named = await ask({ ...question, resource: { type: "record", id: AWS_KEY } });
    const kept = await world.lumos.records.why("records", named.headers.get("x-lumos-decision") ?? "");
    ok(kept && !JSON.stringify(kept).includes(AWS_KEY));
  });

  suite("pages", () => {
    const body = { subject: { type: "user" }, action: read, resource: record };
    const first = async () =>
      (await ask({ ...body, page: { limit: 1 } }, "search/subject")).body.page?.next_token ?? "";
    const on = (token: unknown, more: object = {}, page: object = {}) =>
      ask({ ...body, ...more, page: { token, ...page } }, "search/subject");

    test("a page token goes on with nothing but the question of the one who was given it", async () => {
      const token = await first();
      equal((await on(token)).status, 200);
      equal((await on(token, { action: { name: "write" } })).status, 400);
      equal((await on(token, { context: { more: 1 } })).status, 400);
      equal((await on(token, {}, { limit: 2 })).status, 400);
      equal((await ask({ ...body, page: { token } }, "search/resource")).status, 400);
      const agent = await world.lumos.key("agent:filer", { scopes: ["decide"] });
      equal((await world.ask(agent, "search/subject", { ...body, page: { token } })).status, 400);
    });

    test("a token that was changed, or was never given out, is refused in the same words", async () => {
      const token = await first();
      const [text = "", seal = ""] = token.split(".");
      const forged = Buffer.from(Buffer.from(text, "base64url").toString().replace("alice", "aaaaa")).toString(
        "base64url",
      );
      const messages = new Set<string>();
      for (const bad of [
        `${forged}.${seal}`,
        `${text}.${seal.slice(1)}`,
        `${text}.`,
        `.${seal}`,
        `${token}.${seal}`,
        "x",
        "x".repeat(10_000),
        `${text}.${"A".repeat(seal.length)}`,
        7,
        {},
        true,
      ]) {
        const { status: code, body: told } = await on(bad);
        equal(code, 400, JSON.stringify(bad));
        messages.add(told.error?.message ?? "");
      }
      equal(messages.size, 1);
    });

    test("a limit that is none is malformed, and a great one is bounded", async () => {
      for (const limit of [-1, 0.5, "1", null, []]) {
        const { status: code } = await ask({ ...body, page: { limit } }, "search/subject");
        equal(code, 400, String(limit));
      }
      equal((await ask({ ...body, page: { limit: 2 ** 40 } }, "search/subject")).body.results?.length, 2);
      equal((await ask({ ...body, page: [] }, "search/subject")).status, 400);
      const none = await ask({ ...body, page: { limit: 0 } }, "search/subject");
      deepEqual(none.body.results, []);
      ok(none.body.page?.next_token);
    });
  });

  test("no host that a request names is told to anybody as where to ask", async () => {
    const told = (host: string) =>
      new Promise<string>((resolve, reject) => {
        const url = new URL("/.well-known/authzen-configuration", world.lumos.url);
        request(url, { headers: { host, "x-forwarded-host": host, "x-forwarded-proto": "https" } }, (res) => {
          let text = "";
          res.on("data", (chunk: Buffer) => (text += chunk.toString())).on("end", () => resolve(text));
        })
          .on("error", reject)
          .end();
      });
    const { port } = new URL(world.lumos.url);
    for (const host of ["evil.example", `evil.example:${port}`, `localhost:${port}@evil.example`, `localhost:1`, ""]) {
      const { policy_decision_point: base } = JSON.parse(await told(host)) as { policy_decision_point: string };
      equal(base, world.lumos.url, host);
    }
    equal(
      (JSON.parse(await told(`localhost:${port}`)) as Record<string, string>)["policy_decision_point"],
      `http://localhost:${port}`,
    );
  });

  // The last of all: nothing is recorded after it.
  test("nobody hears a decision that is not written down", async () => {
    await world.lumos.store.transact((tx) => tx.schema.dropTable("decision_bodies").execute());
    for (const path of ["evaluation", "evaluations", "search/subject"]) {
      const { status: code, body } = await ask(
        { ...question, subject: path.startsWith("s") ? { type: "user" } : alice },
        path,
      );
      deepEqual([code >= 500, body.decision, body.results], [true, undefined, undefined], path);
      deepEqual(Object.keys(body.error ?? {}), ["code", "message", "docs"]);
    }
    const batch = await ask({ ...question, evaluations: [{}, {}] }, "evaluations");
    ok(batch.body.evaluations?.every((one) => !one.decision));
  });
});
