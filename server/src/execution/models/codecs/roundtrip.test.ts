import { deepEqual, ok } from "node:assert/strict";
import { suite, test } from "node:test";
import * as fc from "fast-check";
import { eventsOf } from "../taps/events.ts";
import type { Codec, Frame } from "./codec.ts";
import { deltasOf } from "./deltas.ts";
import { answers, prompts } from "./fixtures/arbitrary.ts";
import { foldDeltas } from "./fixtures/fold.ts";
import { FIXTURES } from "./fixtures/index.ts";
import type { Answer, Json, Part, Prompt } from "./form.ts";
import { spoken } from "./index.ts";
import { makeLost } from "./lost.ts";

/* Text, calls, results and usage survive every way through the formats. */

const RUNS = { numRuns: 100 };

interface Side {
  codec: Codec;
  issuer: string;
  issuers: readonly string[];
}

const sides = FIXTURES.map(({ format, issuer, issuers }): Side => {
  const { codec } = spoken(format);
  ok(codec, `${format} has no codec`);
  return { codec, issuer, issuers };
});

suite("what every format can say survives", () => {
  for (const first of sides) {
    for (const second of sides) {
      test(`a prompt through ${first.codec.format} and ${second.codec.format}`, () => {
        fc.assert(
          fc.property(prompts, (made) => {
            const prompt: Prompt = { format: first.codec.format, ...made };
            deepEqual(asked(through(second, through(first, prompt))), asked(prompt));
          }),
          RUNS,
        );
      });

      test(`an answer of ${first.codec.format} told in ${second.codec.format}`, () => {
        fc.assert(
          fc.property(answers, (made) => {
            const own: Answer = { format: first.codec.format, ...made };
            const read = first.codec.readAnswer(written(first, own), first.issuers[0] ?? "");
            const told = second.codec.readAnswer(written(second, read), second.issuers[0] ?? "");
            deepEqual(said(told), said(own));
          }),
          RUNS,
        );
      });
    }
  }

  for (const side of sides) {
    test(`an answer streamed in ${side.codec.format} is the one that comes whole`, () => {
      fc.assert(
        fc.property(answers, (made) => {
          const answer: Answer = { format: side.codec.format, ...made };
          const whole = side.codec.readAnswer(written(side, answer), side.issuers[0] ?? "");
          deepEqual(said(streamed(side, answer)), said(whole));
          deepEqual(said(whole), said(answer));
        }),
        RUNS,
      );
    });
  }
});

function through({ codec, issuer, issuers }: Side, prompt: Prompt): Prompt {
  const lost = makeLost();
  const body = codec.writePrompt(prompt, { model: "m", issuers, maxTokensDefault: 1_000 }, lost);
  deepEqual(lost.names, []);
  // What goes over the wire is text.
  return codec.readPrompt(JSON.parse(JSON.stringify(body)) as never, { issuer, stream: prompt.stream });
}

function frameOf({ codec }: Side): Frame {
  const prompt: Prompt = { format: codec.format, stream: true, system: [], turns: [], tools: [] };
  return { call: "call", model: "m", createdS: 1, includeUsage: true, prompt };
}

function written(side: Side, answer: Answer): Json {
  return JSON.parse(JSON.stringify(side.codec.writeAnswer(answer, frameOf(side), makeLost()))) as Json;
}

function streamed(side: Side, answer: Answer): Answer {
  const writer = side.codec.writeStream(frameOf(side), makeLost());
  const text = [...deltasOf(answer)].map((delta) => writer.write(delta)).join("");
  const reader = side.codec.readStream(side.issuers[0] ?? "");
  const deltas = [...eventsOf(text)].flatMap((event) => reader.read(event));
  return foldDeltas(deltas, side.codec.format);
}

/** What a prompt says, however its format cuts it. */
function asked(prompt: Prompt): unknown {
  const steps: [string, unknown][] = [];
  for (const { role, parts } of prompt.turns) {
    for (const part of parts) {
      const step = shown(role, part);
      const last = steps.at(-1);
      if (last && step[0] === last[0] && step[0].endsWith("text")) last[1] = `${String(last[1])}${String(step[1])}`;
      else steps.push(step);
    }
  }
  return {
    stream: prompt.stream,
    system: prompt.system.map((part) => (part.kind === "text" ? part.text : part)).join("\n\n"),
    steps,
    tools: prompt.tools.map(({ kind, name, description, parameters }) => ({ kind, name, description, parameters })),
    maxTokens: prompt.maxTokens,
  };
}

function shown(role: string, part: Part): [string, unknown] {
  switch (part.kind) {
    case "text":
      return [`${role} text`, part.text];
    case "call":
      return [`${role} call`, [part.id, part.name, JSON.parse(part.arguments)]];
    case "result":
      return [
        `${role} result`,
        [part.id, part.parts.map((inner) => (inner.kind === "text" ? inner.text : inner)).join("")],
      ];
    default:
      return [`${role} ${part.kind}`, part];
  }
}

function said({ choices, usage }: Answer): unknown {
  return {
    choices: choices.map(({ parts, stop }) => ({
      stop,
      // An answer without anything in it has an empty text in some formats.
      parts: parts.filter((part) => part.kind !== "text" || part.text !== "").map((part) => shown("assistant", part)),
    })),
    usage: usage && [usage.input, usage.cachedInput, usage.output, usage.reasoning],
  };
}
