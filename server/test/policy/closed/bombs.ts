/* Policies that are written to stop whoever reads them. Every one must be refused, and nothing else may happen. */

const head = (id: string) =>
  `@id("${id}") @why("w") forbid (principal, action in Lumos::Action::"use_model", resource)\n`;
const when = (condition: string) => `when { ${condition} };`;
const times = (count: number, part: string, mark = "") => Array.from({ length: count }, () => part).join(mark);
const tower = (levels: number, around: (inner: string) => string) =>
  Array.from({ length: levels }).reduce<string>((inner) => around(inner), "true");

export const BOMBS: Readonly<Record<string, string>> = {
  "140 nested parentheses": when(`${times(140, "(")}true${times(140, ")")}`),
  "10,000 nested brackets": when(`${times(10_000, "[")}1${times(10_000, "]")} == 1`),
  "nested records": when(`${times(200, "{a:")}1${times(200, "}")} == 1`),
  "a chain of 400 ands": when(times(400, "true", " && ")),
  "a chain of 5,000 ors": when(times(5_000, "true", "||")),
  "a long sum": when(`${times(400, "1", " + ")} == 1`),
  "many exclamation marks": when(`${times(200, "!")}true`),
  "400 clauses": `${times(400, "when { true }\n")};`,
  "a chain of 400 attributes": when(`context${times(400, ".base")} == 1`),
  "400 attributes in brackets": when(`context${times(5_000, '["base"]')} == 1`),
  "a has path without end": when(`context has ${times(400, "base", ".")}`),
  "a name of 5,000 parts": when(`principal is ${times(5_000, "A", "::")}`),
  "a set of 100,000 elements": when(`[${times(100_000, "1", ",")}].contains(1)`),
  "a set of 10,000 elements": when(`[${times(10_000, "1", ",")}].contains(1)`),
  "a list of 2,000 actions": when(`action in [${times(2_000, 'Lumos::Action::"invoke"', ",")}]`),
  "9,000 arguments": when(`ip(${times(9_000, '"a"', ",")}).isIpv4()`),
  "more than 64 KB": when(`context.base.geo == "${times(70_000, "x")}"`),
  "ifs in each other": when(`${times(200, "if true then (")}true${times(200, ") else false")}`),
  "towers of chains": when(tower(60, (inner) => `(${inner}${times(98, " && true")})`)),
  "operations in each other, each level within bounds": when(
    tower(8, (inner) => `[({a: ${inner}${times(60, " || true")}}).a].contains(true)`),
  ),
  "comparisons in a chain": when(times(500, "1", " < ")),
  "half a character": when('context.base.geo == "\ud800"'),
  "an escape that is no character": when('context.base.geo == "\\u{d800}"'),
  "a byte order mark": `\ufeff${when("true")}`,
  "letters that look like others": when("сontext.base.assessed"),
  "a mark that turns the text around": when('\u202econtext.base.geo == ""'),
  "marks upon marks": when(`context.base.a${times(20_000, "\u0301")} == 1`),
  "an identifier of 60,000 letters": when(`context.base.${times(60_000, "a")} == 1`),
  "5,000 annotations": `${times(5_000, '@a("x") ')}${when("true")}`,
  "the experiment `unknown`": when('unknown("x")'),
  "a number beyond 2^53": when("context.base.autonomy == 9223372036854775807"),
  "a template's slot": when("principal == ?principal"),
  "an open string": when('context.base.geo == "'),
  "an open comment and nothing more": "// nothing",
  "two policies in one": `${when("true")} permit (principal, action, resource);`,
};

export const bombsOf = (): { id: string; text: string }[] =>
  Object.values(BOMBS).map((text, place) => ({ id: `b${place}`, text: `${head(`b${place}`)}${text}` }));
