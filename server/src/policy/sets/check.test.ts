import assert from "node:assert/strict";
import { test } from "node:test";
import { inspect } from "./check.ts";
import { LIMITS, limitProblem } from "./limits.ts";
import {
  NOON,
  acmeLandscape,
  acmePolicies,
  acmeRoom,
  assessed,
  callOf,
  chainOf,
  modelsOf,
  quiet,
} from "../../../test/policy/acme.ts";

const when = (condition: string, id = "p") => ({
  id,
  text: `@id("${id}") @why("w")\nforbid (principal, action in Lumos::Action::"use_model", resource)\nwhen { ${condition} };`,
});
const errorsOf = async (...policies: { id: string; text: string }[]) =>
  (await inspect(policies, NOON)).problems.filter(({ severity }) => severity === "error");

test("acme's 21 policies are sound, without a warning", async () => {
  const { problems, policies } = await inspect(acmePolicies(), NOON);
  assert.deepEqual(problems, []);
  assert.equal(policies.length, 21);
});

test("a mistake is told at its line and column, with what was probably meant", async () => {
  const text = `// ünïcode\n@id("p") @why("w")\nforbid (principal, action == Lumos::Action::"invoke", resource)\nwhen { context.base.rsk.cyber > 3 };`;
  const [problem, ...more] = await errorsOf({ id: "p", text });
  assert.deepEqual(more, []);
  assert.equal(problem?.line, 4);
  assert.equal(problem?.column, 8);
  assert.match(problem?.message ?? "", /base\.rsk.*did you mean `risk`\?/);
  const [syntax] = await errorsOf({ id: "q", text: '@id("q")\npermit (principal, action resource);' });
  assert.deepEqual([syntax?.policy, syntax?.line, syntax?.column], ["q", 2, 27]);
  assert.match(syntax?.message ?? "", /unexpected token `resource`/);
});

test("one broken policy does not hide another", async () => {
  const found = await errorsOf(
    when("context.base.nope == 1", "a"),
    when("true &&", "b"),
    when("context.base.geo == 1", "c"),
  );
  assert.deepEqual(found.map(({ policy }) => policy).toSorted(), ["a", "b", "c"]);
});

test("a text that is no single policy is refused", async () => {
  const two = '@id("p") @why("w") permit(principal,action,resource); permit(principal,action,resource);';
  assert.equal((await errorsOf({ id: "p", text: two })).length, 1);
  assert.match((await errorsOf({ id: "p", text: two.slice(0, 20) }))[0]?.message ?? "", /./);
  const template = '@id("p") @why("w") permit(principal == ?principal, action, resource);';
  assert.match((await errorsOf({ id: "p", text: template }))[0]?.message ?? "", /template/);
});

test("annotations are checked", async () => {
  const forbid = (annotations: string, rest = "") => ({
    id: "p",
    text: `${annotations} forbid (principal, action, resource) ${rest};`,
  });
  const guard = (obligation: string) => `unless { context.base.fulfilled.contains("${obligation}") }`;
  const cases: [ReturnType<typeof forbid>, RegExp][] = [
    [forbid('@why("w")'), /needs its id: @id\("p0"\)/],
    [forbid('@id("q") @why("w")'), /@id says "q"/],
    [forbid('@id("p") @why("w") @obligatoin("retain:30d")'), /did you mean @obligation\?/],
    [forbid('@id("p") @why("w") @colour("red")'), /there are @id, @why/],
    [forbid('@id("p") @why'), /@why needs a value/],
    [forbid('@id("p") @why("w") @severity("awful")'), /@severity is one of low/],
    [forbid('@id("p") @why("w") @obligation("shred:all")', guard("shred:all")), /is no obligation/],
    [forbid('@id("p") @why("w") @obligation("retain:forever")', guard("retain:forever")), /retain:DURATION/],
    [forbid('@id("p") @why("w") @obligation("limit:tokens=-1")', guard("limit:tokens=-1")), /limit:tokens=N/],
    [forbid('@id("p") @why("w") @obligation("tools:none")', guard("tools:none")), /tools:read-only/],
    [forbid('@id("p") @why("w") @obligation("retain:30d")'), /nothing can fulfil it/],
    [forbid('@id("p") @why("w") @obligation("retain:30d")', guard("retain:90d")), /nothing can fulfil it/],
    [forbid('@id("p") @why("w") @ttl("soon")'), /@ttl is a duration/],
    [forbid('@id("p") @why("w") @expires("2027-02-30")'), /@expires is a date/],
    [forbid('@id("p") @why("w") @stage("canary:0%")'), /@stage is one of draft, shadow, canary, canary:25%/],
    [forbid('@id("p") @why("w") @stage("later")'), /@stage is one of/],
    [
      { id: "p", text: '@id("p") @why("w") @obligation("retain:30d") permit (principal, action, resource);' },
      /only a forbid/,
    ],
  ];
  const renamed = cases.map(([{ text }], place) => ({
    id: `p${place}`,
    text: text.replace('@id("p")', `@id("p${place}")`),
  }));
  const found = await errorsOf(...renamed);
  cases.forEach(([{ text }, expected], place) => {
    const its = found.filter(({ policy }) => policy === `p${place}`);
    assert.match(its.map(({ message }) => message).join(), expected, text);
  });
  assert.deepEqual(
    await errorsOf(
      forbid(
        '@id("p") @why("w") @obligation("limit:tokens=500") @severity("low") @ttl("15m") @owner("sec") @ticket("T-1") @stage("canary:25%")',
        guard("limit:tokens=500"),
      ),
    ),
    [],
  );
});

