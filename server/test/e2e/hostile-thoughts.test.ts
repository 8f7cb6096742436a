import { deepEqual, equal, ok } from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import { FIXTURES } from "../../src/execution/models/codecs/fixtures/index.ts";
import { type HostileWorld, MODELS, type Spoken, startHostileWorld } from "../hostile-world.ts";

/*
 * A turn with thoughts and two calls from every provider, sent back by callers of every format to every provider:
 * whoever goes on gets the calls with their results in order, and no provider gets what another one has sealed.
 */

type Json = { readonly [name: string]: Json } & { readonly [at: number]: Json } & readonly Json[] & string;

const SEALS: Record<Spoken, string> = {
  "anthropic.messages": "c2lnbmVkLWJ5LWFudGhyb3BpYw==",
  "openai.responses": "gAAAAsealed-by-responses",
  "gemini.generate": "c2lnbmVkLWJ5LWdlbWluaQ==",
  "openai.chat": "sealed-by-nobody",
};
const ARGS = ['{"a":1}', '{"a":2}'];

const ANSWERS: Record<Spoken, object> = {
  "anthropic.messages": {
    id: "msg_1",
    type: "message",
    role: "assistant",
    model: "m",
    content: [
      { type: "thinking", thinking: "hm", signature: SEALS["anthropic.messages"] },
      { type: "text", text: "Let" },
      ...ARGS.map((args, at) => ({
        type: "tool_use",
        id: `toolu_${at}`,
        name: "f",
        input: JSON.parse(args) as unknown,
      })),
    ],
    stop_reason: "tool_use",
    stop_sequence: null,
    usage: { input_tokens: 1, output_tokens: 2 },
  },
  "openai.responses": {
    id: "resp_1",
    object: "response",
    created_at: 1,
    status: "completed",
    model: "m",
    output: [
      {
        type: "reasoning",
        id: "rs_1",
        summary: [{ type: "summary_text", text: "hm" }],
        encrypted_content: SEALS["openai.responses"],
      },
      ...ARGS.map((args, at) => ({
        type: "function_call",
        id: `fc_${at}`,
        call_id: `call_${at}`,
        name: "f",
        arguments: args,
        status: "completed",
      })),
    ],
    usage: { input_tokens: 1, output_tokens: 2, total_tokens: 3 },
  },
  "gemini.generate": {
    responseId: "r",
    candidates: [
      {
        index: 0,
        finishReason: "STOP",
        content: {
          role: "model",
          parts: [
            { text: "hm", thought: true },
            ...ARGS.map((args, at) => ({
              functionCall: { name: "f", args: JSON.parse(args) as unknown },
              ...(at === 0 ? { thoughtSignature: SEALS["gemini.generate"] } : {}),
            })),
          ],
        },
      },
    ],
    usageMetadata: { promptTokenCount: 1, candidatesTokenCount: 2, totalTokenCount: 3 },
  },
  "openai.chat": {
    id: "c",
    object: "chat.completion",
    created: 1,
    model: "m",
    choices: [
      {
        index: 0,
        finish_reason: "tool_calls",
        message: {
          role: "assistant",
          reasoning_content: "hm",
          content: "Let",
          tool_calls: ARGS.map((args, at) => ({
            id: `call_${at}`,
            type: "function",
            function: { name: "f", arguments: args },
          })),
        },
      },
    ],
    usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
  },
};

