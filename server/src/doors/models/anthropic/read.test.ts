import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { anthropicDoor } from "./door.ts";
import { readMessages } from "./read.ts";

const read = (body: object, headers = {}, operation: "generate" | "count" = "generate") =>
  readMessages(Buffer.from(JSON.stringify(body)), { operation, model: "", stream: false, headers });
const user = (content: unknown, more = {}) => ({ model: "m", messages: [{ role: "user", content }], ...more });
const channels = (body: object) => read(body).ask.texts.map(({ channel, text }) => `${channel} ${text}`);

// Guarantee: what tools and documents say is untrusted data, whoever's turn carries it.
test("what tools and documents say is untrusted data, whoever's turn carries it", () => {
  deepEqual(
    channels({
      model: "m",
      system: [{ type: "text", text: "sys" }],
      messages: [
        {
          role: "user",
          content: [
            { type: "text", text: "said" },
            { type: "tool_result", tool_use_id: "t", content: [{ type: "text", text: "result" }] },
            { type: "tool_result", tool_use_id: "t", content: "plain result" },
            { type: "document", title: "title", source: { type: "text", media_type: "text/plain", data: "doc" } },
            { type: "document", source: { type: "content", content: [{ type: "text", text: "piece" }] } },
            { type: "search_result", title: "found", source: "from", content: [{ type: "text", text: "hit" }] },
          ],
        },
        {
          role: "assistant",
          content: [
            { type: "thinking", thinking: "thought", signature: "" },
            {
              type: "web_search_tool_result",
              tool_use_id: "s",
              content: [{ type: "web_search_result", title: "page" }],
            },
            { type: "tool_use", id: "t", name: "n", input: { a: "b" } },
          ],
        },
        { role: "system", content: "later" },
      ],
    }).filter((one) => !/ (?:t|s|n)$/.test(one)),
    [
      "system sys",
      "prompt said",
      "tool_result result",
      "tool_result plain result",
      "tool_result title",
      "tool_result doc",
      "tool_result piece",
      "tool_result found",
      "tool_result from",
      "tool_result hit",
      "assistant thought",
      "tool_result page",
      'assistant {"a":"b"}',
      "system later",
    ],
  );
  ok(
    channels(user("x", { tools: [{ name: "n", description: "d" }] })).some((one) => one.startsWith("tool_definition")),
  );
});

// Guarantee: only base64 in the place of a picture, a sound or a file is left unread.
test("only base64 in the place of a picture, a sound or a file is left unread, and only what is sealed beside it", () => {
  const base64 = "QUJD".repeat(400);
  const left = [
    { type: "image", source: { type: "base64", media_type: "image/png", data: base64 } },
    { type: "document", source: { type: "base64", media_type: "application/pdf", data: base64 } },
    { type: "thinking", thinking: "", signature: base64 },
    { type: "redacted_thinking", data: `lumos1.sealed.b3BlbmFp.${base64}` },
  ];
  for (const block of left) ok(!channels(user([block])).some((one) => one.includes(base64)), block.type);
  const found = [
    { type: "text", text: base64 },
    { type: "image", source: { type: "base64", media_type: base64, data: "short words" } },
    { type: "document", source: { type: "text", media_type: "text/plain", data: base64 } },
    { type: "document", source: { type: "base64", media_type: "application/pdf", data: `${base64} and words` } },
    { type: "thinking", thinking: base64, signature: `${base64} and words` },
    { type: "redacted_thinking", data: `sk-ant-${base64}` },
    { type: "a_block_of_tomorrow", signature: base64 },
  ];
  for (const block of found.slice(0, 1).concat(found.slice(2))) {
    ok(
      channels(user([block as never])).some((one) => one.includes(base64)),
      block.type,
    );
  }
  ok(channels(user([found[1]])).some((one) => one.includes("short words")));
});

test("what a request demands is told", () => {
  const { ask } = read(
    user(
      [
        { type: "image", source: { type: "url", url: "https://x.test" } },
        { type: "document", source: {} },
      ],
      {
        stream: true,
        max_tokens: 12,
        tools: [{}],
        output_config: { format: { type: "json_schema" } },
        service_tier: "auto",
      },
    ),
    { "anthropic-beta": "a,b", "anthropic-version": "2023-06-01", "x-api-key": "secret", cookie: "c" },
  );
  deepEqual(ask.headers, { "anthropic-beta": "a,b", "anthropic-version": "2023-06-01" });
  deepEqual(
    [ask.stream, ask.maxTokensOut, ask.tools, ask.images, ask.files, ask.schema, ask.serviceTier],
    [true, 12, true, true, true, true, "auto"],
  );
  equal(read(user("x", { stream: true }), {}, "count").ask.stream, false);
});

test("a refusal has a type of this format and a status its clients do not take for their credential's", () => {
  const told = {
    message: "m",
    param: undefined,
    decision: "d",
    docs: "docs",
    why: undefined,
    retryAfterS: undefined,
    client: "",
  };
  for (const [code, status, expected, type] of [
    ["policy_blocked", 403, 400, "policy_blocked"],
    ["approval_required", 403, 400, "policy_blocked"],
    ["unauthenticated", 401, 401, "authentication_error"],
    ["forbidden", 403, 403, "permission_error"],
    ["not_found", 404, 404, "not_found_error"],
    ["too_large", 413, 413, "request_too_large"],
    ["rate_limited", 429, 429, "rate_limit_error"],
    ["budget_exhausted", 429, 429, "rate_limit_error"],
    ["upstream_failed", 502, 502, "api_error"],
    ["upstream_failed", 503, 503, "overloaded_error"],
    ["internal", 500, 500, "api_error"],
  ] as const) {
    const { status: out, body } = anthropicDoor.refusal({ ...told, code, status });
    const { error, request_id } = body as { error: { type: string; code: string }; request_id: string };
    deepEqual([out, error.type, error.code, request_id], [expected, type, code, "d"]);
  }
  equal(anthropicDoor.ping, 'event: ping\ndata: {"type": "ping"}\n\n');
});
