import { equal, ok, throws } from "node:assert/strict";
import { test } from "node:test";
import { KINDS, kindOf } from "./kinds.ts";
import { slopeOf } from "./memory.ts";
import { readSoakOptions } from "./options.ts";

const hour = (rss: (share: number) => number) =>
  Array.from({ length: 720 }, (_, at) => ({ seconds: at * 5, rssMb: rss(at / 720) }));

test("a hundred calls in a row have each kind's share", () => {
  const seen = new Map<string, number>();
  for (let number = 1_000; number < 1_100; number += 1) {
    const { name } = kindOf(number);
    seen.set(name, (seen.get(name) ?? 0) + 1);
  }
  for (const { name, share } of KINDS) equal(seen.get(name), share, name);
});

test("memory that grows steadily is a leak, memory that settles is none", () => {
  ok(!slopeOf(hour((share) => 200 + 400 * share)).flat);
  ok(slopeOf(hour((share) => 200 + 100 * Math.min(1, share * 5))).flat);
  ok(slopeOf(hour((share) => 300 + 15 * Math.sin(share * 100))).flat);
});

test("a time or rate that is none is refused", () => {
  throws(() => readSoakOptions(["--minutes", "0"]), /minutes/);
  throws(() => readSoakOptions(["--rate", "many"]), /rate/);
  equal(readSoakOptions(["--minutes", "2"]).minutes, 2);
});
