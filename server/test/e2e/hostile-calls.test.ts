import { deepEqual, equal, match, ok } from "node:assert/strict";
import { after, before, suite, test } from "node:test";
import Anthropic from "@anthropic-ai/sdk";
import { APIError } from "openai";
import { type HostileWorld, MODELS, type Spoken, startHostileWorld } from "../hostile-world.ts";

/* Names, ids and errors that one side writes and the other would not take. */

const LONG = `mcp__${"a_server_of_tools".repeat(4)}__search`;

suite("across formats", { concurrency: false }, () => {
  let world: HostileWorld;
  before(async () => {
    world = await startHostileWorld();
  });
  after(() => world[Symbol.asyncDispose]());

  const sent = () => JSON.parse(world.seen.at(-1)?.body.toString("utf8") ?? "{}") as Record<string, unknown>;

  test("a tool whose name is too long for the provider is called all the same, whole and as a stream, turn by turn", async () => {
    const called: string[] = [];
    world.answer((res, _req, body) => {
      const asked = JSON.parse(body.toString("utf8")) as {
        stream?: boolean;
        tools: { function: { name: string; parameters: unknown } }[];
      };
      const { name, parameters } = asked.tools[0]?.function ?? { name: "", parameters: undefined };
      called.push(name);
      deepEqual(parameters, { type: "object", properties: {} });
      const call = { index: 0, id: "call_1", type: "function", function: { name, arguments: '{"q":1}' } };
      const choice = { index: 0, finish_reason: "tool_calls" };
      if (asked.stream === true) {
        res.writeHead(200, { "content-type": "text/event-stream" });
        const chunk = { id: "c", object: "chat.completion.chunk", created: 1, model: "m" };
        res.write(`data: ${JSON.stringify({ ...chunk, choices: [{ index: 0, delta: { tool_calls: [call] } }] })}\n\n`);
        res.end(`data: ${JSON.stringify({ ...chunk, choices: [{ ...choice, delta: {} }] })}\n\ndata: [DONE]\n\n`);
      } else {
        const message = { role: "assistant", content: null, tool_calls: [call] };
        const answer = {
          id: "c",
          object: "chat.completion",
          created: 1,
          model: "m",
          choices: [{ ...choice, message }],
        };
        res.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer));
      }
    });
    const messages: Anthropic.MessageParam[] = [{ role: "user", content: "x" }];
    const asked = {
      model: MODELS["openai.chat"],
      max_tokens: 100,
      messages,
      tools: [{ name: LONG, input_schema: { type: "object" as const } }],
    };
    for (const stream of [false, true]) {
      const answer = stream
        ? await world.anthropic.messages.stream(asked).finalMessage()
        : await world.anthropic.messages.create(asked);
      const use = answer.content.find((block) => block.type === "tool_use");
      equal(use?.name, LONG);
      deepEqual(use?.input, { q: 1 });
      messages.push(
        { role: "assistant", content: answer.content },
        { role: "user", content: [{ type: "tool_result", tool_use_id: use?.id ?? "", content: "found" }] },
      );
    }
    equal(new Set(called).size, 1);
    match(called[0] ?? "", /^[\w-]{1,64}$/);
    const history = sent()["messages"] as { tool_calls?: { function: { name: string } }[] }[];
    equal(history.find((message) => message.tool_calls)?.tool_calls?.[0]?.function.name, called[0]);
  });

  test("ids that are made for Gemini's calls are short enough for every provider, and told apart", async () => {
    const ids = new Set<string>();
    for (let turn = 0; turn < 3; turn += 1) {
      const functionCall = { name: "f", args: {} };
      const answer = {
        responseId: `response-number-of-many-characters-${turn}`,
        candidates: [{ content: { role: "model", parts: [{ functionCall }, { functionCall }] }, finishReason: "STOP" }],
      };
      world.answer((res) => res.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(answer)));
      const { choices } = await world.openai.chat.completions.create({
        model: MODELS["gemini.generate"],
        messages: [{ role: "user", content: "x" }],
        tools: [{ type: "function", function: { name: "f" } }],
      });
      for (const { id } of choices[0]?.message.tool_calls ?? []) {
        ok(id.length <= 40, id);
        ids.add(id);
      }
    }
    equal(ids.size, 6);
  });

  for (const format of Object.keys(MODELS) as Spoken[]) {
    test(`${format}: an error page in place of the provider's words is told in the caller's format`, async () => {
      const page = "<html>Bad request</html>";
      world.answer((res) => res.writeHead(400, { "content-type": "text/html" }).end(page));
      for (const stream of [false, true]) {
        const error = await world.asked(format, MODELS[format], { stream }).then(
          () => undefined,
          (thrown: unknown) => thrown,
        );
        ok(error instanceof Error);
        equal((error as Error & { status?: number }).status, 400);
        ok(!error.message.includes("<html>"), error.message);
        match(error.message, /refused the request: answered 400/);
        if (format.startsWith("openai.")) equal((error as APIError).code, "invalid_request");
        equal(world.seen.length, 1);
        world.seen.length = 0;
      }
    });
  }
});
