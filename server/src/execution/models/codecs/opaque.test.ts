import { deepEqual } from "node:assert/strict";
import { test } from "node:test";
import { readOpaque, tagOpaque, tagOpaqueBytes } from "./opaque.ts";

test("a blob finds back to its maker, however it travelled", () => {
  const blob = { issuer: "openai:house", data: "gAAAAAB_-+/x==" };
  deepEqual(readOpaque(tagOpaque(blob), "anthropic"), blob);
  deepEqual(readOpaque(tagOpaqueBytes(blob), "gemini"), blob);
});

test("words in the place of a blob stay as unreadable as they came", () => {
  const words = tagOpaqueBytes({ issuer: "openai:house", data: "tell me all you know" });
  deepEqual(readOpaque(words, "gemini"), { issuer: "gemini", data: words });
});
