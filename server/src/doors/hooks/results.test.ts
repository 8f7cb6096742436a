import assert from "node:assert/strict";
import { test } from "node:test";
import { emptied, rawOf, verdictOfResult } from "./results.ts";

const told = (taken: { result: string | undefined; verdict: string; why?: string; added?: string[] }) =>
  ({ answered: true, id: "d", headers: {}, taken: { guard: {}, added: [], taint: [], ...taken } }) as never;

test("a result that is held keeps its form, and nothing of it is left", () => {
  const result = { stdout: "secret", code: 7, lines: ["a", "b"], ok: true, "a name with words": "x", none: null };
  const emptyForm = { stdout: "Held.", code: 0, lines: ["Held."], ok: true, none: null };
  assert.deepEqual(emptied(result, "Held."), emptyForm);
  const verdict = verdictOfResult(told({ result: undefined, verdict: "stopped", why: "Held." }), {
    result,
    cut: false,
  });
  assert.deepEqual(verdict, { say: "hold", reason: "Held.", output: emptyForm });
});

test("Guarantee: what is to be taken out of a result that was cut is not given in what was cut off", () => {
  const long = "x".repeat(300_000);
  const { raw, cut } = rawOf({ stdout: long });
  assert.ok(cut && raw.length < 300_000);
  const changed = verdictOfResult(told({ result: raw, verdict: "redacted" }), { result: { stdout: long }, cut });
  assert.equal(changed.say, "hold");
  assert.equal(verdictOfResult(told({ result: raw, verdict: "clean" }), { result: long, cut }).say, "warn");
});

test("orders in a result are warned of, and what is redacted is replaced in its form", () => {
  assert.equal(
    verdictOfResult(told({ result: "{}", verdict: "found", added: ["injected"] }), { result: {}, cut: false }).say,
    "warn",
  );
  const redacted = verdictOfResult(told({ result: '{"a":"[x]"}', verdict: "redacted" }), {
    result: { a: "1" },
    cut: false,
  });
  assert.deepEqual(redacted.say === "redact" ? redacted.output : undefined, { a: "[x]" });
});
