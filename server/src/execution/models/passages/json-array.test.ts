import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { geminiTap } from "../taps/gemini.ts";
import { jsonArrayPassage } from "./json-array.ts";
import type { Passage } from "./passage.ts";
import { samePassage } from "./same.ts";

const passage = (): Passage => jsonArrayPassage(samePassage({ tap: geminiTap(), estimatedInput: 1 }));
const chunk = (text: string, finishReason?: string): string =>
  JSON.stringify({ candidates: [{ content: { parts: [{ text }] }, ...(finishReason ? { finishReason } : {}) }] });

for (const [name, end] of [
  ["\\n", "\n\n"],
  ["\\r\\n", "\r\n\r\n"],
] as const) {
  test(`events that end with ${name} become members of one array, torn anywhere, with their JSON as it came`, () => {
    const events = [chunk("a \u{1f600}"), `{ "candidates" : [ ] }`, chunk("b", "STOP"), `{"usageMetadata":{}}`];
    const bytes = Buffer.from(events.map((event) => `data: ${event}${end}`).join(""));
    for (const size of [1, 7, bytes.length]) {
      const one = passage();
      const out: Buffer[] = [];
      for (let at = 0; at < bytes.length; at += size) out.push(Buffer.from(one.push(bytes.subarray(at, at + size))));
      ok(one.ended());
      out.push(one.last());
      equal(Buffer.concat(out).toString("utf8"), `[${events.join(",\r\n")}]`);
    }
  });
}

test("what says that the stream is complete is kept back", () => {
  const one = passage();
  const out = one.push(Buffer.from(`data: ${chunk("a")}\n\ndata: ${chunk("b", "STOP")}\n\n`));
  equal(out.toString("utf8"), `[${chunk("a")}`);
  equal(one.last().toString("utf8"), `,\r\n${chunk("b", "STOP")}]`);
});

test("an empty stream is an empty array, a whole answer the array's only member", () => {
  equal(passage().last().toString("utf8"), "[]");
  const whole = passage().whole(Buffer.from(chunk("a", "STOP")), "application/json");
  deepEqual(JSON.parse(whole?.body.toString("utf8") ?? ""), [JSON.parse(chunk("a", "STOP"))]);
});
