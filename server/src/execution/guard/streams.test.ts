import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { type Dice, cutAnywhere, diceOf, toldText, valueOf } from "../../../test/fakes/told-texts.ts";
import { type Format, type ModelCall, silentLog, systemClock } from "../../kernel/index.ts";
import { makePlaceholders, makeRisk, redactText, spansForClasses } from "../../risk/index.ts";
import { samePassage } from "../models/passages/same.ts";
import { anthropicTap } from "../models/taps/anthropic.ts";
import { chatTap } from "../models/taps/chat.ts";
import { geminiTap } from "../models/taps/gemini.ts";
import { responsesTap } from "../models/taps/responses.ts";
import { type Guard, makeGuard } from "./guard.ts";
import { WordsPassage } from "./passage.ts";

/*
 * Streams cut at random in hundreds of places each, in all four formats. LUMOS_FUZZ_STREAMS says how many;
 * LUMOS_FUZZ_SEED where they begin.
 */

const STREAMS = Number(process.env["LUMOS_FUZZ_STREAMS"] ?? 4_000);
const SEED = Number(process.env["LUMOS_FUZZ_SEED"] ?? 1);
const CLASSES = ["secret", "pii.customer"];

// A machine that is busy must not decide what is found.
const budgetMs = { least: 600_000, perMillionChars: 600_000 };
const risk = makeRisk({ log: silentLog, clock: systemClock, budgetMs });

const spansOf = (text: string) => {
  const part = { path: [], place: "", channel: "assistant", encoding: "string", text } as const;
  const assessment = risk.assess({ ask: { texts: [{ ...part, path: [] }] } });
  return spansForClasses(assessment, CLASSES).get(0) ?? [];
};

/** What the answer's words are: what grows, piece by piece, and what a tool is called with. */
interface Said {
  texts: string[][];
  thinking: string[];
  args: string[];
}

interface Shape {
  tap: typeof chatTap;
  /** How many texts stand beside each other. */
  texts: number;
  events(said: Said): string[];
  read(events: never[]): { texts: string[]; thinking: string; args: string };
}

const data = (json: object) => `data: ${JSON.stringify(json)}\n\n`;
const typed = (json: { type: string } & Record<string, unknown>) => `event: ${json.type}\n${data(json)}`;

const chat: Shape = {
  tap: chatTap,
  texts: 2,
  events({ texts, thinking, args }) {
    const chunk = (index: number, delta: object, finish: string | null = null) =>
      data({
        id: "c",
        object: "chat.completion.chunk",
        model: "m",
        choices: [{ index, delta, finish_reason: finish }],
      });
    const out = thinking.map((piece) => chunk(0, { reasoning_content: piece }));
    const longest = Math.max(...texts.map((pieces) => pieces.length));
    for (let at = 0; at < longest; at++)
      for (const [index, pieces] of texts.entries())
        if (pieces[at] !== undefined) out.push(chunk(index, { content: pieces[at] }));
    out.push(
      chunk(0, { tool_calls: [{ index: 0, id: "t", type: "function", function: { name: "f", arguments: "" } }] }),
    );
    for (const piece of args) out.push(chunk(0, { tool_calls: [{ index: 0, function: { arguments: piece } }] }));
    return [...out, ...texts.map((_, index) => chunk(index, {}, "stop")), "data: [DONE]\n\n"];
  },
  read(events) {
    const texts = ["", ""];
    let thinking = "";
    let args = "";
    const ended = new Set<number>();
    for (const { choices } of events as unknown as { choices: { index: number; delta: Record<string, never> }[] }[]) {
      for (const { index, delta, ...rest } of choices) {
        ok(!ended.has(index), "words come behind the end");
        if ((rest as { finish_reason?: string }).finish_reason) ended.add(index);
        texts[index] += delta["content"] ?? "";
        thinking += delta["reasoning_content"] ?? "";
        for (const call of (delta["tool_calls"] ?? []) as { function: { arguments: string } }[]) {
          args += call.function.arguments;
        }
      }
    }
    return { texts, thinking, args };
  },
};

