import assert from "node:assert/strict";
import { test } from "node:test";
import { fixedClock, silentLog } from "../kernel/index.ts";
import { canRedact, makePlaceholders, makeRisk, redactText, sameValue, spansForClasses } from "./index.ts";

const risk = makeRisk({ log: silentLog, clock: fixedClock(0) });
const KEY = ["AKIA", "IOSFODNN7", "EXAMPLE"].join("");

function redacted(texts: string[], classes: string[]): string[] {
  const assessment = risk.assess({
    ask: {
      texts: texts.map((text, i) => ({ path: [i], place: `[${i}]`, channel: "prompt", encoding: "string", text })),
    },
  });
  const spans = spansForClasses(assessment, classes);
  const placeholderFor = makePlaceholders({ avoid: texts });
  return texts.map((text, i) => redactText(text, spans.get(i) ?? [], placeholderFor));
}

test("the same value gets the same placeholder in all texts of a call", () => {
  assert.deepEqual(
    redacted(
      ["ana@b.example and bob@b.example", "ANA@b.example, 4111111111111111", "4111-1111-1111-1111"],
      ["pii.customer"],
    ),
    ["<EMAIL_1> and <EMAIL_2>", "<EMAIL_1>, <CARD_1>", "<CARD_1>"],
  );
});

test("an obligation covers its class and nothing else", () => {
  const text = `ana@b.example ${KEY} +49 30 22047594`;
  assert.deepEqual(redacted([text], ["pii.customer"]), [`<EMAIL_1> ${KEY} <PHONE_1>`]);
  assert.deepEqual(redacted([text], ["pii"]), [`<EMAIL_1> ${KEY} <PHONE_1>`]);
  assert.deepEqual(redacted([text], ["pii.email"]), [`<EMAIL_1> ${KEY} +49 30 22047594`]);
  assert.deepEqual(redacted([text], ["secret"]), ["ana@b.example <SECRET_1> +49 30 22047594"]);
  assert.deepEqual(redacted([text], ["secret", "pii"]), ["<EMAIL_1> <SECRET_1> <PHONE_1>"]);
  assert.deepEqual(redacted([text], ["phi"]), [text]);
});

test("only classes that a detector knows can be redacted", () => {
  for (const known of ["secret", "pii", "pii.customer", "pii.email", "pii.phone", "pii.card", "pii.iban"]) {
    assert.equal(canRedact(known), true, known);
  }
  for (const unknown of ["phi", "pii.face", "source-code", "", "constructor"])
    assert.equal(canRedact(unknown), false, unknown);
});

test("a text that was redacted holds nothing more to redact", () => {
  const texts = [`${KEY},ana@b.example;DE89370400440532013000\n(512) 555-6985 4111111111111111 ${KEY}`];
  const once = redacted(texts, ["secret", "pii"]);
  assert.deepEqual(once, ["<SECRET_1>,<EMAIL_1>;<IBAN_1>\n<PHONE_1> <CARD_1> <SECRET_1>"]);
  assert.deepEqual(redacted(once, ["secret", "pii"]), once);
});

test("all findings are redacted, also those beyond what an assessment lists", () => {
  const [out] = redacted([Array.from({ length: 700 }, (_, i) => `u${i}@b.example`).join(" ")], ["pii.email"]);
  assert.ok(out?.endsWith(" <EMAIL_700>"));
  assert.ok(!out?.includes("@"));
});

test("a placeholder that already stands in the texts is not given again", () => {
  assert.deepEqual(redacted(["<EMAIL_1> wrote to ana@b.example"], ["pii"]), ["<EMAIL_1> wrote to <EMAIL_2>"]);
});

test("spans that overlap become one placeholder, and a secret names it", () => {
  const placeholderFor = makePlaceholders();
  const spans = [
    { kind: "email", start: 4, end: 9 },
    { kind: "phone", start: 2, end: 6 },
    { kind: "secret", start: 5, end: 7 },
    { kind: "card", start: 12, end: 14 },
  ];
  assert.equal(redactText("0123456789abcdef", spans, placeholderFor), "01<SECRET_1>9ab<CARD_1>ef");
  assert.equal(redactText("01", [{ kind: "email", start: 0, end: 99 }], placeholderFor), "<EMAIL_1>");
  assert.equal(redactText("same", [], placeholderFor), "same");
});

test("the spans for an obligation never overlap, also where two detectors saw the same", () => {
  const text = `password=${["ana1", "@b.example"].join("")} x`;
  const assessment = risk.assess({
    ask: { texts: [{ path: [0], place: "[0]", channel: "prompt", encoding: "string", text }] },
  });
  assert.deepEqual(assessment.spans?.[0]?.map(({ kind }) => kind).sort(), ["email", "secret"]);
  assert.equal(spansForClasses(assessment, ["secret", "pii"]).get(0)?.length, 1);
  assert.deepEqual(redacted([text], ["secret", "pii"]), ["password=<SECRET_1> x"]);
});

test("in escaped JSON the escapes around what is redacted stay whole", () => {
  const inner = JSON.stringify({ note: 'line\nana@b.example\t"4111111111111111"', key: KEY });
  const [out] = redacted([inner], ["pii", "secret"]);
  assert.deepEqual(JSON.parse(out as string), { note: 'line\n<EMAIL_1>\t"<CARD_1>"', key: "<SECRET_1>" });
});

// Guarantee: two values that differ in more than their spelling are never taken for one.
test("two values that differ in more than their spelling are never taken for one", () => {
  for (const [kind, ...spellings] of [
    ["email", "Ana@Acme.test", "ana@acme.test", "\uff21na@acme.test", "a\u200bna@acme.test"],
    [
      "phone",
      "+49 30 901820",
      "+49-30-901820",
      "+4930901820",
      "+49 30 ９０１８２０",
      "+49 30 \u0669\u0660\u0661\u0668\u0662\u0660",
    ],
    ["iban", "DE89 3704 0044 0532 0130 00", "de89370400440532013000"],
  ] as const)
    for (const one of spellings) assert.equal(sameValue(kind, one), sameValue(kind, spellings[0]), one);
  for (const [kind, ...values] of [
    ["phone", "1-800-FLOWERS", "1-800-FLOWERT", "+1 800 356", "1 800 356", "\u4e00\u4e8c", "\u4e09\u56db"],
    ["passport", "\u0410\u0411 1234567", "\u0412\u0413 1234567", "1234567", "-", "--"],
    ["secret", "a b", "ab", "AB"],
    ["own.class", "x y", "xy"],
  ] as const)
    assert.equal(new Set(values.map((value) => sameValue(kind, value))).size, values.length, kind);
});
