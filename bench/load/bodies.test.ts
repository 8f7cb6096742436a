import assert from "node:assert/strict";
import { test } from "node:test";
import { NEW_VALUE, chatRequest, makeNew, template } from "./bodies.ts";

interface Request {
  messages: { role: string; content: string }[];
}

const build = (bytes: number, novelty: "warm" | "cold" | "turn", headers = {}) => {
  const body = chatRequest({ bytes, novelty, model: "m", stream: false });
  return { body, ...template({ path: "/p", host: "h", headers, body }) };
};
const messagesOf = (bytes: Buffer): string[] => {
  const text = bytes.toString();
  return (JSON.parse(text.slice(text.indexOf("\r\n\r\n") + 4)) as Request).messages.map(({ content }) => content);
};

test("bodies have the size asked for and are the same every time", () => {
  for (const bytes of [2_000, 20_000, 200_000]) {
    const { length } = build(bytes, "warm").body;
    assert.ok(Math.abs(length - bytes) < bytes * 0.1, `${length} for ${bytes}`);
    assert.equal(build(bytes, "cold").body, build(bytes, "cold").body);
  }
});

test("warm requests repeat, cold ones share no message, a growing conversation changes only its last", () => {
  const changed = (novelty: "warm" | "cold" | "turn"): boolean[] => {
    const request = build(20_000, novelty);
    makeNew(request, 1);
    const first = messagesOf(request.bytes);
    makeNew(request, 2);
    return messagesOf(request.bytes).map((text, place) => text !== first[place]);
  };
  assert.ok(changed("warm").every((isNew) => !isNew));
  assert.ok(changed("cold").every(Boolean));
  assert.deepEqual(changed("turn"), [...Array.from({ length: changed("turn").length - 1 }, () => false), true]);
});

test("the last message is the user's and a marked header is new as well", () => {
  const request = build(2_000, "warm", { "x-lumos-purpose": NEW_VALUE });
  assert.equal((JSON.parse(request.body) as Request).messages.at(-1)?.role, "user");
  makeNew(request, 17);
  assert.match(request.bytes.toString(), /x-lumos-purpose: bench-aaaaaabb\r\n/);
});
