import assert from "node:assert/strict";
import { test } from "node:test";
import type { DetectorSpec } from "../../config/index.ts";
import { type Clock, fixedClock, silentLog, type TextPart } from "../../kernel/index.ts";
import { makeRisk, type OwnMatch, redactText, makePlaceholders, spansForClasses } from "../index.ts";

const clock = fixedClock(0);

function ask(...texts: string[]) {
  return {
    ask: {
      texts: texts.map((text, i): TextPart => ({
        path: ["messages", i],
        place: `messages[${i}]`,
        channel: "prompt",
        encoding: "string",
        text,
      })),
    },
  };
}

function room(own: { clock?: Clock; heard?: OwnMatch[] } = {}) {
  return makeRisk({
    log: silentLog,
    clock: own.clock ?? clock,
    heardOwn: (_org, matches) => void own.heard?.push(...matches),
  });
}

const words = (id: string, list: string[], more: Partial<DetectorSpec> = {}): DetectorSpec => ({
  id,
  class: "project",
  words: list,
  ...more,
});
const pattern = (id: string, source: string, more: Partial<DetectorSpec> = {}): DetectorSpec => ({
  id,
  class: "ticket",
  pattern: source,
  ...more,
});
const acme = (...detectors: DetectorSpec[]) => ({ org: "acme", detectors });

function seen(own: ReturnType<typeof acme>, ...texts: string[]): string[] {
  const { findings, failure } = room().assess(ask(...texts), own);
  assert.equal(failure, undefined);
  const found = findings.filter(({ detector }) => detector === "own");
  return found.map(({ rule, part, start, end }) => `${rule} ${(texts[part] as string).slice(start, end)}`);
}

test("words are found as whole words, in any case and script", () => {
  const own = acme(words("names", ["Bluebird", "Nordstern 2", "Größe", "青い鳥"]));
  assert.deepEqual(seen(own, "about bluebird, BLUEBIRD and NORDSTERN 2."), [
    "names bluebird",
    "names BLUEBIRD",
    "names NORDSTERN 2",
  ]);
  assert.deepEqual(seen(own, "die GRÖßE, 昨日青い鳥を見た"), ["names GRÖßE", "names 青い鳥"]);
  assert.deepEqual(seen(own, "bluebirds, mybluebird, blue bird, Nordstern 22"), []);
  assert.deepEqual(seen(acme(words("names", ["Bluebird"], { caseSensitive: true })), "bluebird Bluebird"), [
    "names Bluebird",
  ]);
});

test("patterns are found, and words nearby decide where they are asked for", () => {
  assert.deepEqual(seen(acme(pattern("ids", "prj-\\d{4}")), "see PRJ-1234, prj-99"), ["ids PRJ-1234"]);
  const own = acme(pattern("ids", "\\d{6}", { context: ["Ticket"], within: 20 }));
  assert.deepEqual(seen(own, "ticket no. 123456"), ["ids 123456"]);
  assert.deepEqual(seen(own, `number 123456${" ".repeat(30)}ticket`), []);
});

test("their class is a data class, can be redacted, and stands beside what is built in", () => {
  const text = "Bluebird: write to ana@firm.example";
  const assessment = room().assess(ask(text), acme(words("names", ["bluebird"])));
  assert.deepEqual(assessment.dataClasses, ["pii.customer", "pii.email", "project"]);
  assert.deepEqual(assessment.ownClasses, ["project"]);
  const spans = spansForClasses(assessment, ["project"]).get(0) ?? [];
  assert.equal(redactText(text, spans, makePlaceholders()), "<PROJECT_1>: write to ana@firm.example");
});

test("Guarantee: what a detector in shadow finds, or fails at, has no effect on a call", () => {
  const heard: OwnMatch[] = [];
  const risk = room({ heard });
  const own = acme(words("names", ["bluebird"], { stage: "shadow" }));
  for (let turn = 0; turn < 2; turn++) {
    const assessment = risk.assess(ask("about bluebird and bluebird"), own);
    assert.deepEqual([assessment.findings, assessment.dataClasses, assessment.spans], [[], [], [[]]]);
    const without = room().assess(ask("about bluebird and bluebird"));
    assert.deepEqual(assessment.risk, without.risk);
    assert.deepEqual([assessment.confidence, assessment.ownClasses], [100, []]);
  }
  assert.deepEqual(
    heard,
    [1, 2].map(() => ({ detector: "names", stage: "shadow", matches: 2 })),
  );
  assert.deepEqual(risk.reportOwn(own), [
    { detector: "names", class: "project", stage: "shadow", since: 0, calls: 2, matches: 4, samples: ["…"] },
  ]);
});

test("Guarantee: what one organization looks for is never looked for in the texts of another", () => {
  const risk = room();
  const mine = acme(words("names", ["bluebird"]));
  const theirs = { org: "other", detectors: [words("names", ["redfox"], { class: "animal" })] };
  const text = "bluebird and redfox";
  for (let turn = 0; turn < 2; turn++) {
    assert.deepEqual(risk.assess(ask(text), mine).dataClasses, ["project"]);
    assert.deepEqual(risk.assess(ask(text), theirs).dataClasses, ["animal"]);
    assert.deepEqual(risk.assess(ask(text), { org: "third", detectors: [] }).dataClasses, []);
    assert.deepEqual(risk.assess(ask(text)).dataClasses, []);
  }
  assert.deepEqual(
    risk.reportOwn(theirs).map(({ detector, matches }) => [detector, matches]),
    [["names", 2]],
  );
});

