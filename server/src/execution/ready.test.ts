import { equal, match, notEqual } from "node:assert/strict";
import { test } from "node:test";
import { fixedClock, silentLog, type TextPart } from "../kernel/index.ts";
import { makeRisk } from "../risk/index.ts";
import { placeholdersOf, redactionsOf } from "./ready.ts";
import type { Work } from "./types.ts";

test("one value has one placeholder throughout a call and its answer", () => {
  const texts = ["mail ana@firm.example", "and bob@firm.example, <EMAIL_9> and ANA@firm.example"].map(
    (text, at): TextPart => ({ path: [at], place: `messages[${at}]`, channel: "prompt", encoding: "string", text }),
  );
  const call = { ask: { texts } } as unknown as Work["call"];
  const assessment = makeRisk({ log: silentLog, clock: fixedClock(0) }).assess(call);
  const work = { call, assessment } as Work;
  const put = (only: number) =>
    redactionsOf(work, ["redact:pii.customer"])
      .filter(({ part }) => part === only)
      .map(({ replacement }) => replacement);
  const [ana] = put(0);
  match(ana ?? "", /^<EMAIL_\d+>$/);
  // For another candidate, in another text, and in what is answered.
  equal(put(0)[0], ana);
  equal(put(1)[1], ana);
  notEqual(put(1)[0], ana);
  equal(placeholdersOf(work)("email", "ana@firm.example"), ana);
});
