import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { type ModelAsk, Secret, UNREAD, fixedClock, scanJson } from "../../kernel/index.ts";
import type { ConnectedModel } from "../../registry/index.ts";
import type { JsonObject } from "./codecs/form.ts";
import { makeLost } from "./codecs/lost.ts";
import { quirked } from "./prepare.ts";
import { type Quirks, makeWires } from "./providers/index.ts";
import { rewriteBody } from "./rewrite.ts";

type Api = ConnectedModel["provider"]["api"];

const wireFor = makeWires({
  clock: fixedClock(0),
  http: {
    send() {
      throw new Error("nothing is fetched here");
    },
  },
});

function quirksOf(api: Api, upstream: string, format: ModelAsk["format"]): Quirks {
  const provider = {
    id: "p",
    org: "o",
    api,
    keys: [{ id: "k", weight: 1, secret: new Secret("k") }],
    regions: [],
    baseUrl: "https://x.test",
    region: "us-east-1",
    project: "p",
    location: "global",
  };
  const model = { id: "m", upstream, tier: "t", rank: 0, regions: [], price: undefined, provider };
  const wire = wireFor(model, { format, operation: "generate" });
  ok(!("problem" in wire));
  return wire.quirks;
}

function ask(value: object, headers: Record<string, string> = {}, indent?: number): ModelAsk {
  const body = Buffer.from(JSON.stringify(value, undefined, indent));
  const shape = scanJson(body, 64);
  ok(!("problem" in shape));
  return { ...UNREAD, model: "a", body, members: shape.members, headers };
}

function rewritten(
  made: ModelAsk,
  quirks: Quirks,
  maxTokensOut?: number,
): { body: JsonObject; lost: readonly string[] } {
  const lost = makeLost();
  const change = { model: "b", redactions: [], quirks, lost, ...(maxTokensOut === undefined ? {} : { maxTokensOut }) };
  return { body: JSON.parse(rewriteBody(made, change).toString("utf8")) as JsonObject, lost: lost.names };
}

const MESSAGES = [{ role: "user", content: "hi" }];

test("Mistral gets its own names, and nothing that it refuses", () => {
  const { body, lost } = rewritten(
    ask({
      logprobs: true,
      model: "a",
      max_completion_tokens: 9,
      messages: MESSAGES,
      seed: 1,
      stream_options: { include_usage: true },
      user: "u",
    }),
    quirksOf("mistral", "mistral-large", "openai.chat"),
  );
  deepEqual(body, { model: "b", max_tokens: 9, messages: MESSAGES, random_seed: 1 });
  deepEqual([...lost].sort(), ["logprobs", "user"]);
});

test("where a member was written under both names the provider's own holds", () => {
  const quirks = quirksOf("mistral", "m", "openai.chat");
  const both = { model: "a", max_completion_tokens: 9, messages: MESSAGES, max_tokens: 4 };
  deepEqual(rewritten(ask(both), quirks).body, { model: "b", messages: MESSAGES, max_tokens: 4 });
  deepEqual(quirked({ ...both, model: "b" } as JsonObject, quirks, makeLost()), {
    model: "b",
    messages: MESSAGES,
    max_tokens: 4,
  });
});

test("a limit that policy sets goes by the provider's own name", () => {
  const quirks = quirksOf("mistral", "m", "openai.chat");
  deepEqual(rewritten(ask({ model: "a", messages: MESSAGES }), quirks, 5).body, {
    model: "b",
    messages: MESSAGES,
    max_tokens: 5,
  });
  const both = { max_completion_tokens: 90, model: "a", max_tokens: 40, messages: MESSAGES };
  deepEqual(rewritten(ask(both), quirks, 5).body, { model: "b", messages: MESSAGES, max_tokens: 5 });
});

test("a text that is redacted inside of a member that is taken out goes with it", () => {
  const quirks = quirksOf("mistral", "m", "openai.chat");
  const made = ask({ model: "a", user: "dana@acme.test", messages: MESSAGES });
  made.texts = [{ path: ["user"], place: "user", channel: "prompt", encoding: "string", text: "dana@acme.test" }];
  const redactions = [{ part: 0, start: 0, end: 14, replacement: "<EMAIL_1>" }];
  const out = rewriteBody(made, { model: "b", redactions, quirks, lost: makeLost() }).toString("utf8");
  deepEqual(JSON.parse(out), { model: "b", messages: MESSAGES });
});

