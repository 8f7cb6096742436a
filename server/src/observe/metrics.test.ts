import { equal, match, ok } from "node:assert/strict";
import { test } from "node:test";
import { makeMetrics } from "./metrics.ts";

const ended = { kind: "model", outcome: "allowed", result: "completed", code: "", ms: 3 };

test("a fallback is counted by reason, tiers and team", () => {
  const metrics = makeMetrics();
  const fallback = { reason: "error", from: "frontier", to: "economy", team: "eng" };
  for (const more of [{ fallback }, { fallback }, {}]) metrics.callEnded({ ...ended, ...more });
  match(metrics.render(), /^lumos_fallbacks_total\{reason="error",from="frontier",to="economy",team="eng"\} 2$/m);
});

test("first bytes fall into the buckets of their model", () => {
  const metrics = makeMetrics();
  const tried = { model: "m", provider: "p", result: "ok" };
  for (const firstByteMs of [4, 40, 100_000, undefined]) metrics.upstreamTried({ ...tried, firstByteMs });
  const text = metrics.render();
  match(text, /^lumos_upstream_tries_total\{provider="p",model="m",result="ok"\} 4$/m);
  match(text, /^lumos_upstream_first_byte_seconds_bucket\{provider="p",model="m",le="0.005"\} 1$/m);
  match(text, /^lumos_upstream_first_byte_seconds_bucket\{provider="p",model="m",le="60"\} 2$/m);
  match(text, /^lumos_upstream_first_byte_seconds_bucket\{provider="p",model="m",le="\+Inf"\} 3$/m);
});

test("one gauge with several labels is announced once", () => {
  const metrics = makeMetrics();
  for (const [at, state] of ["open", "half_open"].entries())
    metrics.gauge("lumos_circuits", "Circuits.", () => at, `state="${state}"`);
  const text = metrics.render();
  equal(text.match(/# TYPE lumos_circuits gauge/g)?.length, 1);
  match(text, /^lumos_circuits\{state="open"\} 0\nlumos_circuits\{state="half_open"\} 1$/m);
});

test("more names than fit are counted together, and none breaks a line", () => {
  const metrics = makeMetrics();
  for (let at = 0; at < 1_500; at += 1) metrics.retried({ model: `m${at}`, provider: "p" });
  metrics.retried({ model: 'a"b\nc\\', provider: "p" });
  const text = metrics.render();
  match(text, /^lumos_retries_total\{provider="other",model="other"\} 501$/m);
  equal(text.split("\n").filter((line) => line.startsWith("lumos_retries_total{")).length, 1_001);

  const fresh = makeMetrics();
  fresh.retried({ model: 'a"b\nc\\', provider: "p" });
  ok(fresh.render().includes(String.raw`lumos_retries_total{provider="p",model="a\"b\nc\\"} 1`));
});
