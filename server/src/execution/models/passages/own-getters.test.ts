import { deepEqual } from "node:assert/strict";
import { test } from "node:test";
import type { Format } from "../../../kernel/index.ts";
import { spoken } from "../codecs/index.ts";
import { makeLost } from "../codecs/lost.ts";
import { awsEventsPassage, makeFrameReader } from "./aws-events.ts";
import { jsonArrayPassage } from "./json-array.ts";
import { samePassage } from "./same.ts";
import { translatedPassage } from "./translated.ts";
import { WithForeignErrors } from "./wrapped.ts";

const FORMATS: readonly Format[] = [
  "openai.chat",
  "openai.responses",
  "openai.embeddings",
  "anthropic.messages",
  "gemini.generate",
];

// An own getter is kept in a record that V8 makes old from birth: the whole call would live until the next full
// collection, and every small one would copy it.
test("nothing that comes with each answer has getters of its own", () => {
  const taps = FORMATS.flatMap((format) => spoken(format).tap?.() ?? []);
  const codec = spoken("openai.chat").codec;
  const same = taps.map((tap) => samePassage({ tap, estimatedInput: 1 }));
  const [inner] = same;
  if (!inner || !codec) throw new Error("there is a tap and a codec for chat");
  const frame = { call: "c", model: "m", createdS: 0, includeUsage: false, prompt: {} } as never;
  const translated = translatedPassage({
    from: codec,
    to: codec,
    issuer: "openai",
    frame,
    lost: makeLost(),
    estimatedInput: 1,
    streamType: "text/event-stream",
  });
  const around = [awsEventsPassage(inner), jsonArrayPassage(inner), new WithForeignErrors(inner), makeFrameReader()];
  const own = [...taps, ...same, translated, ...around].flatMap((one) =>
    Object.entries(Object.getOwnPropertyDescriptors(one)).flatMap(([name, { get }]) => (get ? [name] : [])),
  );
  deepEqual(own, []);
});
