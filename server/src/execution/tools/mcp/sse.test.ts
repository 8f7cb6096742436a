import assert from "node:assert/strict";
import { type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, test } from "node:test";
import { LIVE, makePeersWorld, type PeersWorld } from "../../../../test/peers-world.ts";
import { sseReader, type SseEvent } from "./sse-reader.ts";

describe("HTTP with one stream for all answers", () => {
  let world: PeersWorld;
  let posts: string[];
  let begin: (response: ServerResponse) => void;
  let url: string;
  let close: () => Promise<void>;
  beforeEach(async () => {
    world = makePeersWorld();
    posts = [];
    const server = createServer((request, response) => {
      if (request.method === "POST") {
        posts.push(String(request.url));
        return void response.writeHead(202).end();
      }
      response.writeHead(200, { "content-type": "text/event-stream" });
      begin(response);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/sse`;
    close = async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    };
  });
  afterEach(async () => {
    await world.close();
    await close();
  });
  const hello = () => world.open(world.server({ transport: "sse", url })).hello(LIVE);

  test("an upstream cannot name another origin to send calls, or the credential, to", async () => {
    for (const named of ["http://127.0.0.1:9/x", "//evil.test/x", "https://127.0.0.1/x"]) {
      begin = (response) => response.write(`event: endpoint\ndata: ${named}\n\n`);
      await assert.rejects(hello(), /not followed/);
    }
    assert.deepEqual(posts, []);
  });

  test("the end of the stream is the end of what is open", async () => {
    begin = (response) => {
      response.write("event: endpoint\ndata: /post\n\n");
      setTimeout(() => response.end(), 50);
    };
    await assert.rejects(hello(), /ended its stream/);
    assert.deepEqual(posts, ["/post"]);
  });
});

describe("a stream of events", () => {
  const read = (chunks: readonly string[], max = 1_000) => {
    const events: SseEvent[] = [];
    const reader = sseReader(max, (event) => events.push(event));
    const fits = chunks.map((chunk) => reader.push(Buffer.from(chunk)));
    return { events: events.map(({ event, data, id }) => [event, data, id]), fits: fits.every(Boolean) };
  };

  test("is read the same however it is cut", () => {
    const text = "\ufeff: hi\nid: 1\nevent: x\ndata: a\ndata:b\r\n\r\ndata: c\r\rdata\n\nid: 2\n\ndata: unfinished";
    const whole = read([text]);
    assert.deepEqual(whole.events, [
      ["x", "a\nb", "1"],
      ["message", "c", "1"],
      ["message", "", "1"],
      ["message", "", "2"],
    ]);
    for (let at = 1; at < text.length; at++) assert.deepEqual(read([text.slice(0, at), text.slice(at)]), whole);
    assert.deepEqual(read([...text]), whole);
  });

  test("holds no more than its limit", () => {
    assert.equal(read(["data: ", "x".repeat(900), "\n\n"]).fits, true);
    assert.equal(read(["data: ", "x".repeat(600), "x".repeat(600)]).fits, false);
    assert.equal(read(Array.from({ length: 300 }, () => "data: x\n")).fits, false);
    assert.equal(read(Array.from({ length: 300 }, () => "data: x\n\n")).fits, true);
  });
});
