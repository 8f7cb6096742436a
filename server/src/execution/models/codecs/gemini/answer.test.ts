import { deepEqual, equal, ok, throws } from "node:assert/strict";
import { test } from "node:test";
import type { Frame } from "../codec.ts";
import { deltasOf } from "../deltas.ts";
import type { Answer, Delta, JsonObject } from "../form.ts";
import { makeLost } from "../lost.ts";
import { geminiCodec } from "./index.ts";

const frame: Frame = {
  call: "call-1",
  model: "smart",
  createdS: 1,
  includeUsage: false,
  prompt: { format: "gemini.generate", stream: true, system: [], turns: [], tools: [] },
};

const USAGE: JsonObject = {
  promptTokenCount: 100,
  cachedContentTokenCount: 40,
  toolUsePromptTokenCount: 5,
  candidatesTokenCount: 20,
  thoughtsTokenCount: 30,
  totalTokenCount: 155,
  promptTokensDetails: [
    { modality: "TEXT", tokenCount: 70 },
    { modality: "IMAGE", tokenCount: 30 },
  ],
};

const WHOLE: JsonObject = {
  candidates: [
    {
      content: {
        role: "model",
        parts: [
          { text: "Hm.", thought: true },
          { text: "It rains.", thoughtSignature: "c2ln" },
          { functionCall: { name: "close", args: { window: 1 } }, thoughtSignature: "Y2FsbA==" },
          { functionCall: { id: "own", name: "close", args: {} } },
        ],
      },
      index: 0,
      finishReason: "STOP",
      safetyRatings: [{ category: "HARM_CATEGORY_HARASSMENT", probability: "NEGLIGIBLE" }],
      groundingMetadata: { webSearchQueries: ["rain", "bern"] },
    },
  ],
  usageMetadata: USAGE,
  modelVersion: "gemini-3-pro",
  responseId: "r-1",
};

const read = (body: JsonObject): Answer => geminiCodec.readAnswer(body, "gemini");

function streamed(...events: JsonObject[]): Delta[] {
  const reader = geminiCodec.readStream("gemini");
  return events.flatMap((event) => reader.read({ event: "", data: JSON.stringify(event) }));
}

function writtenStream(deltas: Iterable<Delta>): JsonObject[] {
  const writer = geminiCodec.writeStream(frame, makeLost());
  const text = [...deltas].map((delta) => writer.write(delta)).join("");
  return text
    .split("\n\n")
    .filter((event) => event !== "")
    .map((event) => JSON.parse(event.replace(/^data: /, "")) as JsonObject);
}

const partsOf = (event: JsonObject): JsonObject[] =>
  (event["candidates"] as { content: { parts: JsonObject[] } }[])[0]?.content.parts ?? [];

test("an answer is read whole: thoughts, signatures, calls, sources, usage", () => {
  const answer = read(WHOLE);
  equal(answer.model, "gemini-3-pro");
  const [choice] = answer.choices;
  equal(choice?.stop, "tools");
  deepEqual(
    choice?.parts.map((part) => part.kind),
    ["thinking", "text", "thinking", "call", "call"],
  );
  deepEqual(choice?.parts[2], { kind: "thinking", text: "", sealed: { issuer: "gemini", data: "c2ln" } });
  const [made, own] = choice?.parts.filter((part) => part.kind === "call") ?? [];
  ok(made && /^[a-zA-Z0-9_-]{1,64}$/.test(made.id));
  equal(own?.id, "own");
  deepEqual(answer.usage, {
    source: "provider",
    input: 105,
    cachedInput: 40,
    imageInput: 30,
    output: 50,
    reasoning: 30,
    serverTools: { web_search: 2 },
  });
});

test("an answer of Gemini's comes back as it was, but for its names", () => {
  const lost = makeLost();
  const written = geminiCodec.writeAnswer(read(WHOLE), frame, lost);
  deepEqual(written["candidates"], WHOLE["candidates"]);
  deepEqual(lost.names, []);
  deepEqual([written["modelVersion"], written["responseId"]], ["smart", "call-1"]);
  deepEqual(read({ ...written, modelVersion: "gemini-3-pro" }).usage, {
    ...read(WHOLE).usage,
  });
});

for (const [finishReason, stop] of [
  ["STOP", "end"],
  ["MAX_TOKENS", "length"],
  ["SAFETY", "filter"],
  ["RECITATION", "filter"],
  ["SPII", "filter"],
  ["MALFORMED_FUNCTION_CALL", "other"],
  ["A_NEW_ONE", "other"],
  ["constructor", "other"],
] as const) {
  test(`${finishReason} is read as ${stop}, and its own word is kept`, () => {
    const answer = read({ candidates: [{ content: { parts: [{ text: "x" }] }, finishReason }] });
    equal(answer.choices[0]?.stop, stop);
    equal(answer.choices[0]?.stopRaw, finishReason);
  });
}

test("a prompt that was blocked is an answer that was filtered, whole and as a stream", () => {
  const blocked = {
    promptFeedback: { blockReason: "PROHIBITED_CONTENT" },
    usageMetadata: { promptTokenCount: 9, totalTokenCount: 9 },
  };
  deepEqual(read(blocked).choices, [{ index: 0, parts: [], stop: "filter", stopRaw: "PROHIBITED_CONTENT" }]);
  deepEqual(
    streamed(blocked).map((delta) => delta.kind),
    ["start", "stop", "usage"],
  );
});

