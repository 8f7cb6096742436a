import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { readMessage } from "./message.ts";

const read = (text: string | Uint8Array) => readMessage(Buffer.from(text as string));

test("a body that two parsers could read differently is refused before anything is decided about it", () => {
  for (const [text, code] of [
    ['{"jsonrpc":"2.0","id":1,"method":"a","method":"b"}', -32_600],
    ['{"jsonrpc":"2.0","id":1,"method":"a","params":{"x":{"y":1,"\\u0079":2}}}', -32_600],
    [`{"jsonrpc":"2.0","id":1,"method":"a","params":{"x":${"[".repeat(80)}${"]".repeat(80)}}}`, -32_600],
    ['{"jsonrpc":"2.0","id":1.5,"method":"a"}', -32_600],
    ['{"jsonrpc":"2.0","id":null,"method":"a"}', -32_600],
    ['{"jsonrpc":"2.0","id":1e300,"method":"a"}', -32_600],
    ['{"jsonrpc":"1.0","id":1,"method":"a"}', -32_600],
    ['{"jsonrpc":"2.0","id":1,"result":{},"error":{}}', -32_600],
    ['{"jsonrpc":"2.0","id":1}', -32_600],
    ["[]", -32_600],
    ["7", -32_600],
    ["", -32_700],
    ['{"jsonrpc":"2.0","id":1,"method":"a"} {}', -32_700],
  ] as const) {
    const message = read(text);
    equal(message.kind === "unreadable" ? message.error.code : message.kind, code, text);
  }
  equal(read(Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d])).kind, "unreadable");
});

test("ids come back as they came, and what is inside as its own text", () => {
  const message = read(
    '{"jsonrpc":"2.0","id":"a\\u0041","method":"tools/call","params":{"arguments":{"n":1.0},"_meta":{"k":1}}}',
  );
  equal(message.kind, "request");
  if (message.kind !== "request") return;
  equal(message.id, '"aA"');
  equal(message.params.members().get("arguments"), '{"n":1.0}');
  equal(message.params.metaMembers().get("k"), "1");
});

test("no bytes whatever make it throw", () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => void readMessage(Buffer.from(bytes))),
    { numRuns: 500 },
  );
  fc.assert(fc.property(fc.json(), (text) => void read(text)));
  deepEqual(read("{}").kind, "unreadable");
});
