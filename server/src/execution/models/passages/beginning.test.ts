import { equal } from "node:assert/strict";
import { test } from "node:test";
import { saysNothingYet } from "./beginning.ts";

const chat = (choice: object, more: object = {}) =>
  `data: ${JSON.stringify({ object: "chat.completion.chunk", choices: [{ index: 0, finish_reason: null, ...choice }], ...more })}\n\n`;
const event = (type: string, more: object = {}) => `event: ${type}\ndata: ${JSON.stringify({ type, ...more })}\n\n`;

for (const [name, text] of [
  ["a comment", ": ping\n\n"],
  ["Anthropic's start and ping", event("message_start", { message: { content: [] } }) + event("ping")],
  ["Responses' announcements", event("response.created") + event("response.in_progress")],
  ["an announcement that only its data names", 'data: {"type":"response.created"}\n\n'],
  ["chat's role", chat({ delta: { role: "assistant", content: "", refusal: null } })],
  ["chat without choices", 'data: {"object":"chat.completion.chunk","choices":[]}\n\n'],
] as const) {
  test(`${name} says nothing yet`, () => equal(saysNothingYet(Buffer.from(text)), true));
}

for (const [name, text] of [
  ["a first word", chat({ delta: { content: "H" } })],
  ["a role with its first word", chat({ delta: { role: "assistant", content: "H" } })],
  ["a tool call", chat({ delta: { tool_calls: [{ index: 0 }] } })],
  ["thinking under a name nobody knows", chat({ delta: { content: "", reasoning_content: "hm" } })],
  ["an empty answer's end", chat({ delta: {}, finish_reason: "stop" })],
  ["a count at the end", chat({ delta: {} }, { usage: { prompt_tokens: 1 } })],
  ["an announcement with a word behind it", event("message_start") + event("content_block_start")],
  ["Gemini's first chunk", 'data: {"candidates":[{"content":{"parts":[{"text":"H"}]}}]}\n\n'],
  ["the first member of a JSON array", '[{"candidates":[]}'],
  ["another member of it", ',\r\n{"candidates":[]}'],
  ["an event nobody knows", event("response.something_new")],
  ["what is no JSON", "data: [DONE]\n\n"],
] as const) {
  test(`${name} says something`, () => equal(saysNothingYet(Buffer.from(text)), false));
}
