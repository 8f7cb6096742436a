import { equal } from "node:assert/strict";
import { test } from "node:test";
import { callOf } from "../../../test/policy/acme.ts";
import { type Format, type TextPart, scanJson } from "../../kernel/index.ts";
import { lastUserText } from "./likeable.ts";

/** The place of the last words, or "no" where there are none that another call may say otherwise. */
function placeIn(format: Format, value: unknown): string {
  const name = format === "openai.responses" ? "input" : format === "gemini.generate" ? "contents" : "messages";
  const body = Buffer.from(JSON.stringify({ model: "m", [name]: value }));
  const texts: TextPart[] = [];
  const walk = (path: (string | number)[], at: unknown) => {
    if (typeof at === "string")
      texts.push({ path, place: path.join("."), channel: "prompt", encoding: "string", text: at });
    else if (typeof at === "object" && at !== null)
      for (const [step, inner] of Object.entries(at)) walk([...path, Array.isArray(at) ? Number(step) : step], inner);
  };
  walk([name], value);
  const shape = scanJson(body, 20);
  const { ask } = callOf({ format, body, texts, members: "members" in shape ? shape.members : new Map() });
  const found = lastUserText(ask);
  return found ? (texts[found.part]?.place ?? "") : "no";
}

const user = (content: unknown) => ({ role: "user", content });
const said = { role: "assistant", content: "Yes." };
const text = (words: string, more = {}) => ({ type: "text", text: words, ...more });

const CASES: [Format, value: unknown, place: string][] = [
  ["openai.chat", [user("a")], "messages.0.content"],
  ["openai.chat", [user("a"), said, user("b")], "messages.2.content"],
  ["openai.chat", [user("a"), user("b")], "messages.1.content"],
  ["openai.chat", [user("b"), said, { role: "system", content: "x" }, user([text("c")])], "messages.3.content.0.text"],
  ["openai.chat", [user([text("a"), text("b")])], "messages.0.content.1.text"],
  ["openai.chat", [{ role: "tool", content: "7" }, said, user("b")], "messages.2.content"],
  ["openai.chat", [said, { role: "tool", content: "7" }, user("b")], "no"],
  ["openai.chat", [said, { role: "function", content: "7" }, user("b")], "no"],
  ["openai.chat", [user("a"), said], "no"],
  ["openai.chat", [user("a"), { role: "system", content: "x" }], "no"],
  ["openai.chat", [user([text("a"), { type: "image_url", image_url: { url: "x" } }])], "no"],
  ["openai.chat", [user([{ type: "image_url", image_url: { url: "x" } }]), user("a")], "no"],
  ["openai.chat", [user("  ")], "no"],
  ["openai.chat", [user("a".repeat(8_001))], "no"],
  ["openai.chat", [user([])], "no"],
  ["openai.chat", [user(null)], "no"],
  ["openai.chat", [], "no"],
  ["openai.chat", [{ role: "wizard", content: "a" }], "no"],
  ["openai.responses", "a", "input"],
  ["openai.responses", [user("a")], "input.0.content"],
  ["openai.responses", [{ type: "message", ...user([{ type: "input_text", text: "a" }]) }], "input.0.content.0.text"],
  ["openai.responses", [{ type: "function_call_output", call_id: "c", output: "7" }, user("a")], "no"],
  ["openai.responses", [{ type: "reasoning", summary: [] }, user("a")], "no"],
  ["anthropic.messages", [user([text("a", { cache_control: { type: "ephemeral" } })])], "messages.0.content.0.text"],
  ["anthropic.messages", [user([{ type: "tool_result", tool_use_id: "t", content: "7" }, text("a")])], "no"],
  ["anthropic.messages", [user("a"), { role: "assistant", content: "It is" }], "no"],
  ["gemini.generate", [{ parts: [{ text: "a" }] }], "contents.0.parts.0.text"],
  [
    "gemini.generate",
    [
      { role: "model", parts: [] },
      { role: "user", parts: [{ text: "a" }] },
    ],
    "contents.1.parts.0.text",
  ],
  ["gemini.generate", [{ parts: [{ functionResponse: { name: "f", response: {} } }, { text: "a" }] }], "no"],
  ["gemini.generate", [{ parts: [{ text: "a", inlineData: {} }] }], "no"],
  ["openai.embeddings", [user("a")], "no"],
];
for (const [format, value, place] of CASES)
  test(`${format} ${JSON.stringify(value).slice(0, 120)}: the last words are ${place}`, () =>
    equal(placeIn(format, value), place));