test("what is no answer throws a SyntaxError", () => {
  for (const body of [null, 1, [], {}, { candidates: [] }, { error: { code: 500 } }]) {
    throws(() => geminiCodec.readAnswer(body, "gemini"), SyntaxError);
  }
  throws(() => geminiCodec.readStream("gemini").read({ event: "", data: "{{" }), SyntaxError);
  throws(() => geminiCodec.readStream("gemini").read({ event: "", data: "[]" }), SyntaxError);
});

test("a stream is read into steps: parts open and close once, usage is said at the end", () => {
  const chunk = (part: JsonObject, more: JsonObject = {}, usage?: JsonObject): JsonObject => ({
    candidates: [{ content: { role: "model", parts: [part] }, index: 0, ...more }],
    modelVersion: "gemini-3-pro",
    responseId: "r-1",
    ...(usage ? { usageMetadata: usage } : {}),
  });
  const deltas = streamed(
    chunk({ text: "H", thought: true }, {}, { promptTokenCount: 100 }),
    chunk({ text: "m.", thought: true }),
    chunk({ text: "It " }),
    chunk({ text: "rains." }),
    chunk({ text: "", thoughtSignature: "c2ln" }),
    chunk({ functionCall: { name: "close", args: { a: 1 } }, thoughtSignature: "Y2Fs" }),
    chunk({ text: "" }, { finishReason: "STOP" }, USAGE),
  );
  deepEqual(
    deltas.map((delta) => `${delta.kind}${"part" in delta ? delta.part : ""}`),
    [
      "start",
      ..."open0 grow0 grow0 close0 open1 grow1 grow1 close1 open2 sealed2 close2".split(" "),
      ..."open3 sealed3 grow3 close3 stop usage".split(" "),
    ],
  );
  const stop = deltas.find((delta) => delta.kind === "stop");
  deepEqual(stop, { kind: "stop", choice: 0, stop: "tools", raw: "STOP" });
});

test("several candidates in one stream do not mix, and usage waits for the last of them", () => {
  const chunk = (index: number, text: string, finishReason?: string): JsonObject => ({
    candidates: [{ content: { parts: [{ text }] }, index, ...(finishReason ? { finishReason } : {}) }],
    usageMetadata: USAGE,
  });
  const deltas = streamed(chunk(0, "a"), chunk(1, "b"), chunk(0, "c", "STOP"), chunk(1, "d", "MAX_TOKENS"));
  const texts = [0, 1].map((choice) =>
    deltas.flatMap((delta) => (delta.kind === "grow" && delta.choice === choice ? [delta.text] : [])).join(""),
  );
  deepEqual(texts, ["ac", "bd"]);
  equal(deltas.filter((delta) => delta.kind === "usage").length, 1);
  equal(deltas.at(-1)?.kind, "usage");
});

test("an error inside the stream is a failure", () => {
  deepEqual(streamed({ error: { code: 503, message: "busy", status: "UNAVAILABLE" } }), [
    { kind: "failed", code: "UNAVAILABLE", message: "busy" },
  ]);
});

test("an answer that is written as a stream reads as the same answer", () => {
  const events = writtenStream(deltasOf(read(WHOLE)));
  deepEqual(events.flatMap(partsOf), [
    { text: "Hm.", thought: true },
    { text: "It rains." },
    { text: "", thoughtSignature: "c2ln" },
    { functionCall: { name: "close", args: { window: 1 } }, thoughtSignature: "Y2FsbA==" },
    { functionCall: { id: "own", name: "close", args: {} } },
    { text: "" },
  ]);
  for (const event of events) deepEqual([event["modelVersion"], event["responseId"]], ["smart", "call-1"]);
  const last = events.at(-1) as { candidates: JsonObject[]; usageMetadata: JsonObject };
  equal(last.candidates[0]?.["finishReason"], "STOP");
  deepEqual(last.candidates[0]?.["groundingMetadata"], { webSearchQueries: ["rain", "bern"] });
  equal(last.usageMetadata["totalTokenCount"], 155);
  equal(events.filter((event) => event["usageMetadata"]).length, 1);
});

test("a thought of another provider bears its tag, and finds back whole", () => {
  const parts: Answer["choices"][number]["parts"] = [
    { kind: "thinking", text: "Deep.", sealed: { issuer: "anthropic", data: "EqQB" } },
    { kind: "thinking", text: "", sealed: { issuer: "anthropic", data: "hidden" }, redacted: true },
    { kind: "thinking", text: "", sealed: { issuer: "openai:south", data: "gAAA" }, id: "rs_1" },
    { kind: "text", text: "Yes." },
  ];
  const answer: Answer = {
    format: "anthropic.messages",
    id: "m",
    model: "x",
    choices: [{ index: 0, parts, stop: "end" }],
  };
  const whole = geminiCodec.writeAnswer(answer, frame, makeLost());
  const contents = [{ role: "model", parts: partsOf(whole) }];
  const events = writtenStream(deltasOf(answer));
  const chunks = events.map((event) => ({ role: "model", parts: partsOf(event) }));
  for (const kept of [contents, chunks]) {
    const { turns } = geminiCodec.readPrompt({ contents: kept }, { issuer: "gemini", stream: false });
    const back = turns[0]?.parts.filter((part) => part.kind !== "text" || part.text !== "");
    deepEqual(back, parts);
  }
});
