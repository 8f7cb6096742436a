import assert from "node:assert/strict";
import { test } from "node:test";
import type { KeptSpan, Reading } from "./types.ts";
import { makeVerdicts } from "./verdicts.ts";

const span: KeptSpan = { kind: "email", rule: "email", start: 0, end: 1, confidence: 90, detector: "d" };
const of = (...spans: KeptSpan[]): Reading => ({ spans, signs: [] });

test("what is looked up stays, what is not is forgotten, and the bounds hold", () => {
  const verdicts = makeVerdicts({ maxCount: 100, maxBytes: 1_000_000 });
  verdicts.keep("used", of(span));
  for (let i = 0; i < 10_000; i++) {
    verdicts.keep(`key ${i}`, of());
    assert.deepEqual(verdicts.get("used"), of(span));
    assert.ok(verdicts.count <= 101);
  }
  assert.equal(verdicts.get("key 0"), undefined);
  assert.deepEqual(verdicts.get("key 9999"), of());
});

test("bytes are bounded too, and one huge verdict is not kept", () => {
  const verdicts = makeVerdicts({ maxCount: 1_000_000, maxBytes: 100_000 });
  for (let i = 0; i < 10_000; i++) verdicts.keep(`key ${i}`, of(span, span));
  assert.ok(verdicts.bytes <= 100_000 && verdicts.bytes > 10_000, `${verdicts.bytes}`);
  verdicts.keep("huge", of(...Array.from({ length: 1_000 }, () => span)));
  assert.equal(verdicts.get("huge"), undefined);
});

test("with no room for anything, nothing is kept and nothing breaks", () => {
  const verdicts = makeVerdicts({ maxCount: 0, maxBytes: 0 });
  verdicts.keep("a", of());
  assert.equal(verdicts.get("a"), undefined);
  assert.equal(verdicts.count, 0);
});
