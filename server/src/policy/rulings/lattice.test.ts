import assert from "node:assert/strict";
import { test } from "node:test";
import { parseDuration, seededRandom } from "../../kernel/index.ts";
import { acceptFulfilled, isInteractive, isSupported, mergeObligations, shortest } from "./obligations.ts";

/* The laws of merging, over lists of obligations of every form, well written and not. */

const ROUNDS = 20_000;
const SOME = [
  ...["0d", "1h", "24h", "1d", "5w", "30d", "720h", "forever", ""].map((one) => `retain:${one}`),
  ...["1", "5", "900", "4000", "0", "abc", "", "-3", "9999999999"].map((one) => `limit:tokens=${one}`),
  ...["approver", "security_admin", "owner", "resource-owner", ""].map((one) => `approval:${one}`),
  ...["pii.customer", "pii", "phi"].map((one) => `redact:${one}`),
  "stepup:passkey",
  "justify:reason",
  "notify:soc",
  "tools:read-only",
  "route:lossless",
  "limit:calls=3",
  "no obligation",
  "",
];

const random = seededRandom(7);
const upTo = (limit: number) => random.bytes(4).readUInt32LE() % limit;
const some = (most: number) => Array.from({ length: upTo(most + 1) }, () => SOME[upTo(SOME.length)] as string);

/** True where doing the first does what the second asks for. Written from the words, not from the code. */
function satisfies(done: string, asked: string): boolean {
  if (done === asked) return true;
  const [kind = "", value = ""] = split(done);
  const [other = "", wanted = ""] = split(asked);
  if (kind !== other) return false;
  if (kind === "retain") {
    const [longer, shorter] = [parseDuration(value), parseDuration(wanted)];
    return longer !== undefined && shorter !== undefined && longer >= shorter;
  }
  if (kind === "limit") {
    const form = /^tokens=([1-9]\d{0,8})$/;
    const [smaller, larger] = [form.exec(value)?.[1], form.exec(wanted)?.[1]];
    return smaller !== undefined && larger !== undefined && Number(smaller) <= Number(larger);
  }
  return kind === "approval" && value === "security_admin" && wanted === "approver";
}

function split(text: string): string[] {
  const at = text.indexOf(":");
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

test("merged obligations are never looser than any of those they come from", () => {
  for (let i = 0; i < ROUNDS; i += 1) {
    const asked = some(6);
    const merged = mergeObligations(asked);
    for (const one of asked)
      assert.ok(
        merged.some((done) => satisfies(done, one)),
        JSON.stringify({ asked, merged, one }),
      );
    // Nor stricter than all of them together: nothing is made up.
    for (const done of merged) assert.ok(asked.includes(done));
  }
});

test("obligations merge to the same list in whatever order and company they come", () => {
  for (let i = 0; i < ROUNDS; i += 1) {
    const [a, b, c] = [some(4), some(4), some(4)];
    const text = JSON.stringify({ a, b, c });
    assert.deepEqual(mergeObligations([...a, ...b]), mergeObligations([...b, ...a]), text);
    const left = mergeObligations([...mergeObligations([...a, ...b]), ...c]);
    const right = mergeObligations([...a, ...mergeObligations([...b, ...c])]);
    assert.deepEqual(left, right, text);
    assert.deepEqual(left, mergeObligations([...a, ...b, ...c]), text);
    assert.deepEqual(mergeObligations(left), left, text);
    assert.deepEqual(mergeObligations([...left, ...left]), left, text);
  }
});

test("what satisfies the merged list of needs satisfies every need it came from", () => {
  for (let i = 0; i < ROUNDS; i += 1) {
    const asked = some(6).filter((one) => isInteractive(one));
    const fulfilled = acceptFulfilled(mergeObligations(asked));
    for (const one of asked) assert.ok(fulfilled.includes(one), JSON.stringify({ asked, fulfilled }));
  }
});

test("an enforcement point that can do each thing that was asked for can do what they merge to", () => {
  for (let i = 0; i < ROUNDS; i += 1) {
    const asked = some(6);
    const patterns = asked.map((one) => (upTo(2) === 0 ? one : `${one.slice(0, one.indexOf(":") + 1)}*`));
    for (const done of mergeObligations(asked)) assert.ok(isSupported(done, patterns));
  }
});

test("the shortest time is the same in whatever order, and never longer than any", () => {
  for (let i = 0; i < ROUNDS; i += 1) {
    const times = Array.from({ length: upTo(5) }, () => (upTo(3) === 0 ? undefined : upTo(1_000)));
    const least = shortest(times);
    assert.equal(shortest(times.toReversed()), least);
    const [first, ...rest] = times;
    assert.equal(shortest([first, shortest(rest)]), least);
    assert.equal(shortest([least, least]), least);
    for (const time of times) assert.ok(time === undefined || (least !== undefined && least <= time));
  }
});