const anthropic: Shape = {
  tap: anthropicTap,
  texts: 1,
  events({ texts, thinking, args }) {
    const block = (index: number, content_block: object, deltas: object[]) => [
      typed({ type: "content_block_start", index, content_block }),
      ...deltas.map((delta) => typed({ type: "content_block_delta", index, delta })),
      typed({ type: "content_block_stop", index }),
    ];
    const pieces = texts[0] ?? [];
    const half = pieces.length >> 1;
    const words = (list: string[]) => list.map((text) => ({ type: "text_delta", text }));
    return [
      typed({ type: "message_start", message: { id: "m", content: [], usage: { input_tokens: 1, output_tokens: 1 } } }),
      ...block(
        0,
        { type: "thinking", thinking: "" },
        thinking.map((text) => ({ type: "thinking_delta", thinking: text })),
      ),
      // What is one text to its reader comes in two blocks.
      ...block(1, { type: "text", text: "" }, words(pieces.slice(0, half))),
      ...block(2, { type: "text", text: "" }, words(pieces.slice(half))),
      ...block(
        3,
        { type: "tool_use", id: "t", name: "f", input: {} },
        args.map((json) => ({ type: "input_json_delta", partial_json: json })),
      ),
      typed({ type: "message_delta", delta: { stop_reason: "tool_use" }, usage: { output_tokens: 9 } }),
      typed({ type: "message_stop" }),
    ];
  },
  read(events) {
    let open = -1;
    const out = { texts: [""], thinking: "", args: "" };
    for (const event of events as unknown as { type: string; index: number; delta: Record<string, string> }[]) {
      if (event.type === "content_block_start") open = event.index;
      if (event.type === "content_block_stop") open = -1;
      if (event.type !== "content_block_delta") continue;
      equal(event.index, open, "words come outside of their block");
      out.texts[0] += event.delta["text"] ?? "";
      out.thinking += event.delta["thinking"] ?? "";
      out.args += event.delta["partial_json"] ?? "";
    }
    return out;
  },
};

interface ResponsesEvent {
  type: string;
  sequence_number: number;
  delta: string;
  text: string;
  arguments: string;
  response: { output: [{ summary: [{ text: string }] }, { content: [{ text: string }] }, { arguments: string }] };
}

const responses: Shape = {
  tap: responsesTap,
  texts: 1,
  events({ texts, thinking, args }) {
    const [text, why, written] = [texts[0] ?? [], thinking, args].map((pieces) => pieces.join(""));
    const message = { type: "message", id: "m", content: [{ type: "output_text", text, annotations: [] }] };
    const reasoning = { type: "reasoning", id: "r", summary: [{ type: "summary_text", text: why }] };
    const call = { type: "function_call", id: "f", name: "f", call_id: "t", arguments: written };
    const output = [reasoning, message, call];
    const events: ({ type: string } & Record<string, unknown>)[] = [
      { type: "response.created", response: { id: "x", status: "in_progress", output: [] } },
      ...thinking.map((delta) => ({
        type: "response.reasoning_summary_text.delta",
        output_index: 0,
        summary_index: 0,
        delta,
      })),
      { type: "response.reasoning_summary_text.done", output_index: 0, summary_index: 0, text: why },
      { type: "response.output_item.done", output_index: 0, item: reasoning },
      ...(texts[0] ?? []).map((delta) => ({
        type: "response.output_text.delta",
        output_index: 1,
        content_index: 0,
        delta,
        logprobs: [],
      })),
      { type: "response.output_text.done", output_index: 1, content_index: 0, text },
      { type: "response.content_part.done", output_index: 1, content_index: 0, part: message.content[0] },
      { type: "response.output_item.done", output_index: 1, item: message },
      ...args.map((delta) => ({ type: "response.function_call_arguments.delta", output_index: 2, delta })),
      { type: "response.function_call_arguments.done", output_index: 2, arguments: written },
      { type: "response.output_item.done", output_index: 2, item: call },
      { type: "response.completed", response: { id: "x", status: "completed", output } },
    ];
    return events.map((event, sequence_number) => typed({ ...event, sequence_number }));
  },
  read(events) {
    const out = { texts: [""], thinking: "", args: "" };
    let number = -1;
    for (const event of events as unknown as ResponsesEvent[]) {
      number += 1;
      equal(event.sequence_number, number);
      const { type } = event;
      if (type === "response.output_text.delta") out.texts[0] += event.delta;
      if (type === "response.reasoning_summary_text.delta") out.thinking += event.delta;
      if (type === "response.function_call_arguments.delta") out.args += event.delta;
      if (type === "response.output_text.done") equal(event.text, out.texts[0]);
      if (type === "response.reasoning_summary_text.done") equal(event.text, out.thinking);
      if (type === "response.function_call_arguments.done") equal(event.arguments, out.args);
      if (type === "response.completed") {
        const { output } = event.response;
        deepEqual(
          [output[1].content[0].text, output[0].summary[0].text, output[2].arguments],
          [out.texts[0], out.thinking, out.args],
        );
      }
    }
    return out;
  },
};

const gemini: Shape = {
  tap: geminiTap,
  texts: 2,
  events({ texts, thinking, args }) {
    const chunk = (index: number, parts: object[], more = {}) =>
      data({ candidates: [{ index, content: { role: "model", parts }, ...more }], modelVersion: "m" });
    const out = thinking.map((text) => chunk(0, [{ text, thought: true }]));
    const longest = Math.max(...texts.map((pieces) => pieces.length));
    for (let at = 0; at < longest; at++)
      for (const [index, pieces] of texts.entries())
        if (pieces[at] !== undefined) out.push(chunk(index, [{ text: pieces[at] }]));
    out.push(chunk(0, [{ functionCall: { name: "f", args: JSON.parse(args.join("")) as object } }]));
    return [...out, ...texts.map((_, index) => chunk(index, [], { finishReason: "STOP" }))];
  },
  read(events) {
    const out = { texts: ["", ""], thinking: "", args: "" };
    for (const { candidates } of events as unknown as {
      candidates: {
        index: number;
        content: { parts: { text?: string; thought?: boolean; functionCall?: { args: object } }[] };
      }[];
    }[]) {
      for (const { index, content } of candidates) {
        for (const part of content.parts) {
          if (part.functionCall) out.args += JSON.stringify(part.functionCall.args);
          else if (part.thought) out.thinking += part.text ?? "";
          else out.texts[index] += part.text ?? "";
        }
      }
    }
    return out;
  },
};

