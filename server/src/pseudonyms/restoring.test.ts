import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { cutAnywhere, diceOf } from "../../test/fakes/told-texts.ts";
import { filtered } from "../../test/pseudonyms-world.ts";
import { formsOf } from "./forms.ts";
import { restoring, restoringJson } from "./restoring.ts";
import { type Trie, makeTrie } from "./trie.ts";

/* LUMOS_FUZZ_STREAMS says how many texts are cut at random. */
const STREAMS = Number(process.env["LUMOS_FUZZ_STREAMS"] ?? 10_000);

const VALUES: Readonly<Record<string, string>> = {
  "<EMAIL_1>": "ana@acme.example",
  "<EMAIL_12>": "bob@acme.example",
  "<NAME_1>": 'Zoë "Zo" O\u2019Hara\n',
  "<SECRET_1>": "pa<EMAIL_1>ss\\word",
  "<VALUE_3>": "値\u{1f600}",
  "lomu417@example.invalid": "eve@acme.example",
  "Alba Aldenhoven": "Eve Moneypenny",
  "4000 0012 3456 7899": "5500 0055 5555 5559",
  "192.0.2.7": "10.1.2.3",
};

function trieOf(values: Readonly<Record<string, string>> = VALUES): Trie {
  const trie = makeTrie();
  for (const [pseudonym, value] of Object.entries(values)) for (const form of formsOf(pseudonym)) trie.add(form, value);
  return trie;
}

const trie = trieOf();
const back = (text: string) =>
  filtered(
    restoring(trie, () => {}),
    [text],
  );
const backInJson = (text: string) =>
  filtered(
    restoringJson(trie, () => {}),
    [text],
  );

for (const [name, said, heard] of [
  ["in its own spelling", "to <EMAIL_1>.", "to ana@acme.example."],
  ["in other case", "<email_1> <Email_12>", "ana@acme.example bob@acme.example"],
  ["with an ending of its own", "<EMAIL_1>'s <EMAIL_1>s", "ana@acme.example's ana@acme.examples"],
  ["in backticks, with and without its brackets", "`EMAIL_1` `<EMAIL_1>`", "`ana@acme.example` `ana@acme.example`"],
  ["in HTML", "&lt;SECRET_1&gt;", "pa&lt;EMAIL_1&gt;ss\\word"],
  ["in Markdown", "\\<EMAIL\\_1\\> <EMAIL\\_1>", "ana@acme.example ana@acme.example"],
  ["one behind the other", "<EMAIL_1><EMAIL_1>", "ana@acme.exampleana@acme.example"],
  ["once, whatever is in the value", "<SECRET_1>", "pa<EMAIL_1>ss\\word"],
  ["that looks like it, in other case", "LOMU417@example.INVALID", "eve@acme.example"],
  [
    "as a number with and without spaces",
    "4000 0012 3456 7899, 4000001234567899",
    "5500 0055 5555 5559, 5500 0055 5555 5559",
  ],
] as const)
  test(`a pseudonym comes back ${name}`, () => equal(back(said), heard));

for (const [name, said] of [
  ["a number nobody gave", "<EMAIL_2> <EMAIL_11> <EMAIL_112> <EMAIL_01>"],
  ["a name without brackets", "EMAIL_1 'EMAIL_1' \"EMAIL_1\" {EMAIL_1}"],
  ["one that breaks off", "<EMAIL_1"],
  ["spaces in it", "< EMAIL_1 > <EMAIL 1>"],
  ["a part of a longer word", "Alba Aldenhovens, mlomu417@example.invalid, 192.0.2.70, 1192.0.2.7, 14000001234567899"],
] as const)
  test(`it stays as it is: ${name}`, () => equal(back(said), said));

// Guarantee: what a tool is called with is still JSON when values are back in it.
test("what a tool is called with is still JSON when values are back in it", () => {
  const written = `{"a":"<NAME_1>","<EMAIL_1>":["\\u003cSECRET_1\\u003e","\\n<EMAIL_12>"],"n":4000001234567899,"m":40000012345678990}`;
  deepEqual(JSON.parse(backInJson(written)), {
    a: VALUES["<NAME_1>"],
    [VALUES["<EMAIL_1>"] as string]: [VALUES["<SECRET_1>"], `\n${VALUES["<EMAIL_12>"]}`],
    n: "5500 0055 5555 5559",
    m: 40000012345678990,
  });
  for (const broken of ['{"a":"<EMAIL_1', '{"a":"\\u003cEMA', "<EMAIL_1>", '{"a":"x\\', ""])
    equal(backInJson(broken), broken);
});

// Guarantee: what streams is what the whole text gives when values are put back at once.
test("what streams is what the whole text gives when values are put back at once", () => {
  const names = Object.keys(VALUES);
  const pieces = [
    ...names,
    ...names.map((one) => one.toLowerCase()),
    ...names.flatMap((one) => formsOf(one).map(({ text }) => text)),
    "<",
    ">",
    "`",
    "&lt;",
    "EMAIL_1",
    "<EMAIL_",
    "Alba ",
    "4000 ",
    "the",
    " ",
    ", ",
    "\u{1f600}",
    "é",
    "\\",
    "192.0",
  ];
  let longest = 0;
  for (const form of names.flatMap(formsOf)) longest = Math.max(longest, form.text.length);
  for (let seed = 1; seed <= STREAMS; seed++) {
    const dice = diceOf(seed);
    let text = "";
    for (let at = dice.below(14); at >= 0; at--) text += dice.pick(pieces) + (dice.chance(0.5) ? " " : "");
    const cut = cutAnywhere(dice, text, dice.chance(0.2) ? 60 : 6);
    const batch = back(text);
    equal(
      filtered(
        restoring(trie, () => {}),
        cut,
      ),
      batch,
      `seed ${seed}`,
    );
    const filter = restoring(trie, () => {});
    let came = 0;
    for (const piece of cut) {
      filter.push(piece);
      came += piece.length;
      ok(came - filter.settled <= longest, `seed ${seed}: ${came - filter.settled} characters wait`);
    }
    const json = JSON.stringify({ a: text, [text]: [text] });
    const inJson = JSON.parse(backInJson(json)) as Record<string, unknown>;
    deepEqual(inJson, { a: batch, [batch]: [batch] }, `seed ${seed}`);
  }
});

test("every value makes the round trip exactly, wherever it stands", () => {
  const values = Object.entries(VALUES);
  for (let seed = 1; seed <= 2_000; seed++) {
    const dice = diceOf(seed);
    const words = Array.from({ length: 1 + dice.below(12) }, () => dice.pick(values));
    const said = words.map(([name]) => name).join(" / ");
    const heard = words.map(([, value]) => value).join(" / ");
    equal(
      filtered(
        restoring(trie, () => {}),
        cutAnywhere(dice, said, 5),
      ),
      heard,
      `seed ${seed}`,
    );
  }
});
