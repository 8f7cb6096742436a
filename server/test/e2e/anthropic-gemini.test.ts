import { deepEqual, equal, ok } from "node:assert/strict";
import { join } from "node:path";
import { after, before, beforeEach, suite, test } from "node:test";
import Anthropic from "@anthropic-ai/sdk";
import type { MessageParam, Message } from "@anthropic-ai/sdk/resources";
import { type Upstream, startUpstream } from "../fakes/upstream.ts";
import { type TestLumos, startTestLumos } from "../lumos.ts";
import { scratch } from "../scratch.ts";

/* Anthropic's client in front of Gemini, which signs its tool calls and wants the signatures back. */

const ORGANIZATION = `
version: 1
organization: { id: both, name: Both }
tiers: [{ id: economy }]
providers:
  - { id: gem, api: gemini, baseUrl: "\${UPSTREAM}", key: gem-key }
  - { id: ant, api: anthropic, baseUrl: "\${UPSTREAM}", key: ant-key }
models:
  - { id: gemini, provider: gem, upstream: gemini-x, tier: economy, price: { input: 1, output: 1 } }
  - { id: claude, provider: ant, upstream: claude-fable-5, tier: economy, price: { input: 1, output: 1 } }
users: [{ id: u@both.test }]
policies:
  - { id: open, text: '@id("open") permit (principal, action, resource);' }
  - id: short
    text: '@id("short") @why("Short.") @obligation("limit:tokens=1500") forbid (principal, action, resource) when { context.base.dataClasses.contains("note") } unless { context.base.fulfilled.contains("limit:tokens=1500") };'
`;
const SIGNED = Buffer.from("signed by another ".repeat(12)).toString("base64");
const PARTS = [
  { text: "Hm.", thought: true },
  { functionCall: { name: "find", args: { id: 1 } }, thoughtSignature: SIGNED },
  { functionCall: { name: "find", args: { id: 2 } } },
];
const ANSWER = {
  responseId: "r1",
  modelVersion: "gemini-x",
  candidates: [{ index: 0, content: { role: "model", parts: PARTS }, finishReason: "STOP" }],
  usageMetadata: { promptTokenCount: 20, candidatesTokenCount: 7, thoughtsTokenCount: 3, totalTokenCount: 30 },
};
const RAW = {
  whole: { headers: { "content-type": "application/json" }, body: JSON.stringify(ANSWER) },
  stream: { headers: { "content-type": "text/event-stream" }, body: `data: ${JSON.stringify(ANSWER)}\r\n\r\n` },
};

suite("Anthropic's client before Gemini", { concurrency: false }, () => {
  let upstream: Upstream;
  let lumos: TestLumos;
  let client: Anthropic;
  const folder = scratch({ "lumos.yaml": ORGANIZATION });

  before(async () => {
    upstream = await startUpstream();
    lumos = await startTestLumos({ file: join(folder.path, "lumos.yaml"), environment: { UPSTREAM: upstream.url } });
    client = new Anthropic({ apiKey: await lumos.key("user:u@both.test"), baseURL: lumos.url, maxRetries: 0 });
  });
  after(async () => {
    await lumos.end();
    await upstream.close();
    folder[Symbol.dispose]();
  });
  beforeEach(() => upstream.reset());

  const ask = (model: string, messages: MessageParam[]) => ({
    model,
    max_tokens: 4_000,
    messages,
    tools: [{ name: "find", input_schema: { type: "object" as const, properties: { id: { type: "number" } } } }],
  });
  const first: MessageParam[] = [{ role: "user", content: "Find both" }];

  test("a call's signature comes back to Gemini, whole and as a stream, and goes to nobody else", async () => {
    for (const how of ["whole", "stream"] as const) {
      upstream.reset();
      upstream.queue({ raw: RAW[how] });
      const asked = ask("gemini", first);
      const message: Message =
        how === "whole" ? await client.messages.create(asked) : await client.messages.stream(asked).finalMessage();
      equal(message.stop_reason, "tool_use");
      deepEqual([message.usage.input_tokens, message.usage.output_tokens], [20, 10]);
      const uses = message.content.flatMap((block) => (block.type === "tool_use" ? [block] : []));
      deepEqual(
        uses.map(({ input }) => input),
        [{ id: 1 }, { id: 2 }],
      );
      const next: MessageParam[] = [
        ...first,
        { role: "assistant", content: JSON.parse(JSON.stringify(message.content)) as Message["content"] },
        {
          role: "user",
          content: uses.map(({ id }) => ({ type: "tool_result", tool_use_id: id, content: `found ${id}` })),
        },
      ];
      upstream.queue({ text: "Both." }, { text: "Both." });
      await client.messages.create(ask("gemini", next));
      const sent = upstream.received[1]?.json as unknown as { contents: { parts: Record<string, unknown>[] }[] };
      const calls = sent.contents[1]?.parts.filter((part) => part["functionCall"] !== undefined) ?? [];
      deepEqual(
        calls.map((part) => part["thoughtSignature"]),
        [SIGNED, undefined],
      );
      await client.messages.create(ask("claude", next));
      const other = upstream.received[2]?.body.toString() ?? "";
      ok(!other.includes(SIGNED) && !other.includes("lumos1.sealed"), other);
      equal(JSON.parse(other).messages[2].content.length, 2);
    }
  });

  test("a limit of policy keeps a request for thoughts valid, and a count has none", async () => {
    const headers = { "x-lumos-data-class": "note" };
    const thinking = { type: "enabled" as const, budget_tokens: 3_000 };
    await client.messages.create({ ...ask("claude", first), thinking }, { headers });
    const sent = upstream.received[0]?.json as unknown as { max_tokens: number; thinking: object };
    deepEqual([sent.max_tokens, sent.thinking], [1_500, { type: "enabled", budget_tokens: 1_499 }]);
    await client.messages.countTokens({ model: "claude", messages: first }, { headers });
    deepEqual(upstream.received[1]?.json, { model: "claude-fable-5", messages: first });
  });
});