const SHAPES: Record<string, Shape> = {
  "openai.chat": chat,
  "openai.responses": responses,
  "anthropic.messages": anthropic,
  "gemini.generate": gemini,
};

function guardOf(format: string): Guard {
  const ask = { format, operation: "generate", members: new Map(), body: Buffer.alloc(0), texts: [] };
  const call = { id: "d", ask } as unknown as ModelCall;
  const guard = makeGuard({
    risk,
    work: { call, decided: { guardrails: { output: { secrets: "redact", pii: "redact" } } } as never },
    obligations: [],
    placeholderFor: makePlaceholders(),
  });
  ok(guard);
  return guard;
}

function guarded(format: string, shape: Shape, dice: Dice, said: Said): string {
  const guard = guardOf(format);
  const passage = new WordsPassage(samePassage({ tap: shape.tap(), estimatedInput: 1 }), format as Format, guard.words);
  const bytes = Buffer.from(shape.events(said).join(""));
  let out = "";
  for (let at = 0; at < bytes.length;) {
    const size = 1 + dice.below(400);
    out += passage.push(bytes.subarray(at, at + size)).toString("utf8");
    at += size;
  }
  ok(passage.ended());
  return out + passage.last().toString("utf8");
}

const anonymous = (text: string) => text.replace(/<([A-Z_]+)_\d+>/g, "<$1>");

// Guarantee: what streams is what the whole text gives when it is redacted at once.
for (const [format, shape] of Object.entries(SHAPES)) {
  test(`what streams is what the whole text gives when it is redacted at once: ${format}`, () => {
    const streams = Math.ceil(STREAMS / Object.keys(SHAPES).length);
    for (let at = 0; at < streams; at++) {
      const seed = SEED * 1_000_000 + at;
      const dice = diceOf(seed);
      const texts = Array.from({ length: dice.chance(0.2) ? shape.texts : 1 }, () => toldText(dice));
      const why = dice.chance(0.3) ? toldText(dice) : "";
      const written = { to: valueOf(dice), text: toldText(dice), "a\nb": [1, `x ${valueOf(dice)} y`] };
      const cut = (text: string) => cutAnywhere(dice, text, dice.chance(0.1) ? 200 : 8);
      const out = guarded(format, shape, dice, {
        texts: texts.map(cut),
        thinking: cut(why),
        args: cut(JSON.stringify(written)),
      });
      const events = out
        .split("\n")
        .flatMap((line) => (line.startsWith("data: {") ? [JSON.parse(line.slice(6)) as never] : []));
      const read = shape.read(events);
      const name = `seed ${seed}`;
      for (const [index, text] of texts.entries()) {
        const batch = redactText(text, spansOf(text), makePlaceholders());
        if (texts.length === 1 && why === "") equal(read.texts[index], batch, name);
        else equal(anonymous(read.texts[index] ?? ""), anonymous(batch), name);
      }
      equal(anonymous(read.thinking), anonymous(redactText(why, spansOf(why), makePlaceholders())), name);
      // Arguments are looked at as they are written, too, so more may go than each string would tell by itself.
      deepEqual(Object.keys(JSON.parse(read.args) as object), Object.keys(written), name);
      for (const text of [...texts, why, written.to, written.text]) {
        for (const { start, end } of spansOf(text)) {
          const value = text.slice(start, end);
          if (value.length > 7) ok(!out.includes(JSON.stringify(value).slice(1, -1)), `${name}: a value got through`);
        }
      }
    }
  });
}

test("99 of 100 times no more than 64 characters wait, but for tokens and keys that are longer themselves", () => {
  const held: number[] = [];
  for (let seed = 1; seed <= 1_500; seed++) {
    const dice = diceOf(SEED * 1_000_000 + seed);
    const text = toldText(dice);
    if (/PRIVATE KEY|eyJ/.test(text)) continue;
    const filter = guardOf("openai.chat").words.filterFor({ kind: "text", choice: 0, place: "", whole: false });
    ok(filter);
    let came = 0;
    for (const piece of cutAnywhere(dice, text, 8)) {
      filter.push(piece);
      came += piece.length;
      held.push(came - filter.settled);
    }
  }
  const sorted = Float64Array.from(held).sort();
  const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? 0;
  ok(at(0.5) <= 10 && at(0.9) <= 40 && at(0.99) <= 64, `p50 ${at(0.5)}, p90 ${at(0.9)}, p99 ${at(0.99)}`);
});
