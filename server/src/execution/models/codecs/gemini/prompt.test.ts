import { deepEqual, equal, match, ok } from "node:assert/strict";
import { test } from "node:test";
import type { JsonObject, Prompt } from "../form.ts";
import { makeLost } from "../lost.ts";
import { tagOpaqueBytes } from "../opaque.ts";
import { geminiCodec } from "./index.ts";

const target = { model: "gemini-2.5-flash", issuers: ["gemini"], maxTokensDefault: 4_096 };
const three = { ...target, model: "gemini-3-pro-preview" };

function read(body: JsonObject): Prompt {
  return geminiCodec.readPrompt(body, { issuer: "gemini", stream: false });
}

function written(prompt: Prompt, to = target): { body: JsonObject; lost: readonly string[] } {
  const lost = makeLost();
  return { body: geminiCodec.writePrompt(prompt, to, lost), lost: lost.names };
}

const empty: Prompt = { format: "openai.chat", stream: false, system: [], turns: [], tools: [] };
const said = (text: string): Prompt["turns"] => [{ role: "user", parts: [{ kind: "text", text }] }];

/** Everything the format has, as a client may write it. */
const FULL: JsonObject = {
  systemInstruction: { parts: [{ text: "Be short." }] },
  contents: [
    {
      role: "user",
      parts: [
        { text: "What is this?" },
        { inlineData: { mimeType: "image/png", data: "iVBORw0K" } },
        { fileData: { mimeType: "video/mp4", fileUri: "gs://bucket/film" }, videoMetadata: { fps: 2 } },
        { fileData: { mimeType: "application/pdf", fileUri: "https://example.org/a.pdf" } },
      ],
    },
    {
      role: "model",
      parts: [
        { text: "Looking at it.", thought: true },
        { functionCall: { id: "f1", name: "look", args: { at: [1, 2] } }, thoughtSignature: "c2ln" },
        { functionCall: { id: "f2", name: "look", args: {} } },
      ],
    },
    {
      role: "user",
      parts: [
        {
          functionResponse: {
            id: "f1",
            name: "look",
            response: { seen: true },
            parts: [{ inlineData: { mimeType: "image/jpeg", data: "/9j/" } }],
          },
        },
        { functionResponse: { id: "f2", name: "look", response: { error: "too dark" } } },
      ],
    },
    {
      role: "model",
      parts: [
        { executableCode: { language: "PYTHON", code: "1+1" } },
        { codeExecutionResult: { outcome: "OUTCOME_OK", output: "2" } },
        { text: "A film.", thoughtSignature: "dGFpbA==" },
        { somethingNew: { x: 1 } },
      ],
    },
    { role: "user", parts: [{ text: "Thanks" }] },
  ],
  tools: [
    {
      functionDeclarations: [
        { name: "look", description: "Looks", parametersJsonSchema: { type: "object" }, behavior: "BLOCKING" },
      ],
    },
    { googleSearch: {} },
    { codeExecution: {} },
  ],
  toolConfig: {
    functionCallingConfig: { mode: "VALIDATED", allowedFunctionNames: ["look"] },
    retrievalConfig: { languageCode: "de" },
  },
  generationConfig: {
    maxOutputTokens: 100,
    temperature: 0.5,
    topP: 0.9,
    topK: 40,
    candidateCount: 2,
    stopSequences: ["END"],
    seed: 7,
    presencePenalty: 0.1,
    frequencyPenalty: 0.2,
    responseMimeType: "application/json",
    responseJsonSchema: { type: "object" },
    responseLogprobs: true,
    logprobs: 3,
    thinkingConfig: { thinkingBudget: 512, includeThoughts: true },
    responseModalities: ["TEXT"],
    mediaResolution: "MEDIA_RESOLUTION_LOW",
  },
  safetySettings: [{ category: "HARM_CATEGORY_HARASSMENT", threshold: "BLOCK_NONE" }],
  cachedContent: "cachedContents/abc",
  labels: { team: "a" },
  serviceTier: "flex",
};

test("a request with everything in it comes back as it was", () => {
  const { body, lost } = written(read(FULL));
  deepEqual(body, FULL);
  deepEqual(lost, []);
});

