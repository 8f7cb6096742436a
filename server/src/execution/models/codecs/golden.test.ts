import { deepEqual, equal, ok } from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { suite, test } from "node:test";
import { eventsOf } from "../taps/events.ts";
import type { Codec, Frame } from "./codec.ts";
import { ANSWER_CASES, type Fixtures, REQUEST_CASES } from "./fixtures/fixture.ts";
import { foldDeltas } from "./fixtures/fold.ts";
import { FIXTURES } from "./fixtures/index.ts";
import type { Answer, Json, JsonObject } from "./form.ts";
import { spoken } from "./index.ts";
import { makeLost } from "./lost.ts";

/*
 * Sixteen ways: what callers of each format ask goes to providers of each format, and what those answer comes
 * back, whole and as a stream. The results stand in golden/CALLER--PROVIDER.json, for people to read;
 * UPDATE_GOLDEN=1 writes them anew.
 */

const GOLDEN = new URL("golden/", import.meta.url);
const UPDATE = process.env["UPDATE_GOLDEN"] === "1";

interface Side {
  codec: Codec;
  fixtures: Fixtures;
}

const sides = FIXTURES.map((fixtures): Side => {
  const { codec } = spoken(fixtures.format);
  ok(codec, `${fixtures.format} has no codec`);
  return { codec, fixtures };
});

function frameOf(caller: Side): Frame {
  const { codec, fixtures } = caller;
  const prompt = codec.readPrompt(fixtures.requests.tools, { issuer: fixtures.issuer, stream: true });
  return { call: "0199-call", model: "smart", createdS: 1_700_000_000, includeUsage: true, prompt };
}

function requestsOf(caller: Side, provider: Side): JsonObject {
  const { issuers } = provider.fixtures;
  return Object.fromEntries(
    REQUEST_CASES.map((name) => {
      const source = { issuer: caller.fixtures.issuer, stream: false };
      const lost = makeLost();
      const prompt = caller.codec.readPrompt(caller.fixtures.requests[name], source);
      const body = provider.codec.writePrompt(
        prompt,
        { model: "provider-model", issuers, maxTokensDefault: 4_096 },
        lost,
      );
      return [name, { body, lost: [...lost.names] }];
    }),
  );
}

function answersOf(caller: Side, provider: Side): JsonObject {
  return Object.fromEntries(
    ANSWER_CASES.map((name) => {
      const lost = makeLost();
      const answer = provider.codec.readAnswer(provider.fixtures.answers[name], provider.fixtures.issuers[0] ?? "");
      return [name, { body: caller.codec.writeAnswer(answer, frameOf(caller), lost), lost: [...lost.names] }];
    }),
  );
}

function streamsOf(caller: Side, provider: Side): JsonObject {
  return Object.fromEntries(
    ANSWER_CASES.map((name) => {
      const lost = makeLost();
      const reader = provider.codec.readStream(provider.fixtures.issuers[0] ?? "");
      const writer = caller.codec.writeStream(frameOf(caller), lost);
      let text = "";
      for (const event of provider.fixtures.streams[name]) {
        for (const delta of reader.read(event)) text += writer.write(delta);
      }
      // Formats without a closing event end with the connection.
      if (provider.fixtures.format === "gemini.generate") text += writer.write({ kind: "end" });
      return [name, { events: [...eventsOf(text)].map(shown), lost: [...lost.names] }];
    }),
  );
}

function shown({ event, data }: { event: string; data: string }): Json {
  const value = data.startsWith("{") ? (JSON.parse(data) as Json) : data;
  return event === "" ? value : { event, data: value };
}

suite("sixteen translations", () => {
  test("there are four formats, and each has its cases", () => {
    deepEqual(
      sides.map(({ codec }) => codec.format),
      ["openai.chat", "openai.responses", "anthropic.messages", "gemini.generate"],
    );
  });

  for (const caller of sides) {
    for (const provider of sides) {
      const name = `${caller.codec.format}--${provider.codec.format}`;
      const file = new URL(`${name}.json`, GOLDEN);
      test(name, () => {
        const made = {
          requests: requestsOf(caller, provider),
          answers: answersOf(caller, provider),
          streams: streamsOf(caller, provider),
        };
        if (UPDATE) {
          mkdirSync(GOLDEN, { recursive: true });
          writeFileSync(file, `${JSON.stringify(made, undefined, 2)}\n`);
        }
        ok(existsSync(file), `${name}.json is missing: run with UPDATE_GOLDEN=1 and read what it writes`);
        deepEqual(JSON.parse(JSON.stringify(made)), JSON.parse(readFileSync(file, "utf8")));
      });
    }
  }

  for (const { codec, fixtures } of sides) {
    for (const name of ANSWER_CASES) {
      test(`${codec.format} says the same in a stream as in one piece: ${name}`, () => {
        const issuer = fixtures.issuers[0] ?? "";
        const reader = codec.readStream(issuer);
        const deltas = fixtures.streams[name].flatMap((event) => reader.read(event));
        const whole = codec.readAnswer(fixtures.answers[name], issuer);
        const folded = foldDeltas(deltas, codec.format);
        deepEqual(said(folded), said(whole));
        equal(folded.usage?.output, 30);
        equal(folded.usage?.input, 120);
      });
    }
  }
});

/** What an answer says, without what only one of its two shapes has a place for. */
function said(answer: Answer): unknown {
  return answer.choices.map(({ parts, stop }) => ({
    stop,
    parts: parts.map((part) => {
      const { rest: _rest, ...bare } = { rest: undefined, citations: undefined, ...part };
      return { ...bare, citations: undefined };
    }),
  }));
}