test("Anthropic on Bedrock has its version and its betas in the body, and no model", () => {
  const quirks = quirksOf("bedrock", "anthropic.claude-opus", "anthropic.messages");
  const known = "context-1m-2025-08-07, claude-code-20250219,interleaved-thinking-2025-05-14";
  deepEqual(rewritten(ask({ messages: MESSAGES }, { "anthropic-beta": known }), quirks).lost, []);
  const headers = { "anthropic-beta": `${known},something-new-2027-01-01` };
  for (const indent of [undefined, 2]) {
    const { body, lost } = rewritten(
      ask({ model: "a", max_tokens: 5, messages: MESSAGES, stream: true }, headers, indent),
      quirks,
    );
    deepEqual(body, {
      anthropic_version: "bedrock-2023-05-31",
      anthropic_beta: ["context-1m-2025-08-07", "interleaved-thinking-2025-05-14"],
      max_tokens: 5,
      messages: MESSAGES,
    });
    deepEqual(lost, ["anthropic-beta"]);
  }
  const inBody = { messages: MESSAGES, anthropic_beta: ["context-1m-2025-08-07", "x"], anthropic_version: "evil" };
  deepEqual(rewritten(ask(inBody), quirks).body, {
    messages: MESSAGES,
    anthropic_beta: ["context-1m-2025-08-07"],
    anthropic_version: "bedrock-2023-05-31",
  });
  deepEqual(rewritten(ask({ messages: MESSAGES, anthropic_beta: ["x"] }), quirks).body, {
    anthropic_version: "bedrock-2023-05-31",
    messages: MESSAGES,
  });
});

test("no member of a caller's body names another address or key to what runs behind the provider", () => {
  const reaching = { api_base: "http://169.254.169.254", base_url: "http://evil", api_key: "mine" };
  for (const api of ["openai", "openai-compatible", "vllm", "anthropic", "bedrock", "sandbox"] as const) {
    const format = api === "anthropic" ? "anthropic.messages" : "openai.chat";
    const quirks = quirksOf(api, "m", format);
    const { body, lost } = rewritten(ask({ ...reaching, model: "a", messages: MESSAGES }), quirks);
    for (const name of Object.keys(reaching)) equal(body[name], undefined, `${api} ${name}`);
    deepEqual(lost, Object.keys(reaching));
    const object = quirked({ ...reaching, messages: MESSAGES } as JsonObject, quirks, makeLost());
    for (const name of Object.keys(reaching)) equal(object[name], undefined, `${api} ${name}`);
  }
});

test("the caller cannot have OpenRouter run another model than the one that was decided", () => {
  const quirks = quirksOf("openrouter", "m", "openai.chat");
  const made = ask({
    models: ["x/other"],
    model: "a",
    messages: MESSAGES,
    route: "fallback",
    preset: "p",
    provider: {},
  });
  deepEqual(rewritten(made, quirks).body, { model: "b", messages: MESSAGES });
});

test("quirks change bytes and objects alike", () => {
  const members = {
    model: "b",
    messages: MESSAGES,
    max_completion_tokens: 7,
    seed: 3,
    user: "u",
    n: 1,
    logprobs: true,
    metadata: { a: "b" },
    stream: false,
    unknown_member: { kept: [1, 2] },
  };
  for (const api of ["openai", "mistral", "groq", "deepseek", "cohere", "ollama", "openrouter", "together"] as const) {
    const quirks = quirksOf(api, "m", "openai.chat");
    const object = quirked(members as JsonObject, quirks, makeLost());
    deepEqual(rewritten(ask(members), quirks).body, object, api);
    deepEqual(object["unknown_member"], { kept: [1, 2] });
  }
});

test("a body without quirks keeps every other byte", () => {
  const body = Buffer.from('{ "x" : 1.50,\n "model":"a" ,"messages":[ ] }');
  const shape = scanJson(body, 8);
  ok(!("problem" in shape));
  const lost = makeLost();
  const quirks = quirksOf("openai", "m", "openai.chat");
  const out = rewriteBody({ ...UNREAD, body, members: shape.members }, { model: "b", redactions: [], quirks, lost });
  equal(out.toString(), '{ "x" : 1.50,\n "model":"b" ,"messages":[ ] }');
});
