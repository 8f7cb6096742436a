import { createHmac, randomBytes } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { type Asked, type Json, type McpFixture, type McpWorld, RpcFailure } from "./server.ts";

/* What the official conformance suite wants of a server: its tools, resources and prompts. */

const PIXEL = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";
const SILENCE = "UklGRiQAAABXQVZFZm10IBAAAAABAAEAQB8AAIA+AAACABAAZGF0YQAAAAA=";
const OBJECT = { type: "object" };

interface Tool {
  description: string;
  inputSchema?: Json;
  call(asked: Asked, args: Json): Promise<Json> | Json;
}

const text = (said: string): Json => ({ content: [{ type: "text", text: said }] });
const form = (message: string, properties: Json, required = Object.keys(properties)) => ({
  method: "elicitation/create",
  params: { message, requestedSchema: { type: "object", properties, required } },
});
const ask = (question: string, maxTokens: number) => ({
  method: "sampling/createMessage",
  params: { messages: [{ role: "user", content: { type: "text", text: question } }], maxTokens },
});
const said = (answer: Json | undefined): string => String((answer?.["content"] as Json | undefined)?.["text"] ?? "");
const filled = (answer: Json | undefined, field: string): string =>
  String((answer?.["content"] as Json | undefined)?.[field] ?? answer?.["action"]);
const embedded = (uri: string, mimeType: string, words: string): Json => ({
  type: "resource",
  resource: { uri, mimeType, text: words },
});

export function conformanceWorld({ tell }: Pick<McpFixture, "tell">): McpWorld {
  const key = randomBytes(32);
  const sign = (value: string) => `${value}.${createHmac("sha256", key).update(value).digest("base64url")}`;
  const signed = (state: unknown, value: string) => state === sign(value);
  const tools: Record<string, Tool> = { ...plain(tell), ...asking(), ...rounds(sign, signed), ...headed() };
  return {
    info: { name: "fixture", version: "1.0.0" },
    capabilities: {
      tools: { listChanged: true },
      resources: { subscribe: true, listChanged: true },
      prompts: { listChanged: true },
      logging: {},
      completions: {},
    },
    methods: {
      "tools/list": () => ({
        tools: Object.entries(tools).map(([name, { description, inputSchema }]) => ({
          name,
          description,
          inputSchema: inputSchema ?? OBJECT,
        })),
      }),
      "tools/call": async (asked) => {
        const name = String(asked.params["name"]);
        const tool = Object.hasOwn(tools, name) ? tools[name] : undefined;
        if (!tool) throw new RpcFailure(-32_602, `Unknown tool: ${name}`);
        return tool.call(asked, (asked.params["arguments"] ?? {}) as Json);
      },
      ...resources(),
      ...prompts(),
    },
  };
}

function plain(tell: McpFixture["tell"]): Record<string, Tool> {
  const words = async (asked: Asked, method: string, each: (at: number) => Json) => {
    for (const at of [0, 1, 2]) {
      asked.notify(method, each(at));
      await sleep(50);
    }
  };
  return {
    test_simple_text: {
      description: "Says one sentence",
      call: () => text("This is a simple text response for testing."),
    },
    test_image_content: {
      description: "Gives a picture",
      call: () => ({ content: [{ type: "image", data: PIXEL, mimeType: "image/png" }] }),
    },
    test_audio_content: {
      description: "Gives a sound",
      call: () => ({ content: [{ type: "audio", data: SILENCE, mimeType: "audio/wav" }] }),
    },
    test_embedded_resource: {
      description: "Gives a resource",
      call: () => ({
        content: [embedded("test://embedded-resource", "text/plain", "This is an embedded resource content.")],
      }),
    },
    test_multiple_content_types: {
      description: "Gives several kinds of content",
      call: () => ({
        content: [
          { type: "text", text: "Multiple content types test:" },
          { type: "image", data: PIXEL, mimeType: "image/png" },
          embedded("test://mixed-content-resource", "application/json", '{"test":"data","value":123}'),
        ],
      }),
    },
    test_tool_with_logging: {
      description: "Logs while it works",
      call: async (asked) => {
        await words(asked, "notifications/message", (at) => ({ level: "info", data: `Step ${at}` }));
        return text("Logged three times");
      },
    },
    test_logging_tool: {
      description: "Logs while it works",
      call: async (asked) => {
        await words(asked, "notifications/message", (at) => ({ level: "info", data: `Step ${at}` }));
        return text("Logged three times");
      },
    },
    test_tool_with_progress: {
      description: "Tells of its progress",
      call: async (asked) => {
        const token = (asked.params["_meta"] as Json | undefined)?.["progressToken"];
        if (token !== undefined)
          await words(asked, "notifications/progress", (at) => ({
            progressToken: token,
            progress: at * 50,
            total: 100,
          }));
        return text("Done");
      },
    },
    test_error_handling: {
      description: "Fails",
      call: () => ({ ...text("This tool intentionally returns an error for testing"), isError: true }),
    },
    test_trigger_tool_change: {
      description: "Changes the list of tools",
      call: () => {
        tell("notifications/tools/list_changed");
        return text("changed");
      },
    },
    test_trigger_prompt_change: {
      description: "Changes the list of prompts",
      call: () => {
        tell("notifications/prompts/list_changed");
        return text("changed");
      },
    },
    json_schema_2020_12_tool: {
      description: "Has a schema with many words",
      inputSchema: SCHEMA_2020_12,
      call: () => text("fits"),
    },
  };
}

