import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, describe, test } from "node:test";
import { isFault } from "../../../kernel/index.ts";
import type { ConnectedOpenapi } from "../../../registry/index.ts";
import { makeHttp } from "../exchange.ts";
import type { PeerParts } from "../parts.ts";
import { openapiPeer } from "./peer.ts";

interface Seen {
  method: string;
  url: string;
  headers: IncomingMessage["headers"];
  body: string;
}

interface Told {
  content: { type: string; text?: string; data?: string; resource?: { blob: string } }[];
  structuredContent?: unknown;
  isError?: boolean;
  _meta?: Record<string, unknown>;
}

interface Definition {
  name: string;
  inputSchema: { properties: Record<string, unknown>; required?: string[] };
  outputSchema?: unknown;
  _meta: Record<string, string>;
}

const SHOP = `
openapi: 3.0.3
info: { title: Shop, version: "2" }
servers: [{ url: "https://elsewhere.test/v1" }]
paths:
  /items/{id}:
    parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
    get:
      operationId: get_item
      parameters:
        - { name: id, in: query, schema: { type: integer } }
        - { name: X-Trace, in: header, schema: { type: string } }
        - { name: Authorization, in: header, schema: { type: string } }
        - { name: seen, in: cookie, schema: { type: string } }
      responses: { "200": { description: ok, content: { application/json: { schema: { $ref: "#/components/schemas/Node" } } } } }
    put:
      operationId: put_item
      requestBody: { content: { application/json: { schema: { $ref: "#/components/schemas/Node" } } } }
      responses: { "204": { description: ok } }
    delete: { operationId: drop_item, x-lumos-effect: read, responses: { "204": { description: ok } } }
  /items:
    get:
      operationId: list_items
      parameters:
        - { name: tags, in: query, schema: { type: array, items: { type: string } } }
        - { name: ids, in: query, style: pipeDelimited, explode: false, schema: { type: array, items: { type: integer } } }
        - { name: filter, in: query, style: deepObject, explode: true, schema: { type: object } }
        - { name: cursor, in: query, schema: { type: string } }
      responses: { "200": { description: ok, content: { application/json: { schema: { type: object, properties: { items: { type: array } } } } } } }
    post:
      operationId: send_items
      x-lumos-effect: egress
      requestBody: { required: true, content: { application/x-www-form-urlencoded: { schema: { type: object, required: [name], properties: { name: { type: string }, tags: { type: array, items: { type: string } } } } } } }
      responses: { "201": { description: made } }
  /old: { get: { operationId: old, deprecated: true, responses: {} } }
  /picture: { get: { operationId: picture, responses: {} } }
  /pages: { get: { operationId: pages, parameters: [{ name: page, in: query, schema: { type: integer } }], responses: {} } }
  /big: { get: { operationId: big, responses: {} } }
  /wrong: { get: { operationId: wrong, responses: {} } }
  /away: { get: { operationId: away, responses: {} } }
  /slow: { get: { operationId: slow, responses: {} } }
components:
  securitySchemes: { key: { type: apiKey, in: query, name: api_key } }
  schemas:
    Node:
      type: object
      required: [name, id]
      properties:
        id: { type: string, readOnly: true }
        name: { type: string, pattern: "^(a+)+$", nullable: true }
        child: { $ref: "#/components/schemas/Node" }
`;