/** What a client of each format sends: first, and with an answer and the results of its calls. */
const ASKS: Record<Spoken, (model: string, answer?: Json) => [path: string, body: object]> = {
  "anthropic.messages"(model, answer) {
    const results = answer?.["content"]
      ?.filter((block) => block["type"] === "tool_use")
      .map((block) => ({ type: "tool_result", tool_use_id: block["id"], content: `r${block["input"]?.["a"]}` }));
    const more = answer
      ? [
          { role: "assistant", content: answer["content"] },
          { role: "user", content: results },
        ]
      : [];
    const tools = [{ name: "f", input_schema: { type: "object", properties: {} } }];
    const thinking = { type: "enabled", budget_tokens: 2_000 };
    return ["/v1/messages", { model, max_tokens: 9_000, thinking, tools, messages: [user, ...more] }];
  },
  "openai.responses"(model, answer) {
    const results = answer?.["output"]
      ?.filter((item) => item["type"] === "function_call")
      .map((item) => ({
        type: "function_call_output",
        call_id: item["call_id"],
        output: `r${(JSON.parse(item["arguments"] ?? "") as Json)["a"]}`,
      }));
    const tools = [{ type: "function", name: "f", strict: false, parameters: { type: "object", properties: {} } }];
    const input = [user, ...(answer?.["output"] ?? []), ...(results ?? [])];
    const asked = { model, store: false, include: ["reasoning.encrypted_content"], reasoning: { effort: "low" } };
    return ["/v1/responses", { ...asked, tools, input }];
  },
  "gemini.generate"(model, answer) {
    const content = answer?.["candidates"]?.[0]?.["content"];
    const results = content?.["parts"]
      ?.filter((part) => part["functionCall"] !== undefined)
      .map((part) => {
        const call = part["functionCall"] as Json;
        const id = call["id"] === undefined ? {} : { id: call["id"] };
        return { functionResponse: { ...id, name: "f", response: { output: `r${call["args"]?.["a"]}` } } };
      });
    const asked = { role: "user", parts: [{ text: "x" }] };
    const contents = [asked, ...(content ? [content, { role: "user", parts: results }] : [])];
    const generationConfig = { thinkingConfig: { includeThoughts: true } };
    const tools = [{ functionDeclarations: [{ name: "f" }] }];
    return [`/v1beta/models/${model}:generateContent`, { contents, tools, generationConfig }];
  },
  "openai.chat"(model, answer) {
    const message = answer?.["choices"]?.[0]?.["message"];
    const results = message?.["tool_calls"]?.map((call) => ({
      role: "tool",
      tool_call_id: call["id"],
      content: `r${(JSON.parse(call["function"]?.["arguments"] ?? "") as Json)["a"]}`,
    }));
    const tools = [{ type: "function", function: { name: "f", parameters: { type: "object", properties: {} } } }];
    const messages = [user, ...(message ? [message, ...(results ?? [])] : [])];
    return ["/v1/chat/completions", { model, reasoning_effort: "low", tools, messages }];
  },
};
const user = { role: "user", content: "x" };

suite("thoughts and calls of every provider, sent on to every other", { concurrency: false }, () => {
  let world: HostileWorld;
  before(async () => {
    world = await startHostileWorld();
  });
  after(() => world[Symbol.asyncDispose]());

  const give = (answer: object) =>
    world.answer((res) => res.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer)));

  for (const caller of Object.keys(MODELS) as Spoken[]) {
    for (const first of Object.keys(MODELS) as Spoken[]) {
      // Guarantee: what one provider sealed goes back to it alone.
      test(`${caller}, answered by ${first}: what one provider sealed goes back to it alone`, async () => {
        give(ANSWERS[first]);
        const [path, body] = ASKS[caller](MODELS[first]);
        const answer = (await (await world.post(path, JSON.stringify(body))).json()) as Json;
        for (const { format: next, answers } of FIXTURES) {
          const to = next as Spoken;
          give(answers.text);
          const [again, asked] = ASKS[caller](MODELS[to], answer);
          equal((await world.post(again, JSON.stringify(asked))).status, 200);
          const sent = world.seen.at(-1)?.body.toString("utf8") ?? "";
          for (const [maker, seal] of Object.entries(SEALS)) {
            if (maker !== to) ok(!sent.includes(seal), `${to} got what ${maker} sealed: ${sent}`);
            else if (to === first && to !== "openai.chat") ok(sent.includes(seal), `${to} misses its own: ${sent}`);
          }
          ok(!/lumos1\.|bHVtb3Mx/.test(sent), sent);
          ok(sent.indexOf("r1") >= 0 && sent.indexOf("r1") < sent.indexOf("r2"), sent);
          if (to === "anthropic.messages") isTaken(JSON.parse(sent) as Json);
        }
      });
    }
  }
});

/** What Anthropic demands of a turn that goes on from tools. */
function isTaken(sent: Json): void {
  const [said, results] = sent["messages"]?.slice(-2) ?? [];
  const ids = (list: Json | undefined, type: string, name: string) =>
    list?.["content"]?.filter((block) => block["type"] === type).map((block) => block[name]);
  deepEqual(ids(said, "tool_use", "id"), ids(results, "tool_result", "tool_use_id"));
  const thinks = sent["thinking"]?.["type"] === "enabled";
  ok(!thinks || said?.["content"]?.[0]?.["type"] === "thinking", JSON.stringify(sent));
}
