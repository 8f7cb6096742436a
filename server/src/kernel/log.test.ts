import assert from "node:assert/strict";
import { test } from "node:test";
import { Secret, fault, fixedClock, makeLog } from "./index.ts";

// Guarantee: no secret in the log.
test("no secret in the log, by type, by name, by shape, in errors and deep inside", () => {
  const lines: string[] = [];
  for (const style of ["json", "people"] as const) {
    const log = makeLog({ clock: fixedClock(0), write: (line) => void lines.push(line), level: "debug", style });
    const secret = new Secret("hush-1");
    const cause = new Error("postgres://lumos:hush-2@db/lumos said no to Bearer hush-3-hush-3");
    log.with({ base: secret }).error("it broke", {
      error: fault("internal", { internal: `with lmk_usr_${"hush4".repeat(5)}`, cause }),
      headers: { authorization: "hush-5", cookie: "hush-6", "x-api-key": "hush-7" },
      list: [{ deep: { password: "hush-8", kept: secret } }],
    });
  }
  assert.equal(lines.length, 2);
  for (const line of lines) {
    assert.doesNotMatch(line, /hush/);
    assert.match(line, /it broke/);
  }
});
