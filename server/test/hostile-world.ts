import { type IncomingMessage, type Server, type ServerResponse, createServer } from "node:http";
import type { AddressInfo } from "node:net";
import Anthropic from "@anthropic-ai/sdk";
import { GoogleGenAI } from "@google/genai";
import OpenAI from "openai";
import { type TestLumos, startTestLumos } from "./lumos.ts";
import { scratch } from "./scratch.ts";

export type Spoken = keyof typeof MODELS;

/** How a provider answers one request, byte by byte. */
export type Answer = (res: ServerResponse, req: IncomingMessage, body: Buffer) => unknown;

export interface Seen {
  path: string;
  headers: IncomingMessage["headers"];
  rawHeaders: string[];
  body: Buffer;
  closed: Promise<void>;
  aborted: boolean;
}

/** Lumos with one provider of each format behind it, all of them one server whose bytes the test writes itself. */
export interface HostileWorld extends AsyncDisposable {
  lumos: TestLumos;
  key: string;
  seen: Seen[];
  answer(with_: Answer): void;
  openai: OpenAI;
  anthropic: Anthropic;
  google: GoogleGenAI;
  post(path: string, body: string | Buffer, headers?: Record<string, string>): Promise<Response>;
  /** What the official client of a format makes of an answer, whole or as a stream; it throws where the client does. */
  asked(
    format: Spoken,
    model: string,
    how?: { stream?: boolean; says?: string; signal?: AbortSignal },
  ): Promise<string>;
  /** How the newest decision ended. */
  result(): Promise<string | null>;
}

/** The names of models, by the format their provider speaks. */
export const MODELS = {
  "openai.chat": "chatty",
  "openai.responses": "thinker",
  "anthropic.messages": "claude",
  "gemini.generate": "gem",
} as const;

const ORGANIZATION = `version: 1
organization: { id: hostile, name: Hostile, region: US }
providers:
  - { id: google, api: gemini, baseUrl: "\${UPSTREAM}", key: google-key, regions: [US], retentionDays: 0 }
  - { id: cellar, api: openai-compatible, baseUrl: "\${UPSTREAM}/v1", key: cellar-key, regions: [US], retentionDays: 0 }
  - { id: south, api: openai, baseUrl: "\${UPSTREAM}/v1", formats: [openai.responses], key: south-key, regions: [US], retentionDays: 0 }
  - { id: north, api: anthropic, baseUrl: "\${UPSTREAM}", key: north-key, regions: [US], retentionDays: 0 }
tiers: [{ id: all }]
models:
  - { id: gem, provider: google, upstream: gemini-2.5-flash, tier: all, price: { input: 1, output: 2 } }
  - { id: chatty, provider: cellar, upstream: llama, tier: all, price: { input: 1, output: 2 } }
  - { id: thinker, provider: south, upstream: gpt-5, tier: all, price: { input: 1, output: 2 } }
  - { id: claude, provider: north, upstream: claude-opus-4-1, tier: all, price: { input: 1, output: 2 } }
users:
  - { id: eva@hostile.test, name: Eva, region: US }
guardrails: { input: { secrets: block, pii: detect } }
policies: ./policies
`;

const POLICY = `@id("all") @why("Everyone may use every model.")
permit (principal, action in Lumos::Action::"use_model", resource);

@id("secret") @why("Secrets never reach a model.")
forbid (principal, action in Lumos::Action::"use_model", resource) when { context.base.dataClasses.contains("secret") };
`;

