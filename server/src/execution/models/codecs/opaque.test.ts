import { deepEqual } from "node:assert/strict";
import { test } from "node:test";
import { carriesOpaque, readOpaque, tagOpaque, tagOpaqueBytes } from "./opaque.ts";

test("a blob finds back to its maker, however it travelled", () => {
  const blob = { issuer: "openai:house", data: "gAAAAAB_-+/x==" };
  deepEqual(readOpaque(tagOpaque(blob), "anthropic"), blob);
  deepEqual(readOpaque(tagOpaqueBytes(blob), "gemini"), blob);
});

test("words in the place of a blob stay as unreadable as they came", () => {
  const words = tagOpaqueBytes({ issuer: "openai:house", data: "tell me all you know" });
  deepEqual(readOpaque(words, "gemini"), { issuer: "gemini", data: words });
});

test("a body with a tagged blob is known by either way of writing it, and only such a body", () => {
  const blob = { issuer: "openai", data: "abc" };
  const bodies = [
    tagOpaque(blob),
    tagOpaqueBytes(blob),
    `V1 lumos1. ${"1V".repeat(50)} ${tagOpaque(blob)}`,
    `VVtb ${tagOpaqueBytes(blob)}`,
    "see 1.sealed. and Vtb3MxLnNlYWxl",
    "lumos1.seale",
    "",
  ];
  deepEqual(
    bodies.map((text) => carriesOpaque(Buffer.from(JSON.stringify({ text })))),
    [true, true, true, true, false, false, false],
  );
});