test("two policies with one id are refused", async () => {
  assert.match((await errorsOf(when("true", "a"), when("false", "a")))[0]?.message ?? "", /another policy/);
});

test("a policy that is off, or soon will be, is a warning", async () => {
  const text = '@id("p") @why("w") @expires("2026-11-20") forbid (principal, action, resource);';
  const { problems } = await inspect([{ id: "p", text }], NOON);
  assert.deepEqual(
    problems.map(({ severity }) => severity),
    ["warning"],
  );
  for (const [day, said] of [
    ["2026-11-21", /less than 14 days/],
    ["2026-12-04", /less than 14 days/],
    ["2026-12-05", undefined],
  ] as const) {
    const [warning, ...more] = (await inspect([{ id: "p", text: text.replace("2026-11-20", day) }], NOON)).problems;
    assert.deepEqual(more, []);
    if (said) assert.match(warning?.message ?? "", said);
    else assert.equal(warning, undefined, day);
  }
});

test("a text past the limits never reaches the engine", () => {
  const chain = (count: number, term = "true", mark = " && ") => Array.from({ length: count }, () => term).join(mark);
  const over: [string, RegExp][] = [
    [when(`${"(".repeat(140)}true${")".repeat(140)}`).text, /nested deeper/],
    [when(chain(400)).text, /chain of more/],
    [when(chain(400, "1", " + ")).text, /chain of more/],
    [when(`${"!".repeat(200)}true`).text, /chain of more/],
    [when(`${"if true then 1 else ".repeat(200)}1`).text, /chain of more/],
    [when(`context${".base".repeat(400)}`).text, /path with more/],
    [when(`[${chain(2_000, "1", ",")}].contains(1)`).text, /set with more/],
    [`permit(principal, action, resource) ${"when { true }\n".repeat(400)};`, /clauses/],
    [when(`context.base.geo == "${"x".repeat(70_000)}"`).text, /longer than/],
  ];
  for (const [text, expected] of over) assert.match(limitProblem(text)?.message ?? "", expected);
});

test("a number that would be rounded on its way to an engine never gets there", async () => {
  const [problem, ...more] = await errorsOf(when("context.base.autonomy >\n 9007199254740992"));
  assert.deepEqual([problem?.line, problem?.column, more.length], [4, 2, 0]);
  assert.match(problem?.message ?? "", /at most 9007199254740991/);
  assert.deepEqual(await errorsOf(when("context.base.autonomy > -9007199254740991 // 99999999999999999\n")), []);
});

test("a text within the limits passes, whatever stands in its texts and comments", () => {
  const quoted = `"${"(".repeat(500)} && \\" [,,,,]"`;
  const fine = [
    when(`context.base.geo == ${quoted} // ${"((((".repeat(100)}\n`).text,
    when(`[${Array.from({ length: LIMITS.setElements }, (_, i) => `"${i}"`).join(", ")}].contains(context.base.geo)`)
      .text,
    when(Array.from({ length: 99 }, () => "context.base.assessed").join(" || ")).text,
    when(`${"(".repeat(60)}true${")".repeat(60)}`).text,
  ];
  for (const text of fine) assert.equal(limitProblem(text), undefined);
});

test("a policy that stops the engine while it is checked does not touch decisions", async () => {
  const landscape = acmeLandscape();
  const { room } = await acmeRoom(landscape);
  const ask = {
    call: callOf(),
    chain: chainOf(landscape, "user:alice@acme.test"),
    context: quiet,
    candidates: modelsOf(landscape, "smart"),
  };
  // Each level within the limits, all of them together far past what the engine bears.
  const tower = Array.from({ length: 60 }).reduce<string>((inner) => `(${inner}${" && true".repeat(98)})`, "true");
  const bad = {
    id: "bad",
    text: `@id("bad") @why("w") permit(principal, action == Lumos::Action::"invoke", resource) when { ${tower} };`,
  };
  assert.equal(limitProblem(bad.text), undefined);
  const problems = await room.check([bad, when("context.base.nope", "worse")]);
  assert.match(problems.find(({ policy }) => policy === "bad")?.message ?? "", /too complex/);
  assert.match(problems.find(({ policy }) => policy === "worse")?.message ?? "", /nope/);
  assert.equal(room.decide({ ...ask, assessment: assessed({ cyber: 1 }) }).outcome, "allowed");
  room.close();
});
