import { ok } from "node:assert/strict";
import { suite, test } from "node:test";
import * as fc from "fast-check";
import type { Codec, Frame } from "./codec.ts";
import { ANSWER_CASES, REQUEST_CASES } from "./fixtures/fixture.ts";
import { FIXTURES } from "./fixtures/index.ts";
import type { Json, JsonObject } from "./form.ts";
import { spoken } from "./index.ts";
import { makeLost } from "./lost.ts";

/*
 * Callers and providers may send anything. A request is always put into every format; an answer is either
 * read or refused as a SyntaxError, and what was read can be told in every format.
 */

const RUNS = { numRuns: 60 };
const codecs = FIXTURES.map(({ format }): Codec => {
  const { codec } = spoken(format);
  ok(codec);
  return codec;
});

const strange: fc.Arbitrary<Json> = fc.oneof(
  fc.constantFrom<Json>(null, "", 0, -1, 1.5, true, [], {}, [null], [[]], [{}], [""], { type: 1 }, "data:x;base64,"),
  fc.jsonValue({ maxDepth: 2 }).map((value) => value as Json),
);

/** The same value with one place of it changed into something else, or taken out. */
const changed = (value: Json): fc.Arbitrary<Json> => {
  const places = placesIn(value);
  return fc
    .tuple(fc.constantFrom(...places), fc.option(strange, { nil: undefined }))
    .map(([place, other]) => replaced(value, place, other));
};

type Place = (string | number)[];

function placesIn(value: Json, place: Place = []): Place[] {
  if (typeof value !== "object" || value === null) return [place];
  return [place, ...Object.entries(value).flatMap(([name, inner]) => placesIn(inner, [...place, name]))].filter(
    (one) => one.length > 0,
  );
}

function replaced(value: Json, [step, ...rest]: Place, other: Json | undefined): Json {
  const copy = structuredClone(value) as Json[] & JsonObject;
  const at = step as never;
  if (rest.length > 0) copy[at] = replaced(copy[at] as Json, rest, other) as never;
  else if (other !== undefined) copy[at] = other as never;
  else if (Array.isArray(copy)) copy.splice(Number(step), 1);
  else delete copy[at];
  return copy;
}

function readable<Result>(read: () => Result): Result | undefined {
  try {
    return read();
  } catch (error) {
    ok(error instanceof SyntaxError, error as Error);
    return undefined;
  }
}

suite("anything may be sent", () => {
  for (const [at, { format, issuer, issuers, requests, answers, streams }] of FIXTURES.entries()) {
    const codec = codecs[at] as Codec;
    const frame: Frame = {
      call: "call",
      model: "m",
      createdS: 1,
      includeUsage: true,
      prompt: codec.readPrompt(requests.parallel, { issuer, stream: true }),
    };

    test(`as a request of ${format}`, () => {
      for (const name of REQUEST_CASES) {
        fc.assert(
          fc.property(changed(requests[name]), (body) => {
            const prompt = codec.readPrompt(body as JsonObject, { issuer, stream: false });
            for (const [to, other] of codecs.entries()) {
              const target = { model: "m", issuers: FIXTURES[to]?.issuers ?? [], maxTokensDefault: 1_000 };
              JSON.stringify(other.writePrompt(prompt, target, makeLost()));
            }
          }),
          RUNS,
        );
      }
    });

    test(`as an answer of ${format}`, () => {
      for (const name of ANSWER_CASES) {
        fc.assert(
          fc.property(changed(answers[name]), (body) => {
            const answer = readable(() => codec.readAnswer(body, issuers[0] ?? ""));
            if (answer) for (const other of codecs) JSON.stringify(other.writeAnswer(answer, frame, makeLost()));
          }),
          RUNS,
        );
      }
    });

    test(`as a stream of ${format}`, () => {
      for (const name of ANSWER_CASES) {
        const events = streams[name];
        fc.assert(
          fc.property(
            fc.nat(events.length - 1).chain((place) => {
              const event = events[place];
              const data: Json = event?.data.startsWith("{")
                ? (JSON.parse(event.data) as Json)
                : { data: event?.data ?? "" };
              return changed(data).map((value) => ({ place, value }));
            }),
            ({ place, value }) => {
              const reader = codec.readStream(issuers[0] ?? "");
              const writers = codecs.map((other) => other.writeStream(frame, makeLost()));
              for (const [index, event] of events.entries()) {
                const shown = index === place ? { ...event, data: JSON.stringify(value) } : event;
                const deltas = readable(() => reader.read(shown));
                if (!deltas) return;
                for (const delta of deltas) for (const writer of writers) writer.write(delta);
              }
            },
          ),
          RUNS,
        );
      }
    });
  }
});