function asking(): Record<string, Tool> {
  const elicited = (answer: Json | undefined) =>
    text(
      `Elicitation completed: action=${String(answer?.["action"])}, content=${JSON.stringify(answer?.["content"] ?? {})}`,
    );
  const one = async (asked: Asked, request: { method: string; params: Json }) =>
    (await asked.need({ one: request }))["one"];
  return {
    test_sampling: {
      description: "Asks the client's model",
      inputSchema: { type: "object", properties: { prompt: { type: "string" } }, required: ["prompt"] },
      call: async (asked, args) => text(`LLM response: ${said(await one(asked, ask(String(args["prompt"]), 100)))}`),
    },
    test_elicitation: {
      description: "Asks the person",
      inputSchema: { type: "object", properties: { message: { type: "string" } }, required: ["message"] },
      call: async (asked, args) => {
        const answer = await one(
          asked,
          form(String(args["message"]), { response: { type: "string", description: "What they say" } }),
        );
        return text(
          `User response: action=${String(answer?.["action"])}, content=${JSON.stringify(answer?.["content"] ?? {})}`,
        );
      },
    },
    test_elicitation_sep1034_defaults: {
      description: "Asks the person, with defaults",
      call: async (asked) =>
        elicited(
          await one(
            asked,
            form(
              "Look through these",
              {
                name: { type: "string", default: "John Doe" },
                age: { type: "integer", default: 30 },
                score: { type: "number", default: 95.5 },
                status: { type: "string", enum: ["active", "inactive", "pending"], default: "active" },
                verified: { type: "boolean", default: true },
              },
              [],
            ),
          ),
        ),
    },
    test_elicitation_sep1330_enums: {
      description: "Asks the person to choose",
      call: async (asked) => elicited(await one(asked, form("Choose", CHOICES, []))),
    },
    test_missing_capability: {
      description: "Needs sampling",
      call: async (asked) => {
        if (asked.capabilities["sampling"] === undefined)
          throw new RpcFailure(-32_021, "Missing required client capability", {
            requiredCapabilities: { sampling: {} },
          });
        return text("can sample");
      },
    },
    test_streaming_elicitation: {
      description: "Tells, then asks the person",
      call: async (asked) => {
        const token = (asked.params["_meta"] as Json | undefined)?.["progressToken"];
        if (token !== undefined) asked.notify("notifications/progress", { progressToken: token, progress: 1 });
        return elicited(await one(asked, form("Go on?", { ok: { type: "boolean" } })));
      },
    },
  };
}

