import { equal, ok } from "node:assert/strict";
import { type Server, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, suite, test } from "node:test";
import { createAnthropic } from "@ai-sdk/anthropic";
import { createGoogle } from "@ai-sdk/google";
import { createOpenAI } from "@ai-sdk/openai";
import Anthropic from "@anthropic-ai/sdk";
import { GoogleGenAI } from "@google/genai";
import { ChatAnthropic } from "@langchain/anthropic";
import { ChatGoogleGenerativeAI } from "@langchain/google-genai";
import { ChatOpenAI } from "@langchain/openai";
import { type LanguageModel, streamText } from "ai";
import OpenAI from "openai";
import { modelPath } from "../../src/doors/models/paths.ts";
import { FIXTURES } from "../../src/execution/models/codecs/fixtures/index.ts";

/*
 * The signs of life that Lumos writes into silent streams, before, between and behind all events, as each client gets
 * them: they come after a quarter of a minute of silence, which no test waits for.
 */

const TEXT = "Bern is the capital.";

suite("signs of life", { concurrency: false }, () => {
  let server: Server;
  let url = "";

  before(async () => {
    server = createServer((req, res) => {
      const [path = "", query = ""] = (req.url ?? "").split("?");
      const asked = modelPath(path, `?${query}`, req.headers);
      req.resume().on("end", () => {
        ok(asked?.kind === "call");
        const { format, ping } = asked.door;
        const events = FIXTURES.find((one) => one.format === format)?.streams.text ?? [];
        res.writeHead(200, { "content-type": "text/event-stream" });
        const pieces = events.flatMap(({ event, data }) => [
          `${event === "" ? "" : `event: ${event}\n`}data: ${data}\n\n`,
          ping,
        ]);
        void write(res, [ping, ping, ...pieces]);
      });
    });
    await new Promise<void>((resolve) => {
      server.listen(0, "127.0.0.1", resolve);
    });
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  after(() => {
    server.closeAllConnections();
    server.close();
  });

  const write = async (res: { write(text: string): unknown; end(): unknown }, pieces: string[]) => {
    for (const piece of pieces) {
      if (piece !== "") res.write(piece);
      // Each in a packet of its own.
      await new Promise((resolve) => setImmediate(resolve));
    }
    res.end();
  };
  const ai = async (model: LanguageModel) => streamText({ model, prompt: "x", maxOutputTokens: 9 }).text;
  const langchain = async (model: { stream(text: string): Promise<AsyncIterable<{ text: string }>> }) => {
    let text = "";
    for await (const chunk of await model.stream("x")) text += chunk.text;
    return text;
  };

  const CLIENTS: Record<string, () => Promise<string>> = {
    async "openai, chat"() {
      let text = "";
      const asked = { model: "m", messages: [{ role: "user" as const, content: "x" }] };
      for await (const chunk of await openai().chat.completions.create({ ...asked, stream: true }))
        text += chunk.choices[0]?.delta.content ?? "";
      return text;
    },
    async "openai, responses"() {
      return (await openai().responses.stream({ model: "m", input: "x" }).finalResponse()).output_text;
    },
    async anthropic() {
      const client = new Anthropic({ apiKey: "k", baseURL: url });
      const asked = { model: "m", max_tokens: 9, messages: [{ role: "user" as const, content: "x" }] };
      const { content } = await client.messages.stream(asked).finalMessage();
      return content.map((block) => (block.type === "text" ? block.text : "")).join("");
    },
    async google() {
      const client = new GoogleGenAI({ apiKey: "k", httpOptions: { baseUrl: url } });
      let text = "";
      for await (const chunk of await client.models.generateContentStream({ model: "m", contents: "x" }))
        text += chunk.text ?? "";
      return text;
    },
    "ai sdk, chat": () => ai(createOpenAI({ apiKey: "k", baseURL: `${url}/v1` }).chat("m")),
    "ai sdk, responses": () => ai(createOpenAI({ apiKey: "k", baseURL: `${url}/v1` }).responses("m")),
    "ai sdk, anthropic": () => ai(createAnthropic({ apiKey: "k", baseURL: `${url}/v1` })("claude-opus-4-1")),
    "ai sdk, google": () => ai(createGoogle({ apiKey: "k", baseURL: `${url}/v1beta` })("gemini-2.5-flash")),
    "langchain, openai": () =>
      langchain(new ChatOpenAI({ apiKey: "k", model: "m", configuration: { baseURL: `${url}/v1` } })),
    "langchain, anthropic": () =>
      langchain(new ChatAnthropic({ apiKey: "k", model: "claude-opus-4-1", anthropicApiUrl: url })),
    "langchain, google": () =>
      langchain(new ChatGoogleGenerativeAI({ apiKey: "k", model: "gemini-2.5-flash", baseUrl: url })),
  };
  const openai = () => new OpenAI({ apiKey: "k", baseURL: `${url}/v1` });

  for (const [name, ask] of Object.entries(CLIENTS)) {
    test(`${name} passes over them`, async () => {
      equal(await ask(), TEXT);
    });
  }
});