test("a request in snake_case is read like one in camelCase", () => {
  const snake = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(snake);
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, inner]) => [
        name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`),
        snake(inner),
      ]),
    );
  };
  const { rest: _camel, turns: turnsOfCamel, tools: _tools, ...camel } = read(FULL);
  const { rest, turns, tools, ...other } = read(snake(FULL) as JsonObject);
  deepEqual(other, camel);
  deepEqual(
    tools.map((tool) => tool.name),
    ["look", "googleSearch", "codeExecution"],
  );
  deepEqual(
    turns.map(({ parts }) => parts.map((part) => part.kind)),
    turnsOfCamel.map(({ parts }) => parts.map((part) => part.kind)),
  );
  ok(rest);
});

test("a schema of the OpenAPI subset is read as JSON Schema, in its order", () => {
  const { tools, output } = read({
    contents: [],
    tools: [
      {
        function_declarations: [
          {
            name: "f",
            parameters: {
              type: "OBJECT",
              properties: {
                late: { type: "STRING", nullable: true, enum: ["a"] },
                early: { type: "ARRAY", items: { type: "INTEGER", format: "int32" }, minItems: "1" },
              },
              propertyOrdering: ["early", "late"],
              required: ["early"],
            },
          },
        ],
      },
    ],
    generationConfig: { responseSchema: { anyOf: [{ type: "NUMBER" }], nullable: true } },
  });
  const parameters = tools[0]?.parameters as { properties: JsonObject };
  deepEqual(parameters, {
    type: "object",
    properties: {
      early: { type: "array", items: { type: "integer", format: "int32" }, minItems: 1 },
      late: { type: ["string", "null"], enum: ["a", null] },
    },
    required: ["early"],
  });
  deepEqual(Object.keys(parameters.properties), ["early", "late"]);
  deepEqual(output, { kind: "schema", schema: { anyOf: [{ type: "number" }, { type: "null" }] } });
});

test("calls without ids find their results by name and order, and go back without ids", () => {
  const call = (name: string, n: number) => ({ functionCall: { name, args: { n } } });
  const result = (name: string, n: number) => ({ functionResponse: { name, response: { n } } });
  const body = {
    contents: [
      { role: "user", parts: [{ text: "go" }] },
      { role: "model", parts: [call("a", 1), call("b", 2), call("a", 3)] },
      { role: "function", parts: [result("a", 1), result("a", 3), result("b", 2)] },
    ],
  };
  const prompt = read(body);
  const ids = prompt.turns.map(({ parts }) => parts.flatMap((part) => ("id" in part ? [part.id] : [])));
  equal(new Set(ids[1]).size, 3);
  deepEqual(ids[2], [ids[1]?.[0], ids[1]?.[2], ids[1]?.[1]]);
  deepEqual(read(body), prompt, "ids are not the same for the same request");
  const contents = written(prompt).body["contents"] as { parts: JsonObject[] }[];
  deepEqual(contents[1]?.parts, body.contents[1]?.parts);
  // In the order of the calls, for that is all that tells two of one name apart.
  deepEqual(contents[2]?.parts, [result("a", 1), result("b", 2), result("a", 3)]);
});

test("chunks that a client kept as contents of their own are one turn, and a thought is one with its signature", () => {
  const { turns } = read({
    contents: [
      { role: "user", parts: [{ text: "go" }] },
      { role: "model", parts: [{ text: "I th", thought: true }] },
      { role: "model", parts: [{ text: "ink", thought: true }] },
      { role: "model", parts: [{ text: "", thought: true, thoughtSignature: "c2ln" }] },
      { role: "model", parts: [{ text: "Yes, " }] },
      { role: "model", parts: [{ text: "we can." }] },
    ],
  });
  deepEqual(turns[1], {
    role: "assistant",
    parts: [
      { kind: "thinking", text: "I think", sealed: { issuer: "gemini", data: "c2ln" } },
      { kind: "text", text: "Yes, we can." },
    ],
  });
  equal(turns.length, 2);
});

// Guarantee: a blob goes back to its maker and to nobody else.
test("a blob goes back to its maker and to nobody else", () => {
  const thoughtSignature = tagOpaqueBytes({ issuer: "anthropic#redacted", data: "EqQB" });
  const prompt = read({ contents: [{ role: "model", parts: [{ text: "", thought: true, thoughtSignature }] }] });
  deepEqual(prompt.turns[0]?.parts, [
    { kind: "thinking", text: "", sealed: { issuer: "anthropic", data: "EqQB" }, redacted: true },
  ]);
  const { body, lost } = written(prompt);
  ok(!JSON.stringify(body).includes("EqQB"));
  deepEqual(lost, ["thinking.signature"]);
});

test("a conversation of another format is written so that Gemini takes it", () => {
  const { body, lost } = written({
    ...empty,
    system: [{ kind: "text", text: "Be short." }],
    turns: [
      ...said("Weather?"),
      {
        role: "assistant",
        parts: [
          { kind: "text", text: "" },
          { kind: "call", id: "c1", name: "weather", arguments: '{"city":"Bern"}' },
          { kind: "call", id: "c2", name: "weather", arguments: "" },
        ],
      },
      { role: "user", parts: [{ kind: "result", id: "c2", parts: [{ kind: "text", text: "rain" }] }] },
      { role: "user", parts: [{ kind: "result", id: "c1", parts: [{ kind: "text", text: '{"t":3}' }], failed: true }] },
    ],
    tools: [{ kind: "function", name: "weather", parameters: { type: "object" }, strict: true }],
    maxTokens: 10,
  });
  deepEqual(body, {
    systemInstruction: { parts: [{ text: "Be short." }] },
    contents: [
      { role: "user", parts: [{ text: "Weather?" }] },
      {
        role: "model",
        parts: [
          { functionCall: { id: "c1", name: "weather", args: { city: "Bern" } } },
          { functionCall: { id: "c2", name: "weather", args: {} } },
        ],
      },
      {
        role: "user",
        parts: [
          { functionResponse: { id: "c1", name: "weather", response: { error: { t: 3 } } } },
          { functionResponse: { id: "c2", name: "weather", response: { output: "rain" } } },
        ],
      },
    ],
    tools: [{ functionDeclarations: [{ name: "weather", parametersJsonSchema: { type: "object" } }] }],
    toolConfig: { functionCallingConfig: { mode: "VALIDATED" } },
    generationConfig: { maxOutputTokens: 10 },
  });
  deepEqual(lost, []);
});

test("what Gemini has nothing for is named", () => {
  const { body, lost } = written({
    ...empty,
    turns: [
      { role: "user", name: "eva", parts: [{ kind: "text", text: "x", cache: {} }] },
      {
        role: "assistant",
        parts: [{ kind: "other", format: "anthropic.messages", type: "server_tool_use", value: {} }],
      },
    ],
    tools: [{ kind: "server", name: "web_search", native: { format: "openai.responses", value: {} } }],
    user: "eva",
    verbosity: "low",
    parallelTools: false,
    rest: { logit_bias: {} },
  });
  deepEqual(body, { contents: [{ role: "user", parts: [{ text: "x" }] }] });
  deepEqual([...lost].sort(), [
    "cache_control",
    "content.server_tool_use",
    "logit_bias",
    "messages.name",
    "parallel_tool_calls",
    "tools.web_search",
    "user",
    "verbosity",
  ]);
});

test("calls of another model are marked for models that demand signatures, and only for them", () => {
  const turns: Prompt["turns"] = [
    ...said("go"),
    {
      role: "assistant",
      parts: [
        { kind: "call", id: "1", name: "a", arguments: "{}" },
        { kind: "call", id: "2", name: "b", arguments: "{}" },
      ],
    },
  ];
  const signatures = (to: typeof target) =>
    (written({ ...empty, turns }, to).body["contents"] as { parts: JsonObject[] }[])[1]?.parts.map(
      (part) => part["thoughtSignature"],
    );
  deepEqual(signatures(three), ["skip_thought_signature_validator", undefined]);
  deepEqual(signatures(target), [undefined, undefined]);
});

for (const [said_, model, config] of [
  [{ effort: "high" }, "gemini-2.5-pro", { thinkingBudget: 24_576 }],
  [{ effort: "none" }, "gemini-2.5-pro", { thinkingBudget: 128 }],
  [{ off: true }, "gemini-2.5-flash", { thinkingBudget: 0 }],
  [{ budget: 60_000, shown: true }, "gemini-2.5-flash", { thinkingBudget: 24_576, includeThoughts: true }],
  [{ adaptive: true }, "gemini-2.5-flash", { thinkingBudget: -1 }],
  [{ effort: "xhigh" }, "gemini-3-pro-preview", { thinkingLevel: "HIGH" }],
  [{ effort: "minimal" }, "gemini-3-pro-preview", { thinkingLevel: "LOW" }],
  [{ effort: "minimal" }, "gemini-3-flash", { thinkingLevel: "MINIMAL" }],
  [{ budget: 4_000 }, "gemini-3-flash", { thinkingLevel: "MEDIUM" }],
  [{ effort: "high" }, "gemini-2.0-flash", undefined],
] as const) {
  test(`thinking ${JSON.stringify(said_)} is said to ${model} in its own words`, () => {
    const { body } = written({ ...empty, turns: said("x"), thinking: said_ }, { ...target, model });
    const settings = body["generationConfig"] as JsonObject | undefined;
    deepEqual(settings?.["thinkingConfig"], config);
  });
}

test("a result that holds nothing but a text under the agreed name is that text", () => {
  const response = (value: JsonObject) => {
    const { turns } = read({
      contents: [{ role: "user", parts: [{ functionResponse: { name: "f", response: value } }] }],
    });
    const [part] = turns[0]?.parts ?? [];
    ok(part?.kind === "result");
    const [text] = part.parts;
    ok(text?.kind === "text");
    return [text.text, part.failed ?? false];
  };
  deepEqual(response({ output: "plain" }), ["plain", false]);
  deepEqual(response({ error: "bad" }), ["bad", true]);
  deepEqual(response({ output: '{"a":1}' }), ['{"output":"{\\"a\\":1}"}', false]);
  deepEqual(response({ output: "x", more: 1 }), ['{"output":"x","more":1}', false]);
});

test("a body of nonsense gives a prompt and no exception", () => {
  for (const contents of [null, 1, "x", [null, 1, "x", { parts: 1 }, { parts: [1, null, {}] }, { role: 1 }]]) {
    const prompt = read({ contents: contents as never, tools: "x", toolConfig: 1, generationConfig: [] });
    ok(Array.isArray(prompt.turns));
    match(JSON.stringify(written(prompt).body), /contents/);
  }
});
