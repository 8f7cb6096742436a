import { deepEqual, equal } from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { test } from "node:test";
import { fixedClock, systemRandom } from "../../kernel/index.ts";
import { type Bound, makeStates } from "./seal.ts";

test("a request state opens only for its own caller, tool and arguments, and only for an hour", () => {
  const clock = fixedClock(1_800_000_000_000);
  const parts = { key: randomBytes(32), clock, random: systemRandom };
  const states = makeStates(parts);
  const bound: Bound = { owner: "o", method: "tools/call", server: "s", name: "n", digest: "d" };
  const sealed = states.seal({ kind: "held", value: "v" }, bound);
  deepEqual(states.open(sealed, bound), { kind: "held", value: "v" });
  for (const name of Object.keys(bound)) equal(states.open(sealed, { ...bound, [name]: "other" }), undefined, name);
  for (let at = 0; at < sealed.length; at++) {
    const other = sealed[at] === "A" ? "B" : "A";
    equal(states.open(sealed.slice(0, at) + other + sealed.slice(at + 1), bound), undefined);
  }
  for (const text of ["", "A", `${sealed}=`, `${sealed} `, sealed.slice(0, -1), "x".repeat(1_000_000)])
    equal(states.open(text, bound), undefined);
  equal(makeStates({ ...parts, key: randomBytes(32) }).open(sealed, bound), undefined);
  clock.advance(3_600_001);
  equal(states.open(sealed, bound), undefined);
});
