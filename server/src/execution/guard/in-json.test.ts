import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { seededRandom } from "../../kernel/index.ts";
import { editsInJson } from "./in-json.ts";

/** Every digit run of four and more goes. */
const digits = (text: string) =>
  [...text.matchAll(/\d(?:[\d ]*\d)?/g)]
    .filter(([found]) => found.replaceAll(" ", "").length > 3)
    .map(({ 0: found, index }) => ({ start: index, end: index + found.length, text: "<N>" }));

function edited(json: string): string {
  const edits = editsInJson(json, digits);
  if ("code" in edits) throw new Error("stopped");
  let out = "";
  let at = 0;
  for (const { start, end, text } of edits) {
    out += json.slice(at, start) + text;
    at = end;
  }
  return out + json.slice(at);
}

// Guarantee: arguments that are redacted are still JSON.
for (const [name, json, wanted] of [
  ["a string", '{"a":"x 1234 y"}', { a: "x <N> y" }],
  ["a number", '{"a":12345,"b":[1.5,-99999]}', { a: "<N>", b: [1.5, "<N>"] }],
  ["escapes", '{"a":"\\u0031\\u0032\\u0033\\u0034\\n\\"x"}', { a: '<N>\n"x' }],
  ["a member's name", '{"12345":1}', { "<N>": 1 }],
  ["nothing", '{"a":"b\\n"}', { a: "b\n" }],
] as const) {
  test(`arguments that are redacted are still JSON: ${name}`, () => deepEqual(JSON.parse(edited(json)), wanted));
}

test("what is no JSON, or breaks off, is redacted all the same", () => {
  equal(edited("call 12345 now"), 'call "<N>" now');
  equal(edited('{"a":"x 123456'), '{"a":"x <N>');
  equal(edited('{"a":"\\u0031\\u0032345'), '{"a":"<N>');
  equal(edited('{"a":"\\u00'), '{"a":"\\u00');
});

test("any JSON stays JSON, and loses what must go from every string", () => {
  const random = seededRandom(5);
  const pick = (limit: number) => random.bytes(1).readUInt8() % limit;
  const escape = (text: string) =>
    [...text].map((char) => (pick(3) === 0 ? `\\u${char.charCodeAt(0).toString(16).padStart(4, "0")}` : char)).join("");
  for (let turn = 0; turn < 2_000; turn++) {
    const member = () => escape(["a", "1234", "x 9999 y", "é", "12 34 56"][pick(5)] as string);
    const json = `{"${member()}":"${member()}","l":["${member()}",${[1, 12345, 1e21][pick(3)]},"${member()}"]}`;
    const out = edited(json);
    equal(/\d{4}/.test(JSON.stringify(JSON.parse(out)).replaceAll("1e+21", "")), false, json);
  }
});

test("what a huge text is redacted of takes time by its length alone", () => {
  const json = JSON.stringify({
    file: "\n12345 ".repeat(200_000),
    list: Array.from({ length: 100_000 }, () => [12345, "1"]),
  });
  const { file, list } = JSON.parse(edited(json)) as { file: string; list: unknown[][] };
  deepEqual([file.split("<N>").length - 1, list[99_999]], [200_000, ["<N>", "1"]]);
});
