import { deepEqual, equal, ok } from "node:assert/strict";
import { test } from "node:test";
import { fixedClock, seededRandom, uuidV7 } from "../../kernel/index.ts";
import { type Wanted, callOf } from "./ask.ts";
import { paramsOf } from "./message.ts";

const clock = fixedClock(1_800_000_000_000);
const door = { holdsSecret: (text: string) => text.includes("AKIA"), clock, ids: uuidV7(clock, seededRandom(1)) };
const arrival = {
  credential: undefined,
  onBehalfOf: undefined,
  ip: "",
  stated: {},
  client: "",
  headers: {},
  startedAt: 0,
};
const asked = (args: Record<string, unknown>, meta: Record<string, unknown> = {}) => {
  const wanted: Wanted = {
    action: "call_tool",
    kind: "tool",
    server: "s",
    name: "t",
    said: "s__t",
    arguments: args,
    raw: JSON.stringify(args),
  };
  return callOf(door, { asker: { arrival }, params: paramsOf(undefined, {}, meta) }, wanted);
};

test("every text of the arguments is read, names of members as well; where they are too many, none counts as read", () => {
  const { ask } = asked({ a: "one", b: [{ c: "two" }], "a name with words": 3, big: 4_111_111_111_111_111 });
  deepEqual(
    ask.texts.map(({ place, encoding, text }) => [place, encoding, text]),
    [
      ["a", "string", "one"],
      ["b[0].c", "string", "two"],
      ["*", "name", "a name with words"],
      ["big", "json", "4111111111111111"],
    ],
  );
  equal(ask.unread, undefined);
  const many = asked({ all: Array.from({ length: 30_000 }, () => "x") }).ask;
  ok(many.unread);
  deepEqual(many.texts, []);
});

test("a place never repeats what a caller wrote as a name", () => {
  const { ask } = asked({ "ann@o.test told": { inner: "x" } });
  ok(ask.texts.every(({ place }) => !place.includes("ann")));
});

test("the caller's own id of a use is kept, where it is one", () => {
  equal(asked({}, { "claudecode/toolUseId": "toolu_1" }).ask.useId, "toolu_1");
  equal(asked({}, { "claudecode/toolUseId": 7 }).ask.useId, undefined);
  equal(asked({}, { "claudecode/toolUseId": "x".repeat(500) }).ask.useId, undefined);
});

test("what goes to a server beside the arguments is read, and approved, like the arguments", () => {
  const meta = { progressToken: 1, traceparent: "the plans", "x/note": "for them" };
  const params = paramsOf(
    undefined,
    { name: "s__t", arguments: { a: "one" }, task: { ttl: 5 }, more: "two", _meta: meta },
    meta,
  );
  const wanted: Wanted = {
    action: "call_tool",
    kind: "tool",
    server: "s",
    name: "t",
    said: "s__t",
    arguments: { a: "one" },
    raw: '{"a":"one"}',
  };
  const { ask } = callOf(door, { asker: { arrival }, params }, wanted);
  deepEqual(ask.beside, { task: { ttl: 5 }, more: "two", _meta: { traceparent: "the plans", "x/note": "for them" } });
  for (const text of ["one", "two", "the plans", "for them"])
    ok(
      ask.texts.some((part) => part.text === text),
      text,
    );
  const uri = "https://collect.example/?d=everything";
  const resource: Wanted = {
    ...wanted,
    action: "read_resource",
    kind: "resource",
    name: uri,
    said: uri,
    arguments: {},
    raw: "{}",
  };
  const read = callOf(door, { asker: { arrival }, params: paramsOf(undefined, { uri }, {}) }, resource).ask;
  deepEqual(
    read.texts.map(({ text }) => text),
    [uri],
  );
});

test("a secret in the name or the address of a thing is neither sent on nor kept", () => {
  const name = "crm://AKIAQ7XK2M9PL4ZT8WBN";
  const wanted: Wanted = {
    action: "read_resource",
    kind: "resource",
    server: "s",
    name,
    said: name,
    arguments: {},
    raw: "{}",
  };
  const call = callOf(door, { asker: { arrival }, params: paramsOf(undefined, { uri: name }, {}) }, wanted);
  equal(call.problem?.code, "invalid_request");
  ok(!call.ask.tool.includes("AKIA"));
});

test("a name that may be a key is read, and no place repeats it", () => {
  const { ask } = asked({ AKIAQ7XK2M9PL4ZT8WBN: 1 });
  deepEqual(
    ask.texts.map(({ place, text }) => [place, text]),
    [["*", "AKIAQ7XK2M9PL4ZT8WBN"]],
  );
});
