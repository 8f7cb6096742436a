import assert from "node:assert/strict";
import { test } from "node:test";
import type { Told } from "./format.ts";
import { geminiRefusal } from "./gemini/errors.ts";
import { limitHeaders } from "./limit-headers.ts";
import { responsesRefusal } from "./responses/errors.ts";

const NOW = Date.parse("2026-11-21T12:00:00.250Z");
const STANDING = {
  requests: { limit: 60, remaining: 59, resetMs: 1_000 },
  tokens: { limit: 100_000, remaining: 0, resetMs: 3_661_000 },
};
const told = (more: Partial<Told>): Told => ({
  code: "rate_limited",
  status: 429,
  message: "Too many.",
  param: undefined,
  decision: "d",
  docs: "docs",
  why: undefined,
  retryAfterS: 7,
  client: "",
  ...more,
});

test("where a caller stands is told in the headers of its format", () => {
  assert.deepEqual(limitHeaders("openai.responses", STANDING, NOW), {
    "x-ratelimit-limit-requests": "60",
    "x-ratelimit-remaining-requests": "59",
    "x-ratelimit-reset-requests": "1s",
    "x-ratelimit-limit-tokens": "100000",
    "x-ratelimit-remaining-tokens": "0",
    "x-ratelimit-reset-tokens": "1h1m1s",
  });
  assert.deepEqual(limitHeaders("anthropic.messages", { requests: STANDING.requests }, NOW), {
    "anthropic-ratelimit-requests-limit": "60",
    "anthropic-ratelimit-requests-remaining": "59",
    "anthropic-ratelimit-requests-reset": "2026-11-21T12:00:02Z",
  });
  assert.deepEqual(limitHeaders("gemini.generate", STANDING, NOW), {});
  assert.deepEqual(limitHeaders("openai.chat", undefined, NOW), {});
});

test("Google's clients are told in the error when to come back", () => {
  const { body } = geminiRefusal(told({}));
  const { details } = (body as { error: { details: Record<string, unknown>[] } }).error;
  assert.deepEqual(details[1], { "@type": "type.googleapis.com/google.rpc.RetryInfo", retryDelay: "7s" });
});

test("Codex is told with a status it does not try again after, other clients with the code's own", () => {
  const blocked = { code: "policy_blocked", status: 403 } as const;
  assert.equal(responsesRefusal(told({ ...blocked, client: "codex_exec" })).status, 400);
  assert.equal(responsesRefusal(told({ ...blocked, client: "openai-node" })).status, 403);
  const unknown = { code: "not_found", status: 404, client: "codex_cli_rs" } as const;
  assert.equal(responsesRefusal(told(unknown)).status, 400);
  assert.equal(responsesRefusal(told({ client: "codex_exec" })).status, 429);
});
