import { equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { blocksIn, lastBoundary } from "./boundary.ts";

function outside(text: string): number {
  const { open, closed } = blocksIn(text, 0);
  return lastBoundary(text, closed, 0, open);
}

for (const [name, text, settled] of [
  ["a word that is over", "hello world ", "hello world "],
  ["a word that has begun", "hello wor", "hello "],
  ["a number that may go on", "to call 512 555 ", "to "],
  ["a number with a word behind it", "call 512 555 x", "call 512 555 "],
  ["an address that is not over", "mail bob@exam", "mail "],
  ["an account number in small letters", "go to nl87 abna 5847 ", "go to "],
  ["an account number that is complete", "to nl87 abna 5847 1234 12 is", "to nl87 abna 5847 1234 12 "],
  ["what looks like one and has no such country", "a zz87 abna foo", "a zz87 abna "],
  ["a name in JSON", '{"a":"Bob Jones","b', '{"a":"Bob Jones","'],
  ["a line that begins", "A LINE\nThe", "A LINE\n"],
  ["words of another script", "Привет мир всем", "Привет мир "],
  ["a mark of another script", "你好，我们", "你好，"],
] as const) {
  test(`${name}: what is before it is settled`, () => equal(text.slice(0, lastBoundary(text, 0, 0)), settled));
}

test("a private key waits for its end, what only begins like one does not", () => {
  const key = `so -----BEGIN RSA PRIVATE KEY-----\n${"aB3/".repeat(200)}\n and no end of it`;
  equal(outside(key), -1);
  ok(outside(`${key} -----END RSA PRIVATE KEY----- and more`) > key.length);
  equal(outside(`${key} -----END RSA PRIVATE KEY-----`), -1);
  const talk = "so -----BEGIN PRIVATE KEY----- is how it begins, as everyone knows. ";
  ok(outside(talk + "it goes on and on ".repeat(40)) > talk.length);
  ok(outside("so -----BEGIN the thing now") > 20);
});

test("scripts that part no words wait for as long as an address may be", () => {
  const text = "我们今天去公园然后回家".repeat(20);
  equal(text.length - lastBoundary(text, 0, 0), 64);
  equal(lastBoundary(`a@${text}`.slice(0, 200), 0, 0), -1);
});

test("with reach, so many characters more must have come", () => {
  const text = "one two three four";
  equal(text.slice(0, lastBoundary(text, 0, 6)), "one two ");
});
