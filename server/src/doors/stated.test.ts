import { deepEqual, equal } from "node:assert/strict";
import { suite, test } from "node:test";
import { CLIENT_CLAIMS, statedBy } from "./stated.ts";

suite("what a call says about itself", () => {
  for (const [header, claim] of CLIENT_CLAIMS) {
    test(`${header} names the ${claim} of a known client`, () => {
      equal(statedBy({ [header]: "0195-abc" })[claim], "0195-abc");
    });

    test(`${header} gives way to the header of ours`, () => {
      equal(statedBy({ [header]: "theirs", "x-lumos-session": "ours" }).session, "ours");
    });
  }

  test("what no client would send is as good as none", () => {
    for (const value of ["", " ", "x".repeat(201), "a\nb", "h\u00e9", ["a", "b"]]) {
      deepEqual(statedBy({ session_id: value as string }), {});
    }
  });

  test("a thread is nearer than the session it belongs to", () => {
    equal(statedBy({ session_id: "old", "session-id": "session", "thread-id": "thread" }).session, "thread");
  });
});