describe("an HTTP API as tools", { concurrency: false }, () => {
  const seen: Seen[] = [];
  const http = makeHttp();
  let base = "";
  const api = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      seen.push({ method: request.method ?? "", url: request.url ?? "", headers: request.headers, body });
      const path = (request.url ?? "").split("?", 1)[0];
      const json = (value: unknown, status = 200, more: Record<string, string> = {}) =>
        response.writeHead(status, { "content-type": "application/json", ...more }).end(JSON.stringify(value));
      if (path === "/v9/picture") response.writeHead(200, { "content-type": "image/png" }).end(Buffer.from([1, 2, 3]));
      else if (path === "/v9/pages")
        json([1, 2], 200, { link: '</v9/pages?page=2>; rel="next", </v9/pages?page=9>; rel="last"' });
      else if (path === "/v9/big") response.writeHead(200, { "content-type": "text/plain" }).end("x".repeat(6_000_000));
      else if (path === "/v9/wrong") json({ error: "no such thing" }, 404);
      else if (path === "/v9/away") response.writeHead(302, { location: "http://127.0.0.1:1/" }).end();
      else if (path === "/v9/slow") return;
      else if (path === "/v9/items" && request.method === "GET") json({ items: [], next_cursor: "n2" });
      else if (path === "/v9/invoices" && request.method === "GET") json([{ id: "1", customer: "c", amount: 5 }]);
      else if (request.method === "DELETE" || request.method === "PUT") response.writeHead(204).end();
      else json({ name: "it" }, request.method === "POST" ? 201 : 200);
    });
  });
  before(async () => {
    await new Promise<void>((ready) => api.listen(0, "127.0.0.1", ready));
    base = `http://127.0.0.1:${(api.address() as AddressInfo).port}/v9/`;
  });
  after(async () => {
    await http.close();
    api.closeAllConnections();
    await new Promise((done) => api.close(done));
  });

  function peerOf(
    document: string | undefined,
    more: Partial<ConnectedOpenapi> = {},
    shown: Record<string, string> = {},
  ) {
    const server: ConnectedOpenapi = {
      id: "api",
      kind: "openapi",
      spec: "x",
      org: "o",
      mark: "1",
      baseUrl: base,
      ...(document !== undefined && { document }),
      ...more,
    };
    const parts = {
      http,
      owner: {} as PeerParts["owner"],
      credentialFor: () => ({ headers: () => shown, refused: async () => false }),
    };
    return openapiPeer(server, parts);
  }
  async function tools(document: string, more: Partial<ConnectedOpenapi> = {}): Promise<Definition[]> {
    const answer = await peerOf(document, more).request({
      method: "tools/list",
      params: undefined,
      signal: new AbortController().signal,
    });
    assert.ok("result" in answer);
    return (JSON.parse(answer.result) as { tools: Definition[] }).tools;
  }
  async function call(
    document: string,
    name: string,
    args: object,
    at: { more?: Partial<ConnectedOpenapi>; shown?: Record<string, string>; timeoutMs?: number } = {},
  ): Promise<Told> {
    seen.length = 0;
    const answer = await peerOf(document, at.more, at.shown).request({
      method: "tools/call",
      params: JSON.stringify({ name, arguments: args }),
      signal: new AbortController().signal,
      ...(at.timeoutMs !== undefined && { timeoutMs: at.timeoutMs as never }),
    });
    assert.ok("result" in answer, JSON.stringify(answer));
    return JSON.parse(answer.result) as Told;
  }

  test("acme's billing becomes three tools, and they work", async () => {
    const document = readFileSync(
      new URL("../../../../test/organizations/acme/billing.openapi.yaml", import.meta.url),
      "utf8",
    );
    const all = await tools(document);
    assert.deepEqual(
      all.map(({ name, _meta }) => [name, _meta["lumos/effect"]]),
      [
        ["list_invoices", "read"],
        ["create_invoice", "write"],
        ["void_invoice", "destructive"],
      ],
    );
    assert.deepEqual(all[1]?.inputSchema.required, ["customer", "amount"]);
    const listed = await call(document, "list_invoices", { customer: "a&b=c" });
    assert.equal(seen[0]?.url, "/v9/invoices?customer=a%26b%3Dc");
    assert.deepEqual(listed.structuredContent, { result: [{ id: "1", customer: "c", amount: 5 }] });
    await call(document, "create_invoice", { customer: "c", amount: 5 });
    assert.deepEqual([seen[0]?.method, seen[0]?.body], ["POST", '{"customer":"c","amount":5}']);
    const voided = await call(document, "void_invoice", { id: "7" });
    assert.equal(seen[0]?.url, "/v9/invoices/7");
    assert.equal(voided.isError, undefined);
  });

  test("arguments stay in their places: none leads to another host or path, and none adds a header", async () => {
    for (const id of ["..", ".", "", "../x/.."]) {
      const answer = await call(SHOP, "drop_item", { id });
      if (answer.isError !== true)
        assert.ok(seen[0]?.url.startsWith("/v9/items/") && !seen[0].url.includes("/../"), id);
      else assert.equal(seen.length, 0);
    }
    for (const id of ["a/b", "..%2f", "a?x=1", "a#b", "\\..\\", "@evil.test/", "//evil.test", "%2e%2e", "a\r\nx: y"]) {
      await call(SHOP, "drop_item", { id });
      assert.equal(seen[0]?.url, `/v9/items/${encodeURIComponent(id)}`);
      assert.ok(seen[0].headers.host?.startsWith("127.0.0.1:"));
    }
    const injected = await call(SHOP, "get_item", { id: "1", "X-Trace": "a\r\nevil: yes" });
    assert.equal(injected.isError, true);
    await call(SHOP, "get_item", { id: "1", query_id: 2, "X-Trace": "t", seen: "a; b=c", Authorization: "mine" });
    assert.equal(seen[0]?.url, "/v9/items/1?id=2");
    assert.deepEqual(
      [seen[0].headers["x-trace"], seen[0].headers.cookie, seen[0].headers.authorization],
      ["t", "seen=a%3B%20b%3Dc", undefined],
    );
  });

  test("styles of parameters are written as the document says", async () => {
    await call(SHOP, "list_items", { tags: ["a", "b c"], ids: [1, 2], filter: { "x y": 1 } });
    assert.equal(seen[0]?.url, "/v9/items?tags=a&tags=b%20c&ids=1%7C2&filter%5Bx%20y%5D=1");
    await call(SHOP, "send_items", { name: "a&b", tags: ["x", "y"] });
    assert.deepEqual(
      [seen[0]?.headers["content-type"], seen[0]?.body],
      ["application/x-www-form-urlencoded", "name=a%26b&tags=x&tags=y"],
    );
  });

  test("a document makes an operation graver than its method says, and never more harmless", async () => {
    const all = new Map((await tools(SHOP)).map((one) => [one.name, one]));
    assert.equal(all.get("drop_item")?._meta["lumos/effect"], "destructive");
    assert.equal(all.get("send_items")?._meta["lumos/effect"], "egress");
    assert.equal(all.has("old"), false);
    const put = JSON.stringify(all.get("put_item"));
    assert.ok(!put.includes("pattern") && !put.includes("$ref"));
    assert.deepEqual(Object.keys(all.get("put_item")?.inputSchema.properties ?? {}).toSorted(), [
      "child",
      "id",
      "name",
    ]);
  });

  test("what an API knows Lumos by is never an argument of a caller: it goes where the API wants it", async () => {
    const more: Partial<ConnectedOpenapi> = { auth: { kind: "header", name: "api_key", value: undefined } };
    await call(SHOP, "list_items", { cursor: "1" }, { more, shown: { api_key: "k&1" } });
    assert.equal(seen[0]?.url, "/v9/items?cursor=1&api_key=k%261");
    assert.equal(seen[0].headers["api_key"], undefined);
    await call(SHOP, "list_items", {}, { shown: { authorization: "Bearer t" } });
    assert.equal(seen[0]?.headers.authorization, "Bearer t");
  });

  test("an answer that goes on says with which arguments", async () => {
    assert.deepEqual((await call(SHOP, "pages", {}))._meta, { "lumos/next": { page: 2 } });
    assert.deepEqual((await call(SHOP, "list_items", { tags: ["a"] }))._meta, {
      "lumos/next": { tags: ["a"], cursor: "n2" },
    });
  });

  test("errors, pictures and what leads away are told; what is too big or too slow is a fault", async () => {
    const wrong = await call(SHOP, "wrong", {});
    assert.deepEqual(
      [wrong.isError, wrong.content[0]?.text],
      [true, 'The API answered HTTP 404.\n{"error":"no such thing"}'],
    );
    assert.deepEqual((await call(SHOP, "picture", {})).content[0], {
      type: "image",
      data: "AQID",
      mimeType: "image/png",
    });
    assert.equal((await call(SHOP, "away", {})).isError, true);
    assert.equal(seen.length, 1);
    await assert.rejects(call(SHOP, "big", {}), isFault);
    await assert.rejects(call(SHOP, "slow", {}, { timeoutMs: 50 }), isFault);
  });

  test("a document alone never leads into the machine or its network, and no operation leads to another host", async () => {
    for (const url of [
      "http://127.0.0.1/",
      "http://169.254.169.254/x",
      "http://localhost:1",
      "http://[::1]/",
      "http://db",
      "/v1",
      "file:///etc/passwd",
      "http://2130706433/",
      "http://0x7f.1/",
    ]) {
      const document = `{"openapi":"3.1.0","servers":[{"url":${JSON.stringify(url)}}],"paths":{"/a":{"get":{"operationId":"a"}}}}`;
      const { baseUrl: _left, ...rest } = peerOf(document).server as ConnectedOpenapi;
      const peer = openapiPeer(rest, {
        http,
        owner: {} as PeerParts["owner"],
        credentialFor: () => ({ headers: () => ({}), refused: async () => false }),
      });
      await assert.rejects(
        peer.request({ method: "tools/list", params: undefined, signal: new AbortController().signal }),
        isFault,
        url,
      );
    }
  });

  test("hostile documents are bounded: circles, bombs, depth, evil patterns, the same names, missing places", async () => {
    const deep = `{"openapi":"3.1.0","paths":{"/a":{"post":{"operationId":"a","requestBody":{"content":{"application/json":{"schema":${'{"items":'.repeat(3_000)}{}${"}".repeat(3_000)}}}}}}}}`;
    assert.equal((await tools(deep)).length, 1);
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${"bcdefgh"
      .split("")
      .map(
        (name, at) =>
          `${name}: &${name} [${Array(9)
            .fill(`*${"abcdefgh"[at] ?? "a"}`)
            .join(",")}]`,
      )
      .join("\n")}\nopenapi: 3.1.0\npaths: {}`;
    await assert.rejects(tools(bomb), isFault);
    const wide = Object.fromEntries(
      Array.from({ length: 60 }, (_, at) => [
        `S${at}`,
        {
          type: "object",
          properties: Object.fromEntries(
            Array.from({ length: 60 }, (__, to) => [`p${to}`, { $ref: `#/components/schemas/S${to}` }]),
          ),
        },
      ]),
    );
    const many = {
      openapi: "3.1.0",
      paths: {
        "/a": {
          post: {
            operationId: "a",
            requestBody: { content: { "application/json": { schema: { $ref: "#/components/schemas/S0" } } } },
          },
        },
      },
      components: { schemas: wide },
    };
    assert.ok(JSON.stringify(await tools(JSON.stringify(many))).length < 70_000);
    const circle = {
      openapi: "3.1.0",
      paths: {
        "/a": { get: { parameters: [{ $ref: "#/components/parameters/x" }] } },
        "/b": { get: { operationId: "b" } },
      },
      components: { parameters: { x: { $ref: "#/components/parameters/x" } } },
    };
    assert.deepEqual(
      (await tools(JSON.stringify(circle))).map(({ name }) => name),
      ["b"],
    );
    const same = {
      openapi: "3.1.0",
      paths: {
        "/x": { get: { operationId: "dup" } },
        "/y": { get: { operationId: "DUP" } },
        "/z/{id}": { get: { operationId: "lost" } },
        "/z": { get: { operationId: "get_x" } },
        "/w": { get: { operationId: "no name!" } },
        "/__proto__": { get: { operationId: "__proto__" } },
      },
    };
    const names = (await tools(JSON.stringify(same))).map(({ name }) => name);
    assert.equal(new Set(names.map((name) => name.toLowerCase())).size, names.length);
    assert.equal(names.includes("lost"), false);
    const elsewhere = {
      openapi: "3.1.0",
      paths: {
        "/a": { $ref: "http://evil.test/a.json" },
        "/b": {
          get: { operationId: "b", parameters: [{ name: "q", in: "query", schema: { $ref: "file:///etc/passwd" } }] },
        },
      },
    };
    assert.deepEqual(
      (await tools(JSON.stringify(elsewhere))).map(({ name }) => name),
      ["b"],
    );
    for (const broken of ["", "[]", "openapi: 4", "{", "x".repeat(2_200_000), '{"openapi":"3.1.0","paths":[]}'])
      await tools(broken).then(
        (all) => assert.deepEqual(all, []),
        (error: unknown) => assert.ok(isFault(error)),
      );
    await assert.rejects(
      peerOf(undefined).request({ method: "tools/list", params: undefined, signal: new AbortController().signal }),
      isFault,
    );
  });

  test("Swagger 2.0 becomes tools too", async () => {
    const document = `
swagger: "2.0"
info: { title: Old, version: "1" }
host: old.test
paths:
  /a/{id}:
    post:
      operationId: make
      consumes: [application/json]
      parameters:
        - { name: id, in: path, required: true, type: integer }
        - { name: tags, in: query, type: array, items: { type: string }, collectionFormat: csv }
        - { name: body, in: body, required: true, schema: { $ref: "#/definitions/A" } }
      responses: { 200: { description: ok, schema: { $ref: "#/definitions/A" } } }
definitions: { A: { type: object, required: [name], properties: { name: { type: string } } } }`;
    const [made] = await tools(document);
    assert.deepEqual(made?.inputSchema.required?.toSorted(), ["id", "name"]);
    await call(document, "make", { id: 3, tags: ["a", "b"], name: "n" });
    assert.deepEqual([seen[0]?.url, seen[0]?.body], ["/v9/a/3?tags=a,b", '{"name":"n"}']);
  });
});