function rounds(
  sign: (value: string) => string,
  signed: (state: unknown, value: string) => boolean,
): Record<string, Tool> {
  const NAME = { user_name: form("What is your name?", { name: { type: "string" } }) };
  const OK = { confirm: form("Please confirm", { ok: { type: "boolean" } }) };
  const checked = (asked: Asked, ...values: string[]) => {
    const state = asked.params["requestState"];
    if (state !== undefined && !values.some((value) => signed(state, value)))
      throw new RpcFailure(-32_602, "Invalid params: requestState was not given out here");
  };
  return {
    test_input_required_result_elicitation: {
      description: "Needs a name",
      call: async (asked) => text(`Hello, ${filled((await asked.need(NAME))["user_name"], "name")}!`),
    },
    test_input_required_result_sampling: {
      description: "Needs the client's model",
      call: async (asked) => {
        const answers = await asked.need({ capital_question: ask("What is the capital of France?", 100) });
        return text(said(answers["capital_question"]));
      },
    },
    test_input_required_result_list_roots: {
      description: "Needs the client's roots",
      call: async (asked) => {
        const answers = await asked.need({ client_roots: { method: "roots/list", params: {} } });
        return text(JSON.stringify(answers["client_roots"]?.["roots"]));
      },
    },
    test_input_required_result_request_state: {
      description: "Keeps its state at the client",
      call: async (asked) => {
        checked(asked, "confirm");
        await asked.need(OK, sign("confirm"));
        return text("state-ok");
      },
    },
    test_input_required_result_tampered_state: {
      description: "Keeps its state at the client",
      call: async (asked) => {
        checked(asked, "tampered");
        await asked.need(OK, sign("tampered"));
        return text("state-ok");
      },
    },
    test_input_required_result_multiple_inputs: {
      description: "Needs three things",
      call: async (asked) => {
        checked(asked, "many");
        const roots = { method: "roots/list", params: {} };
        const wants = { ...NAME, greeting: ask("Generate a greeting", 50), client_roots: roots };
        const answers = await asked.need(wants, sign("many"));
        return text(`${said(answers["greeting"])} ${filled(answers["user_name"], "name")}`);
      },
    },
    test_input_required_result_multi_round: {
      description: "Needs two things, one after the other",
      call: async (asked) => {
        checked(asked, "one", "two");
        const second = signed(asked.params["requestState"], "two");
        if (!second)
          await asked.need({ step1: form("Step 1: What is your name?", { name: { type: "string" } }) }, sign("one"));
        const answers = await asked.need(
          { step2: form("Step 2: What is your favorite color?", { color: { type: "string" } }) },
          sign("two"),
        );
        return text(`Your color is ${filled(answers["step2"], "color")}`);
      },
    },
    test_input_required_result_capabilities: {
      description: "Asks what the client can do",
      call: async (asked) => {
        const { sampling, elicitation } = asked.capabilities;
        const answers = await asked.need({
          ...(elicitation === undefined ? {} : NAME),
          ...(sampling === undefined ? {} : { greeting: ask("Generate a greeting", 50) }),
        });
        return text(Object.keys(answers).join(", "));
      },
    },
  };
}

function headed(): Record<string, Tool> {
  return {
    test_x_mcp_header: {
      description: "Has arguments that stand in headers too",
      inputSchema: {
        type: "object",
        properties: { region: { type: "string", "x-mcp-header": "Region" } },
      },
      call: ({ modern, headers }, { region }) => {
        const header = String(headers["mcp-param-region"] ?? "");
        const base64 = /^=\?base64\?(.*)\?=$/.exec(header)?.[1];
        const decoded = base64 === undefined ? header : Buffer.from(base64, "base64").toString();
        const wellFormed = base64 === undefined || Buffer.from(decoded).toString("base64") === base64;
        if (modern && region !== undefined && region !== null && (!wellFormed || decoded !== region))
          throw new RpcFailure(-32_020, "Header mismatch: Mcp-Param-Region");
        return text(`region ${String(region)}`);
      },
    },
  };
}

function resources(): McpWorld["methods"] {
  const known: Record<string, Json> = {
    "test://static-text": { mimeType: "text/plain", text: "This is the content of the static text resource." },
    "test://static-binary": { mimeType: "image/png", blob: PIXEL },
    "test://watched-resource": { mimeType: "text/plain", text: "Watched" },
  };
  return {
    "resources/list": () => ({
      resources: Object.entries(known).map(([uri, { mimeType }]) => ({ uri, name: uri.slice(7), mimeType })),
    }),
    "resources/templates/list": () => ({
      resourceTemplates: [{ uriTemplate: "test://template/{id}/data", name: "template", mimeType: "application/json" }],
    }),
    "resources/read": ({ params, modern }) => {
      const uri = String(params["uri"]);
      const id = /^test:\/\/template\/([^/]+)\/data$/.exec(uri)?.[1];
      const data = JSON.stringify({ id, templateTest: true, data: `Data for ID: ${id}` });
      const found = id === undefined ? known[uri] : { mimeType: "application/json", text: data };
      if (!found) throw new RpcFailure(modern ? -32_602 : -32_002, "Resource not found", { uri });
      return { contents: [{ uri, ...found }] };
    },
    "resources/subscribe": ({ modern }) => removed(modern),
    "resources/unsubscribe": ({ modern }) => removed(modern),
    "logging/setLevel": ({ modern }) => removed(modern),
    ping: ({ modern }) => removed(modern),
  };
}

