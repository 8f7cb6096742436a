import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { samePassage } from "../models/passages/same.ts";
import { anthropicTap } from "../models/taps/anthropic.ts";
import { chatTap } from "../models/taps/chat.ts";
import { geminiTap } from "../models/taps/gemini.ts";
import { responsesTap } from "../models/taps/responses.ts";
import type { Format } from "../../kernel/index.ts";
import { WordsPassage } from "./passage.ts";
import { type Edit, type FilterWords, type WordFilter, heldWhole, sideBySide } from "../../kernel/index.ts";

/** Holds back what may become the word, and takes it out. */
function without(word: string, instead: string): WordFilter {
  let text = "";
  let edits: Edit[] = [];
  const filter = {
    settled: 0,
    stopped: undefined,
    push(more: string) {
      text += more;
      look(text.length - word.length + 1);
    },
    end: () => look(text.length),
    take: () => edits.splice(0),
  };
  const look = (upTo: number) => {
    for (let at = text.indexOf(word, filter.settled); at >= 0; at = text.indexOf(word, filter.settled)) {
      edits.push({ start: at, end: at + word.length, text: instead });
      filter.settled = at + word.length;
    }
    filter.settled = Math.max(filter.settled, upTo);
  };
  return filter;
}

const filterFor: FilterWords = ({ kind }) =>
  kind === "arguments"
    ? heldWhole((text) => {
        const at = text.indexOf("hidden");
        return at < 0 ? [] : [{ start: at, end: at + 6, text: "X" }];
      })
    : without("hidden", "X");

const TAPS = {
  "openai.chat": chatTap,
  "openai.responses": responsesTap,
  "anthropic.messages": anthropicTap,
  "gemini.generate": geminiTap,
};

function through(format: keyof typeof TAPS, stream: string, words = filterFor): string {
  const inner = samePassage({ tap: TAPS[format](), estimatedInput: 1 });
  const passage = new WordsPassage(inner, format as Format, {
    filterFor: words,
    screenFor: words,
    strict: true,
    unread: () => undefined,
    cut: ({ code, why }) => ({ code, message: why, decision: "d" }),
  });
  const bytes = Buffer.from(stream);
  let out = "";
  for (let at = 0; at < bytes.length; at += 17) out += passage.push(bytes.subarray(at, at + 17)).toString("utf8");
  ok(passage.ended());
  return out + passage.last().toString("utf8");
}

const data = (json: object) => `data: ${JSON.stringify(json)}\n\n`;
const typed = (json: { type: string } & Record<string, unknown>) => `event: ${json.type}\n${data(json)}`;
const read = (stream: string) =>
  stream.split("\n").flatMap((line) => (line.startsWith("data: {") ? [JSON.parse(line.slice(6)) as never] : []));

const chat = (delta: object, finish: string | null = null, index = 0) =>
  data({ id: "c", object: "chat.completion.chunk", choices: [{ index, delta, finish_reason: finish }] });

test("a stream without such words is given byte for byte", () => {
  const stream = `${chat({ role: "assistant", content: "" })}${chat({ content: "so hi" })}${chat({ content: "d it" })}${chat({}, "stop")}data: [DONE]\n\n`;
  equal(through("openai.chat", stream), stream);
});

test("no event overtakes words that are held back: a word torn over events is taken out where it began", () => {
  const stream = `${chat({ content: "a hid" })}${chat({ content: "d" })}${chat({ content: "en b" })}${chat({}, "stop")}data: [DONE]\n\n`;
  const events = read(through("openai.chat", stream)) as { choices: { delta: { content?: string } }[] }[];
  deepEqual(
    events.map(({ choices }) => choices[0]?.delta.content),
    ["a X", "", " b", undefined],
  );
});

test("choices are read apart, arguments to their end", () => {
  const call = (text: string) => ({ tool_calls: [{ index: 0, function: { arguments: text } }] });
  const stream = `${chat({ content: "hid" })}${chat({ content: "den" }, null, 1)}${chat(call('{"a":"hid'))}${chat(call('den"}'))}${chat({}, "stop", 1)}${chat({}, "stop")}data: [DONE]\n\n`;
  const out = through("openai.chat", stream);
  equal(out, stream.replace('{\\"a\\":\\"hid', '{\\"a\\":\\"X').replace('"den\\"}"', '"\\"}"'));
});

test("every copy of a text in Responses says what was given of it", () => {
  const at = { output_index: 0, content_index: 0, item_id: "m" };
  const message = {
    type: "message",
    id: "m",
    role: "assistant",
    content: [{ type: "output_text", text: "a hidden b" }],
  };
  const stream =
    typed({ type: "response.output_text.delta", ...at, delta: "a hid", sequence_number: 1 }) +
    typed({ type: "response.output_text.delta", ...at, delta: "den b", sequence_number: 2 }) +
    typed({ type: "response.output_text.done", ...at, text: "a hidden b", sequence_number: 3 }) +
    typed({ type: "response.output_item.done", output_index: 0, item: message, sequence_number: 4 }) +
    typed({ type: "response.completed", response: { status: "completed", output: [message] }, sequence_number: 5 });
  const out = through("openai.responses", stream);
  equal(out.includes("hid"), false);
  equal(out.match(/"a X b"/g)?.length, 3);
});

test("a word torn over Anthropic's blocks is found, and blocks stay what they are", () => {
  const stream =
    typed({ type: "content_block_start", index: 0, content_block: { type: "text", text: "" } }) +
    typed({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "one hid" } }) +
    typed({ type: "content_block_stop", index: 0 }) +
    typed({ type: "content_block_start", index: 1, content_block: { type: "text", text: "" } }) +
    typed({ type: "content_block_delta", index: 1, delta: { type: "text_delta", text: "den two" } }) +
    typed({ type: "content_block_stop", index: 1 }) +
    typed({ type: "message_stop" });
  const out = through("anthropic.messages", stream);
  equal(out, stream.replace('"one hid"', '"one X"').replace('"den two"', '" two"'));
});

test("Gemini's candidates, calls and numbers", () => {
  const part = (parts: object[], more = {}) => data({ candidates: [{ index: 0, content: { parts }, ...more }] });
  const stream =
    part([{ text: "hid" }, { functionCall: { name: "f", args: { a: "hidden", b: [1] } } }]) +
    part([{ text: "den" }], { finishReason: "STOP" });
  const out = through("gemini.generate", stream);
  equal(out, stream.replace('"hid"', '"X"').replace('"den"', '""').replace('"hidden"', '"X"'));
});

test("filters side by side see the model's own words, and an earlier one stands", () => {
  const both = sideBySide([without("hidden", "X"), without("den b", "Y")]);
  both?.push("a hid");
  both?.push("den b den b");
  both?.end();
  deepEqual(both?.take(), [
    { start: 2, end: 8, text: "X" },
    { start: 11, end: 16, text: "Y" },
  ]);
  equal(both?.settled, 16);
});
