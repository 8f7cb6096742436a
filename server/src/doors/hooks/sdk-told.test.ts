import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { answerIn } from "./answer.ts";
import { sdk } from "./dialects/sdk.ts";
import { sdkTold } from "./sdk-told.ts";
import type { EventRow, Verdict } from "./types.ts";

test("what was decided against is never told to an application as an allow, whatever its event has words for", () => {
  const verdict: Verdict = { say: "deny", reason: "Something went wrong inside Lumos." };
  for (const [event, row] of Object.entries(sdk.events)) {
    const { body } = answerIn(row, event, verdict);
    const told = sdkTold(body, { verdict }, "id") as Record<string, unknown>;
    equal(told["decision"] === "allow", false, event);
  }
  const results = sdk.events["tool.completed"] as EventRow;
  const { body } = answerIn(results, "tool.completed", { say: "pass" });
  deepEqual(sdkTold(body, { verdict: { say: "pass" } }, "id"), { decision: "allow", id: "id" });
});