function removed(modern: boolean): Json {
  if (modern) throw new RpcFailure(-32_601, "Method not found");
  return {};
}

function prompts(): McpWorld["methods"] {
  const says = (...content: Json[]) => ({ messages: content.map((one) => ({ role: "user", content: one })) });
  const argument = (name: string) => ({ name, description: name, required: true });
  const known: Record<string, { arguments?: Json[]; get(asked: Asked, args: Json): Promise<Json> | Json }> = {
    test_simple_prompt: { get: () => says({ type: "text", text: "This is a simple prompt for testing." }) },
    test_prompt_with_arguments: {
      arguments: [argument("arg1"), argument("arg2")],
      get: (_asked, { arg1, arg2 }) =>
        says({ type: "text", text: `Prompt with arguments: arg1='${String(arg1)}', arg2='${String(arg2)}'` }),
    },
    test_prompt_with_embedded_resource: {
      arguments: [argument("resourceUri")],
      get: (_asked, { resourceUri }) =>
        says(embedded(String(resourceUri), "text/plain", "Embedded resource content for testing."), {
          type: "text",
          text: "Please process the embedded resource above.",
        }),
    },
    test_prompt_with_image: {
      get: () =>
        says(
          { type: "image", data: PIXEL, mimeType: "image/png" },
          { type: "text", text: "Please analyze the image above." },
        ),
    },
    test_input_required_result_prompt: {
      get: async (asked) => {
        const context = form("What context should the prompt use?", { context: { type: "string" } });
        const answers = await asked.need({ user_context: context });
        return says({ type: "text", text: `In the context of ${filled(answers["user_context"], "context")}` });
      },
    },
  };
  return {
    "prompts/list": () => ({
      prompts: Object.entries(known).map(([name, prompt]) => ({
        name,
        description: name,
        ...(prompt.arguments ? { arguments: prompt.arguments } : {}),
      })),
    }),
    "prompts/get": (asked) => {
      const name = String(asked.params["name"]);
      const prompt = Object.hasOwn(known, name) ? known[name] : undefined;
      if (!prompt) throw new RpcFailure(-32_602, `Unknown prompt: ${name}`);
      return prompt.get(asked, (asked.params["arguments"] ?? {}) as Json);
    },
    "completion/complete": () => ({ completion: { values: ["paris", "park", "party"], total: 3, hasMore: false } }),
  };
}

const CHOICES: Json = {
  untitledSingle: { type: "string", enum: ["option1", "option2", "option3"] },
  titledSingle: {
    type: "string",
    oneOf: [
      { const: "value1", title: "First Option" },
      { const: "value2", title: "Second Option" },
      { const: "value3", title: "Third Option" },
    ],
  },
  legacyEnum: {
    type: "string",
    enum: ["opt1", "opt2", "opt3"],
    enumNames: ["Option One", "Option Two", "Option Three"],
  },
  untitledMulti: { type: "array", items: { type: "string", enum: ["option1", "option2", "option3"] } },
  titledMulti: {
    type: "array",
    items: {
      anyOf: [
        { const: "value1", title: "First Choice" },
        { const: "value2", title: "Second Choice" },
        { const: "value3", title: "Third Choice" },
      ],
    },
  },
};

const SCHEMA_2020_12: Json = {
  $schema: "https://json-schema.org/draft/2020-12/schema",
  type: "object",
  $defs: {
    address: {
      $anchor: "addressDef",
      type: "object",
      properties: { street: { type: "string" }, city: { type: "string" } },
    },
  },
  properties: {
    name: { type: "string" },
    address: { $ref: "#/$defs/address" },
    contactMethod: { type: "string", enum: ["phone", "email"] },
    phone: { type: "string" },
    email: { type: "string" },
  },
  allOf: [{ anyOf: [{ required: ["phone"] }, { required: ["email"] }] }],
  if: { properties: { contactMethod: { const: "phone" } }, required: ["contactMethod"] },
  // oxlint-disable-next-line unicorn/no-thenable -- a word of JSON Schema
  then: { required: ["phone"] },
  else: { required: ["email"] },
  additionalProperties: false,
};
