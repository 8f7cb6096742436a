import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { createOpenAI } from "@ai-sdk/openai";
import { tool as chainTool } from "@langchain/core/tools";
import { ChatOpenAI } from "@langchain/openai";
import { generateText, streamText, tool, wrapLanguageModel } from "ai";
import { z } from "zod";
import { type Upstream, startUpstream } from "../../server/test/fakes/upstream.ts";
import { lumosMiddleware, wrapTools } from "../src/ai.ts";
import { LumosBlocked } from "../src/index.ts";
import { governTool, lumosCallbacks } from "../src/langchain.ts";
import { type SdkWorld, makeSdkWorld } from "./world.ts";

let world: SdkWorld;
let provider: Upstream;
before(async () => {
  [world, provider] = await Promise.all([makeSdkWorld(), startUpstream({ models: ["tiny", "large"] })]);
});
after(() => Promise.all([world.end(), provider.close()]));

const MAIL = "jane.roe@customer.example";
const sent = () => provider.received.map(({ body }) => body.toString()).join("\n");
const openai = () => createOpenAI({ baseURL: `${provider.url}/v1`, apiKey: "provider-key" });
const records = async (session: string) =>
  ((await world.api(`/decisions?limit=20&session=${session}`)) as { items: Record<string, unknown>[] }).items;

test("AI SDK: the provider is asked directly, without what must not go out, and what was used is told", async () => {
  provider.reset();
  const lumos = world.lumos.session("ai-1");
  const model = wrapLanguageModel({ model: openai().chat("tiny"), middleware: lumosMiddleware(lumos) });
  const { text, usage } = await generateText({ model, prompt: `write to ${MAIL} today` });
  assert.ok(text.length > 0);
  assert.equal(provider.received.length, 1);
  assert.equal(sent().includes(MAIL), false);
  const [told, decided] = await records("ai-1");
  assert.equal(told?.["tokensOut"], usage.outputTokens);
  assert.equal(decided?.["outcome"], "allowed");
});

test("AI SDK: a model that policy does not allow is not asked", async () => {
  provider.reset();
  const model = wrapLanguageModel({ model: openai().chat("large"), middleware: lumosMiddleware(world.lumos) });
  await assert.rejects(generateText({ model, prompt: "hello", maxRetries: 0 }), /not for this/);
  assert.equal(provider.received.length, 0);
});

test("AI SDK: a streamed answer is told at its end", async () => {
  provider.reset();
  const lumos = world.lumos.session("ai-2");
  const model = wrapLanguageModel({ model: openai().chat("tiny"), middleware: lumosMiddleware(lumos) });
  const { textStream, usage } = streamText({ model, prompt: "hello" });
  let text = "";
  for await (const piece of textStream) text += piece;
  const { outputTokens } = await usage;
  assert.ok(text.length > 0);
  const [told] = await records("ai-2");
  assert.equal(told?.["tokensOut"], outputTokens);
});

test("AI SDK: tools ask before they run, and a refusal can be read by the model", async () => {
  provider.reset();
  const seen: unknown[] = [];
  const inputSchema = z.object({ text: z.string() });
  const run = (input: { text: string }) => {
    seen.push(input);
    return "noted";
  };
  const tools = wrapTools(
    world.lumos,
    { note: tool({ inputSchema, execute: run }), drop: tool({ inputSchema, execute: run }) },
    { onRefused: "return", name: (name) => (name === "drop" ? "refund" : name) },
  );
  provider.queue({ tools: [{ name: "note", arguments: { text: `mail ${MAIL}` } }] });
  provider.queue({ tools: [{ name: "drop", arguments: { text: "all" } }] });
  const model = openai().chat("tiny");
  const first = await generateText({ model, tools, prompt: "note it" });
  assert.equal(first.toolResults[0]?.output, "noted");
  const second = await generateText({ model, tools, prompt: "drop it" });
  const refusal = second.toolResults[0]?.output as unknown as { refused: boolean; code: string };
  assert.deepEqual([refusal.refused, refusal.code], [true, "approval_required"]);
  assert.equal(seen.length, 1);
  assert.equal(JSON.stringify(seen).includes(MAIL), false);
});

test("LangChain: a tool asks before it runs and stays the tool it is", async () => {
  const seen: unknown[] = [];
  const note = chainTool(
    (input: { text: string }) => {
      seen.push(input);
      return "noted";
    },
    { name: "note", description: "notes", schema: z.object({ text: z.string() }) },
  );
  const governed = governTool(world.lumos, note);
  assert.deepEqual([governed.name, governed.description], ["note", "notes"]);
  assert.equal(await governed.invoke({ text: `mail ${MAIL}` }), "noted");
  assert.equal(JSON.stringify(seen).includes(MAIL), false);
  const message = await governed.invoke({ type: "tool_call", id: "c-1", name: "note", args: { text: "x" } });
  assert.equal((message as { tool_call_id?: string }).tool_call_id, "c-1");
  const refused = governTool(world.lumos, note, { effect: "destructive" });
  await assert.rejects(refused.invoke({ text: "x" }), LumosBlocked);
  assert.equal(seen.length, 2);
});

test("LangChain: a call that policy does not allow ends before it goes out, and what was used is told", async () => {
  provider.reset();
  const lumos = world.lumos.session("chain-1");
  const chat = (model: string) =>
    new ChatOpenAI({
      model,
      apiKey: "provider-key",
      maxRetries: 0,
      configuration: { baseURL: `${provider.url}/v1` },
      callbacks: [lumosCallbacks(lumos)],
    });
  const answer = await chat("tiny").invoke("hello");
  assert.ok(String(answer.content).length > 0);
  const [told] = await records("chain-1");
  assert.equal(
    told?.["tokensOut"],
    (answer as unknown as { usage_metadata?: { output_tokens: number } }).usage_metadata?.output_tokens,
  );
  await assert.rejects(chat("large").invoke("hello"), /not for this/);
  await assert.rejects(chat("tiny").invoke(`write to ${MAIL}`), /must not go out/);
  assert.equal(provider.received.length, 1);
});
