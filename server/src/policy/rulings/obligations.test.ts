import assert from "node:assert/strict";
import { test } from "node:test";
import {
  MODEL_PATH,
  acceptFulfilled,
  isSupported,
  mergeObligations,
  obligationProblem,
  shortest,
} from "./obligations.ts";

test("merged obligations satisfy each of those they come from", () => {
  assert.deepEqual(mergeObligations(["retain:30d", "retain:24h", "retain:5w"]), ["retain:5w"]);
  assert.deepEqual(mergeObligations(["redact:phi", "redact:pii.customer", "redact:phi"]), [
    "redact:phi",
    "redact:pii.customer",
  ]);
  assert.deepEqual(mergeObligations(["limit:tokens=4000", "limit:tokens=900", "limit:tokens=10000"]), [
    "limit:tokens=900",
  ]);
  assert.deepEqual(mergeObligations(["approval:approver", "approval:security_admin"]), ["approval:security_admin"]);
  assert.deepEqual(mergeObligations(["inspect:window", "inspect:strict"]), ["inspect:strict"]);
  assert.deepEqual(mergeObligations(["notify:soc", "tools:read-only", "stepup:passkey", "justify:reason"]), [
    "justify:reason",
    "notify:soc",
    "stepup:passkey",
    "tools:read-only",
  ]);
});

test("an approver who does not stand above another is asked as well", () => {
  assert.deepEqual(mergeObligations(["approval:owner", "approval:security_admin", "approval:approver"]), [
    "approval:owner",
    "approval:security_admin",
  ]);
});

test("a stricter approver's word stands for the weaker one's, never the other way round", () => {
  assert.deepEqual(acceptFulfilled(["approval:security_admin"]), ["approval:approver", "approval:security_admin"]);
  assert.deepEqual(acceptFulfilled(["approval:approver"]), ["approval:approver"]);
  assert.deepEqual(acceptFulfilled(["approval:owner"]), ["approval:owner"]);
});

test("what Lumos has to do itself is never taken as done", () => {
  assert.deepEqual(acceptFulfilled(["redact:pii.customer", "retain:30d", "tools:read-only", "notify:soc"]), []);
});

test("the model path carries out redaction, retention, limits and lossless routes, nothing else", () => {
  for (const obligation of ["redact:phi", "retain:1d", "limit:tokens=5", "route:lossless"])
    assert.ok(isSupported(obligation, MODEL_PATH));
  for (const obligation of ["notify:soc", "tools:read-only", "limit:calls=5", "redact", "shred:all", "route:cheap"])
    assert.ok(!isSupported(obligation, MODEL_PATH));
});

test("the shortest time counts", () => {
  assert.equal(shortest([undefined, 900, 60]), 60);
  assert.equal(shortest([undefined]), undefined);
});

test("a lossless route is asked for once, and by no other word", () => {
  assert.equal(obligationProblem("route:lossless"), undefined);
  assert.match(obligationProblem("route:fast") ?? "", /should be written route:lossless/);
  assert.deepEqual(mergeObligations(["route:lossless", "retain:1d", "route:lossless"]), [
    "retain:1d",
    "route:lossless",
  ]);
});
