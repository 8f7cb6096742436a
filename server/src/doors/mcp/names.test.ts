import { equal, match, notEqual, ok } from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { joinedName } from "./names.ts";

test("two tools never share a name, and a name does not depend on which other servers there are", () => {
  const part = fc.stringMatching(/^[a-z_.-]{1,12}$/);
  fc.assert(
    fc.property(part, part, part, part, (server, tool, otherServer, otherTool) => {
      if (server === otherServer && tool === otherTool) return;
      notEqual(joinedName(server, tool), joinedName(otherServer, otherTool));
    }),
    { numRuns: 2_000 },
  );
  for (const [a, b] of [
    [
      ["a", "b__c"],
      ["a__b", "c"],
    ],
    [
      ["a", "_b"],
      ["a_", "b"],
    ],
    [
      ["crm", "a.b"],
      ["crm", "a_b"],
    ],
    [
      ["x", "y".repeat(80)],
      ["x", `${"y".repeat(80)}z`],
    ],
  ] as const)
    notEqual(joinedName(a[0], a[1]), joinedName(b[0], b[1]));
});

test("a name is plain where it can be, and always short and of plain characters", () => {
  equal(joinedName("crm", "update_contact"), "crm__update_contact");
  fc.assert(
    fc.property(fc.string({ minLength: 1 }), fc.string({ minLength: 1 }), (server, tool) => {
      match(joinedName(server, tool), /^[A-Za-z0-9_-]{1,64}$/);
    }),
  );
  // A tool that calls itself as the shortened name of another is shortened itself.
  const short = joinedName("crm", "a.b");
  ok(short.startsWith("crm__"));
  notEqual(joinedName("crm", short.slice("crm__".length)), short);
});
