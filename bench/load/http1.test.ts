import assert from "node:assert/strict";
import { test } from "node:test";
import { MessageReader, statusOf } from "./http1.ts";

const MESSAGES = [
  "HTTP/1.1 200 OK\r\ncontent-length: 5\r\n\r\nhello",
  "HTTP/1.1 204 No Content\r\n\r\n",
  "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\nA;x=y\r\n, the rest\r\n0\r\nX-After: 1\r\n\r\n",
  "HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n",
].join("");

test("messages are read the same however the bytes are torn", () => {
  for (const size of [1, 2, 3, 7, 20, 1_000]) {
    const seen: string[] = [];
    let body = "";
    const reader = new MessageReader({
      onData: (data) => void (body += data.toString()),
      onEnd: ({ head, bytes }) => {
        seen.push(`${statusOf(head)} ${bytes} ${body}`);
        body = "";
      },
    });
    for (let at = 0; at < MESSAGES.length; at += size) reader.feed(Buffer.from(MESSAGES.slice(at, at + size)));
    assert.deepEqual(seen, ["200 5 hello", "204 0 ", "200 15 hello, the rest", "503 0 "], `pieces of ${size}`);
    assert.ok(reader.idle);
  }
});

test("what is not HTTP is refused and nothing is collected without end", () => {
  const chunked = "HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
  const reader = new MessageReader({ onEnd: () => undefined });
  assert.throws(() => reader.feed(Buffer.from(`${chunked}zz\r\n`)), /without a size/);
  const endless = new MessageReader({ onEnd: () => undefined });
  assert.throws(() => endless.feed(Buffer.alloc(70_000, "a")), /too long/);
});