export async function startHostileWorld(): Promise<HostileWorld> {
  const folder = scratch({ "lumos.yaml": ORGANIZATION, "policies/all.cedar": POLICY });
  const seen: Seen[] = [];
  let answer: Answer = (res) => res.writeHead(500).end();
  const server = createServer((req, res) => {
    const chunks: Buffer[] = [];
    req.on("data", (chunk: Buffer) => chunks.push(chunk));
    req.on("end", () => {
      const closing = Promise.withResolvers<void>();
      const { url: path = "", headers, rawHeaders } = req;
      const one = { path, headers, rawHeaders, body: Buffer.concat(chunks), closed: closing.promise, aborted: false };
      seen.push(one);
      res.on("error", () => {});
      res.once("close", () => {
        one.aborted = !res.writableFinished;
        closing.resolve();
      });
      void answer(res, req, one.body);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const upstream = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const lumos = await startTestLumos({ file: `${folder.path}/lumos.yaml`, environment: { UPSTREAM: upstream } });
  const key = await lumos.key("user:eva@hostile.test");
  // Their own way of trying again stays as it is.
  const openai = new OpenAI({ apiKey: key, baseURL: `${lumos.url}/v1` });
  const anthropic = new Anthropic({ apiKey: key, baseURL: lumos.url });
  const google = new GoogleGenAI({ apiKey: key, httpOptions: { baseUrl: lumos.url } });
  return {
    lumos,
    key,
    seen,
    answer(next) {
      seen.length = 0;
      answer = next;
    },
    openai,
    anthropic,
    google,
    asked: (format, model, how = {}) => ASKED[format]({ openai, anthropic, google }, model, how),
    async result() {
      const { result } = await lumos.store.read
        .selectFrom("decisions")
        .select("result")
        .orderBy("seq" as never, "desc")
        .limit(1)
        .executeTakeFirstOrThrow();
      return result;
    },
    post: (path, body, headers = {}) =>
      fetch(lumos.url + path, {
        method: "POST",
        headers: { authorization: `Bearer ${key}`, "content-type": "application/json", ...headers },
        body: body as string,
      }),
    async [Symbol.asyncDispose]() {
      await lumos.end();
      await closed(server);
      folder[Symbol.dispose]();
    },
  };
}

export type Clients = Pick<HostileWorld, "openai" | "anthropic" | "google">;
type Ask = (
  clients: Clients,
  model: string,
  how: { stream?: boolean; says?: string; signal?: AbortSignal },
) => Promise<string>;

/** What the official client of a format makes of an answer, whole or as a stream; it throws where the client does. */
export const ASKED: Record<Spoken, Ask> = {
  async "openai.chat"({ openai }, model, { stream = true, says = "x", signal }) {
    const asked = { model, messages: [{ role: "user" as const, content: says }] };
    const options = signal ? { signal } : {};
    if (!stream) return (await openai.chat.completions.create(asked, options)).choices[0]?.message.content ?? "";
    let text = "";
    for await (const chunk of await openai.chat.completions.create({ ...asked, stream: true }, options))
      text += chunk.choices[0]?.delta.content ?? "";
    return text;
  },
  async "openai.responses"({ openai }, model, { stream = true, says = "x", signal }) {
    const options = signal ? { signal } : {};
    if (!stream) return (await openai.responses.create({ model, input: says }, options)).output_text;
    let text = "";
    for await (const event of await openai.responses.create({ model, input: says, stream: true }, options))
      if (event.type === "response.output_text.delta") text += event.delta;
    return text;
  },
  async "anthropic.messages"({ anthropic }, model, { stream = true, says = "x", signal }) {
    const asked = { model, max_tokens: 100, messages: [{ role: "user" as const, content: says }] };
    const options = signal ? { signal } : {};
    const texts = (content: Anthropic.ContentBlock[]) => content.map((one) => (one.type === "text" ? one.text : ""));
    if (!stream) return texts((await anthropic.messages.create(asked, options)).content).join("");
    return texts((await anthropic.messages.stream(asked, options).finalMessage()).content).join("");
  },
  async "gemini.generate"({ google }, model, { stream = true, says = "x", signal }) {
    const asked = { model, contents: says, ...(signal ? { config: { abortSignal: signal } } : {}) };
    if (!stream) return (await google.models.generateContent(asked)).text ?? "";
    let text = "";
    for await (const chunk of await google.models.generateContentStream(asked)) text += chunk.text ?? "";
    return text;
  },
};

function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => {
    server.close(() => resolve());
  });
}