test("Guarantee: a report is about the detectors of its organization alone, as they are now", () => {
  const risk = room();
  risk.assess(ask("bluebird"), acme(words("names", ["bluebird"])));
  const changed = acme(words("names", ["redfox"]));
  assert.deepEqual(
    risk.reportOwn(changed).map(({ matches, samples }) => [matches, samples]),
    [[0, []]],
  );
  assert.deepEqual(risk.reportOwn({ org: "other", detectors: [] }), []);
});

test("Guarantee: a verdict of an organization's own detectors is kept under their version besides the text's key", () => {
  const risk = room();
  assert.deepEqual(risk.assess(ask("bluebird redfox"), acme(words("names", ["bluebird"]))).findings.length, 1);
  const changed = risk.assess(ask("bluebird redfox"), acme(words("names", ["redfox"])));
  assert.equal(changed.findings[0]?.start, 9);
  assert.deepEqual(changed.findings.length, 1);
});

test("patterns that make other engines hang end on a long text", () => {
  const text = `${"x".repeat(20_000)} ${"a".repeat(20_000)}!`;
  for (const source of ["(x+x+)+y", "(a+)+$", "(a|aa)+b", "([a-z]+)*=", "(.*a){12}b"]) {
    const assessment = room().assess(ask(text), acme(pattern("p", source)));
    assert.ok(assessment.assessed || assessment.failure === "detector own failed", source);
  }
});

test("Guarantee: detectors that are more than can be run are not passed over in silence", () => {
  const many = Array.from({ length: 201 }, (_, i) => words(`d${i}`, ["bluebird"]));
  assert.match(room().assess(ask("about bluebird"), acme(...many)).failure ?? "", /more than can be run/);
  assert.match(room().assess(ask(), acme(...many)).failure ?? "", /more than can be run/);
  const large = Array.from({ length: 11 }, (_, i) =>
    words(
      `d${i}`,
      Array.from({ length: 5_000 }, (_w, n) => `word ${i} ${n}`),
    ),
  );
  assert.equal(room().assess(ask("about"), acme(...large)).assessed, false);
  const scripts = Array.from({ length: 4_000 }, (_, i) =>
    String.fromCharCode(...Array.from({ length: 50 }, (_w, n) => 0x4e00 + ((i * 50 + n) % 20_000))),
  );
  assert.equal(room().assess(ask("about"), acme(words("wide", scripts))).assessed, false);
});

test("patterns that take longer than their budget leave the call not assessed", () => {
  const slow = fixedClock(0);
  const ticking: Clock = { ...slow, elapsed: () => (slow.advance(60), slow.elapsed()) };
  const assessment = room({ clock: ticking }).assess(ask("a".repeat(200_000)), acme(pattern("p", "ab")));
  assert.equal(assessment.assessed, false);
});

/** Each look at it is so much later. */
function ticking(ms: number): Clock {
  const slow = fixedClock(0);
  return { ...slow, elapsed: () => (slow.advance(ms), slow.elapsed()) };
}

test("many large patterns look at the clock between each other, not only after all of them", () => {
  const own = acme(...Array.from({ length: 120 }, (_, i) => pattern(`p${i}`, `a[ab]{500}c${i}`)));
  assert.equal(room({ clock: ticking(4) }).assess(ask("x"), own).failure, "detector own failed");
});

test("words that are parts of each other are given up in time, and list no more than counts", () => {
  const parts = (letter: string) => Array.from({ length: 99 }, (_, i) => letter.repeat(i + 2));
  const many = (letter: string) => acme(...Array.from({ length: 20 }, (_, i) => words(`d${i}`, parts(letter))));
  const inTime = room({ clock: ticking(2) }).assess(ask("a".repeat(2_000)), many("a"));
  assert.equal(inTime.failure, "detector own failed");
  const listed = room().assess(ask("-".repeat(2_000)), many("-"));
  assert.deepEqual([listed.failure, listed.spans], ["detector own failed", [[]]]);
});

test("however many texts a call has, an organization's own detectors hold up the others only so long", () => {
  const texts = Array.from({ length: 200 }, (_, i) => `text ${i}`);
  const { assessed, failure } = room({ clock: ticking(10) }).assess(ask(...texts), acme(pattern("p", "xy")));
  assert.deepEqual([assessed, failure], [false, "own detectors took longer than their budget"]);
});

test("a match across the edge of what is read at once is found once and whole", () => {
  const own = acme(pattern("p", "BEGIN-[a-z]{40}-END"));
  const match = `BEGIN-${"q".repeat(40)}-END`;
  for (const before of [65_536 - 60, 65_536 - 20, 65_536, 65_536 - 1_024, 131_072 - 5]) {
    assert.deepEqual(seen(own, `${" ".repeat(before)}${match} tail`), [`p ${match}`], String(before));
  }
  assert.deepEqual(seen(acme(pattern("p", "^start")), `start${" ".repeat(65_530)}start`), ["p start"]);
});

test("a dictionary of thousands of words, many of them beginnings of others, is read in one pass", () => {
  const hostile = Array.from({ length: 2_000 }, (_, i) => "a".repeat(2 + (i % 90)) + String(i));
  const own = acme(words("hostile", hostile));
  const assessment = room().assess(ask("a".repeat(50_000)), own);
  assert.deepEqual([assessment.assessed, assessment.findings], [true, []]);
});

test("what is tried is neither counted nor kept, and shows what detectors in shadow would find", () => {
  const risk = room();
  const own = acme(words("names", ["bluebird"], { stage: "shadow", severity: "high" }));
  const { findings } = risk.tryOwn("about bluebird and ana@firm.example", own);
  assert.deepEqual(
    findings.map(({ rule, kind, start, end, severity, masked }) => [rule, kind, start, end, severity, masked]),
    [["names", "project", 6, 14, "high", "…"]],
  );
  assert.equal(risk.reportOwn(own)[0]?.matches, 0);
});
