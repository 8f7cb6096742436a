import assert from "node:assert/strict";
import { test } from "node:test";
import { makePersonal } from "./personal/personal.ts";
import { makeSecrets } from "./secrets/secrets.ts";
import { ASSIGNMENT_WORDS } from "./secrets/assignments.ts";
import { TOKEN_RULES } from "./secrets/tokens.ts";

/** A text that counts how many of its characters are looked at. */
class Counted extends String {
  looks = 0;
  override charCodeAt(at: number): number {
    this.looks += 1;
    return super.charCodeAt(at);
  }
  override slice(from?: number, to?: number): string {
    const part = super.slice(from, to);
    this.looks += part.length;
    return part;
  }
  override startsWith(part: string, at?: number): boolean {
    this.looks += part.length;
    return super.startsWith(part, at);
  }
  override indexOf(part: string, from = 0): number {
    const at = super.indexOf(part, from);
    this.looks += (at === -1 ? this.length : at) - from;
    return at;
  }
  override lastIndexOf(part: string, from = Infinity): number {
    const at = super.lastIndexOf(part, from);
    this.looks += Math.min(from, this.length) - Math.max(at, 0);
    return at;
  }
}

const HOSTILE = [
  ...TOKEN_RULES.flatMap((rule) => rule.prefixes).flatMap((prefix) => [
    prefix,
    `${prefix}-`,
    `${prefix}a1_`,
    `${prefix} `,
  ]),
  ...ASSIGNMENT_WORDS.flatMap((word) => [word, `${word}=`, `${word}: "`, `${word}_`, `${word}='a1b2&x`, `${word} is `]),
  ..."-----BEGIN PRIVATE KEY-----|-----BEGIN |PuTTY-User-Key-File-|_eyJ|eyJ.eyJ.|eyJ.|://|://a:|://a:b@|bearer | -u a:| -u |basic ".split(
    "|",
  ),
  ..."0123456789abcdef-us1 |a8Q~|8Q~8Q~|&sig=|AKIAABCDEFGHIJKLMNOP |AKIAABCDEFGHIJKLMNOP/a".split("|"),
  ..."@|a@|a@b.|a@b.cc|a.@|aaaaaaaaaaaaaaaa.|://a@|:a@b.cc|1|1 |12-|4111 |4111-1111-1111-|4111111111111111 ".split("|"),
  ..."DE00|DE00 |DE|DE89 3704 0044 0532 0130 0|+|+49 |0 1 |030 |(|call 1|01 42 78 06 |\\n1|%3D1|\0|\ud800".split("|"),
];

test("Guarantee: the work is linear in the length of the text, whatever the text", () => {
  for (const detector of [makeSecrets(), makePersonal()]) {
    for (const unit of HOSTILE) {
      const [short, long] = [1_500, 12_000].map((size) => {
        const text = new Counted(unit.repeat(Math.ceil(size / unit.length)));
        detector.detect(text as unknown as string, "prompt");
        return text.looks / text.length;
      }) as [number, number];
      const what = `${detector.name} on ${JSON.stringify(unit)}: ${short} then ${long} looks for each character`;
      assert.ok(long < short * 1.25 + 4, what);
      assert.ok(long < 400, what);
    }
  }
});

test("the count would show work that grows with the square", () => {
  const text = new Counted("ab".repeat(500));
  for (let i = 0; i < text.length; i++) text.slice(i);
  assert.ok(text.looks / text.length > 400);
});
