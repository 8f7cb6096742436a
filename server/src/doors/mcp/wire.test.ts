import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { inNewWords } from "./carry.ts";
import { eventText, itemsOf, memberOf, membersOf, objectOf, withMember, withoutMember } from "./wire.ts";

const value = fc.jsonValue({ maxDepth: 3 });
const object = fc.dictionary(
  fc.string().filter((name) => name !== "__proto__"),
  value,
  { noNullPrototype: true },
);
const spaced = (one: unknown, spaces: number) => JSON.stringify(one, undefined, spaces);

test("members are cut, put in and taken out as a parser would", () => {
  fc.assert(
    fc.property(object, fc.string(), value, fc.nat(2), (one, name, other, spaces) => {
      if (name === "__proto__") return;
      const raw = spaced(one, spaces);
      deepEqual(
        JSON.parse(withMember(raw, name, JSON.stringify(other))),
        JSON.parse(JSON.stringify({ ...one, [name]: other })),
      );
      for (const member of Object.keys(one)) {
        deepEqual(JSON.parse(memberOf(raw, member) ?? ""), JSON.parse(JSON.stringify(one[member])));
        const { [member]: _gone, ...rest } = one;
        deepEqual(JSON.parse(withoutMember(raw, member)), JSON.parse(JSON.stringify(rest)));
      }
      deepEqual(JSON.parse(objectOf(membersOf(raw) ?? [])), JSON.parse(raw));
    }),
  );
});

test("the members of a list are cut as a parser would", () => {
  fc.assert(
    fc.property(fc.array(value), fc.nat(2), (all, spaces) => {
      deepEqual(
        itemsOf(spaced(all, spaces), 1_000).map((raw) => JSON.parse(raw)),
        JSON.parse(JSON.stringify(all)),
      );
    }),
  );
  deepEqual(itemsOf("[1,2,3]", 2), ["1", "2"]);
  deepEqual(itemsOf("{}", 2), []);
});

test("numbers and spellings that no parser keeps pass as they are", () => {
  const raw = '{"a":1.0,"b":123456789012345678901234567890,"c":"\\u00e9","a2":{"x" : 1e400}}';
  equal(withoutMember(withMember(raw, "n", "1"), "n"), raw);
});

test("raw JSON over lines is one event", () => {
  equal(eventText('{\n"a":1\r\n}', "s_1"), 'event: message\nid: s_1\ndata: {\ndata: "a":1\ndata: }\n\n');
});

test("what one caller may see is never kept for another", () => {
  const said = inNewWords("resources/read", '{"contents":[],"ttlMs":60000,"cacheScope":"public"}', 5_000);
  deepEqual(JSON.parse(said), { resultType: "complete", contents: [], ttlMs: 5_000, cacheScope: "private" });
  deepEqual(JSON.parse(inNewWords("prompts/list", '{"prompts":[]}')), {
    resultType: "complete",
    prompts: [],
    ttlMs: 0,
    cacheScope: "private",
  });
  equal(inNewWords("tools/call", '{"resultType":"complete","content":[]}'), '{"resultType":"complete","content":[]}');
});
