import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { HARM_DOMAINS } from "../../config/index.ts";
import { DOMAINS } from "../../risk/index.ts";
import { planOf } from "./plan.ts";

test("nobody looks where neither the organization nor a policy asks for it", () => {
  equal(planOf(undefined, ["redact:pii", "limit:tokens=9"]), undefined);
  equal(planOf({ output: { mode: "strict", pii: "off" }, unavailable: "block" }, []), undefined);
});

test("the strictest mode counts, and what must be scored first is not given before", () => {
  const mode = (output: object, ...obligations: string[]) => planOf({ output }, obligations)?.mode;
  equal(mode({ pii: "redact" }), "redact");
  equal(mode({ pii: "redact", harm: "block" }), "window");
  equal(mode({ injection: "block", mode: "redact" }), "window");
  equal(mode({ injection: "detect" }), "redact");
  equal(mode({ pii: "redact", mode: "strict" }, "inspect:window"), "strict");
  equal(mode({ pii: "redact" }, "inspect:strict"), "strict");
});

// Guarantee: what a policy or an organization asks for is inspected in every format, streamed or not.
test("what a policy or an organization asks for is inspected in every format, streamed or not: a policy that demands a look where nothing is set up has what is found acted upon", () => {
  const { secrets, pii, injection, harm, unavailable, watches } = planOf({}, ["inspect:window"]) ?? {};
  deepEqual(
    { secrets, pii, injection, harm, unavailable, watches },
    { secrets: "redact", pii: "redact", injection: "detect", harm: "block", unavailable: "block", watches: false },
  );
});

test("what only takes notice changes nothing", () => {
  equal(planOf({ output: { pii: "detect", harm: "detect" } }, [])?.watches, true);
});

test("every kind of harm that can be configured is scored", () => {
  deepEqual(
    HARM_DOMAINS.filter((name) => !(DOMAINS as readonly string[]).includes(name)),
    [],
  );
});

test("an organization's thresholds hold for answers, but where answers have one of their own", () => {
  const thresholds = { injection: 60 };
  equal(planOf({ output: { injection: "block" } }, [])?.thresholdOf("injection"), 80);
  equal(planOf({ output: { injection: "block" }, thresholds }, [])?.thresholdOf("injection"), 60);
  equal(planOf({ output: { injection: "block", threshold: 90 }, thresholds }, [])?.thresholdOf("injection"), 90);
});
