import { deepEqual, equal, match, ok } from "node:assert/strict";
import { suite, test } from "node:test";
import { judgeOf } from "../../test/judge.ts";
import type { Judge } from "../config/index.ts";
import { type TextPart, fixedClock, seededRandom, silentLog } from "../kernel/index.ts";
import { type Assessment, makeRisk } from "../risk/index.ts";
import { type Judging, makeJudges } from "./index.ts";
import { makeKeptReadings } from "./kept.ts";
import { merge } from "./merge.ts";
import { makePlaces } from "./places.ts";
import type { Consult, Scores } from "./types.ts";
import { blackedOut, unitsOf } from "./units.ts";
import { wantedBecause } from "./wanted.ts";

const part = (text: string, channel: TextPart["channel"] = "prompt"): TextPart => ({
  path: [],
  place: "messages[0].content",
  channel,
  encoding: "string",
  text,
});
const assessed = (texts: TextPart[], scores: Scores = {}): Assessment => {
  const assessment = makeRisk({ log: silentLog, clock: fixedClock(0), model: "none" }).assess({ ask: { texts } });
  const risk = { ...assessment.risk, ...scores };
  return { ...assessment, risk: { ...risk, max: Math.max(...Object.values(risk)) } };
};

/** The room, with a way to send that a test makes up; it is what execution hands in. */
function bed(consult: Consult) {
  const clock = fixedClock(1_800_000_000_000);
  const room = makeJudges({ clock, random: seededRandom(7), log: silentLog, consult });
  const ask = (judge: Partial<Judge>, texts: TextPart[], more: Partial<Judging> = {}) =>
    room.judge({
      judge: judgeOf({ api: "llama-guard", model: "m", ...judge }),
      because: "always",
      mode: "inline",
      texts,
      unread: false,
      assessment: assessed(texts),
      session: "s",
      may: { ok: true, obligations: [] },
      admit: async () => ({ ok: true, used: () => {} }),
      stop: new AbortController().signal,
      ...more,
    });
  return { room, ask, clock };
}

const shownIn = (question: Parameters<Consult>[0]["question"]) =>
  question.by === "chat" ? (question.messages.at(-1)?.content ?? "") : "";

suite("what a judge is shown", () => {
  test("a judge is shown nothing that policy wants redacted from what its model is sent", async () => {
    const shown: string[] = [];
    const { ask } = bed(async ({ question }) => {
      shown.push(shownIn(question));
      return { heard: { text: "safe" } };
    });
    const texts = [part("Write to ann@example.com today.")];
    await ask({}, texts, { may: { ok: true, obligations: ["redact:pii.email"] } });
    deepEqual(shown, [`Write to ${"*".repeat("ann@example.com".length)} today.`]);
    equal(blackedOut(texts, assessed(texts), []), texts);
  });

  test("a limit of tokens that policy sets for a model holds where it judges", async () => {
    const most: number[] = [];
    const { ask } = bed(async ({ question }) => {
      if (question.by === "chat") most.push(question.maxTokens);
      return { heard: { text: "safe" } };
    });
    await ask({}, [part("One.")], { may: { ok: true, obligations: ["limit:tokens=10", "limit:tokens=7"] } });
    await ask({}, [part("Two.")], { may: { ok: true, obligations: ["limit:tokens=5000"] } });
    deepEqual(most, [7, 40]);
  });

  test("the beginning of a conversation comes to the same requests however it goes on", () => {
    const dialect = { window: 50, joins: true };
    const turns = Array.from({ length: 9 }, (_one, at) => part(`Turn ${at} ${"x".repeat(13)}`));
    const short = unitsOf(turns.slice(0, 6), { dialect });
    const long = unitsOf(turns, { dialect });
    deepEqual(long.slice(0, short.length), short);
  });

  test("a long text is cut with overlaps, never inside a pair, and all of it is shown", () => {
    const text = `${"a".repeat(999)}🙂${"b".repeat(1_500)}`;
    const units = unitsOf([part(text)], { dialect: { window: 1_000, joins: true } });
    let covered = 0;
    for (const { segments } of units) {
      for (const one of segments) {
        ok(one.text.isWellFormed());
        ok(one.start <= covered);
        equal(text.slice(one.start, one.start + one.text.length), one.text);
        covered = one.start + one.text.length;
      }
    }
    equal(covered, text.length);
  });

  test("all channels are shown where nothing is said, as a caller chooses where its words stand", () => {
    const texts = (["prompt", "system", "assistant", "document", "tool_result", "tool_definition"] as const).map(
      (one) => part(one, one),
    );
    equal(unitsOf(texts, { dialect: { window: 1_000, joins: true } })[0]?.segments.length, 6);
    equal(unitsOf(texts, { channels: ["prompt"], dialect: { window: 1_000, joins: true } })[0]?.segments.length, 1);
  });

  test("more content than it can be asked about makes it unavailable", async () => {
    let asked = 0;
    const { ask } = bed(async () => {
      asked += 1;
      return { heard: { text: "safe" } };
    });
    const { ok: judged, story } = await ask({}, [part("word ".repeat(100_000))]);
    equal(judged, false);
    match(story.detail ?? "", /more content/);
    equal(asked, 0);
  });

  test("what nobody reads as text counts as not judged", async () => {
    const { ask } = bed(async () => ({ heard: { text: "safe" } }));
    equal((await ask({}, [part("Hi.")], { unread: true })).ok, false);
  });
});

suite("what a judge says", () => {
  test("whatever goes wrong with a judge, its rule for that decides and nothing else", async () => {
    const { ask } = bed(() => Promise.reject(new Error("secret words")));
    const { ok: judged, story } = await ask({ unavailable: "ignore" }, [part("Hi.")]);
    equal(judged, false);
    equal(story.rule, "ignore");
    equal(JSON.stringify(story).includes("secret words"), false);
  });

  test("what it saw stands, also where it could not be asked about everything", async () => {
    let asked = 0;
    const { ask } = bed(async () => {
      asked += 1;
      return asked === 1 ? { heard: { text: "unsafe\nS10" } } : { detail: "answered 500" };
    });
    const { ok: judged, assessment, story } = await ask({}, [part("a".repeat(9_000))]);
    equal(judged, false);
    equal(story.fate, "unavailable");
    equal(assessment.risk.hate, 90);
  });

  const lowering = (scores: Scores, hard?: Scores) => {
    const texts = [part("Write to ann@example.com.")];
    const { hard: _own, ...rest } = assessed(texts, scores);
    const before = hard ? { ...rest, hard } : rest;
    const judge = judgeOf({ api: "llama-guard", model: "m", lowers: true });
    return merge(before, texts, judge, { ok: true, scores: {}, spans: [] }).assessment.risk;
  };

  test("no judge lowers what a sign or a detector found, or what it does not speak about", () => {
    // Where signs are not told apart from the classifier, all of it is taken for one.
    equal(lowering({ harm: 80 }).harm, 80);
    equal(lowering({ harm: 80 }, {}).harm, 0);
    equal(lowering({ harm: 80 }, { harm: 30 }).harm, 30);
    // Llama Guard has no label for injections.
    equal(lowering({ injection: 80 }, {}).injection, 80);
    equal(lowering({}, { privacy: 10 }).privacy, 10);
  });

  test("without lowers it raises only, and below its threshold it says nothing", () => {
    const texts = [part("Hi.")];
    const before = { ...assessed(texts, { harm: 80 }), hard: {} };
    const verdict = { ok: true, scores: { harm: 10, hate: 55, sexual: 45 }, spans: [] };
    const raising = judgeOf({ api: "llama-guard", model: "m", threshold: 50 });
    const { assessment, after } = merge(before, texts, raising, verdict);
    equal(assessment.risk.harm, 80);
    deepEqual(after, { hate: 55 });
    equal(assessment.risk.max, 80);
  });

  test("scores beyond their bounds stay within them", () => {
    const texts = [part("Hi.")];
    const judge = judgeOf({ api: "llama-guard", model: "m" });
    const scores = { harm: 1e9, hate: Number.NaN, cyber: -5, bio: Number.POSITIVE_INFINITY };
    const { assessment } = merge(assessed(texts), texts, judge, { ok: true, scores, spans: [] });
    equal(assessment.risk.harm, 100);
    equal(assessment.risk.hate, 0);
    equal(assessment.risk.cyber, 0);
    equal(assessment.risk.bio, 100);
    equal(assessment.risk.max, 100);
  });
});

suite("what is kept", () => {
  test("what a judge said is given again only for the same content, judge, version and policy text of one organization", () => {
    const clock = fixedClock(0);
    const kept = makeKeptReadings({ clock });
    const unit = (text: string, channel: TextPart["channel"] = "prompt") => ({
      segments: [{ part: 0, channel, start: 0, text }],
    });
    const own = judgeOf({ api: "instruct", model: "m", policy: "One." });
    kept.keep(own, unit("x"), { scores: { harm: 1 } });
    deepEqual(kept.get(own, unit("x")), { scores: { harm: 1 } });
    // Where it stands in a longer conversation changes nothing.
    ok(kept.get(own, { segments: [{ part: 4, channel: "prompt", start: 9, text: "x" }] }));
    equal(kept.get(own, unit("y")), undefined);
    equal(kept.get(own, unit("x", "document")), undefined);
    equal(kept.get(judgeOf({ api: "instruct", model: "m", policy: "Two." }), unit("x")), undefined);
    equal(kept.get(judgeOf({ api: "gpt-oss-safeguard", model: "m", policy: "One." }), unit("x")), undefined);
    equal(kept.get(judgeOf({ id: "k", api: "instruct", model: "m", policy: "One." }), unit("x")), undefined);
    equal(kept.get(judgeOf({ api: "instruct", model: "m", policy: "One." }, "other"), unit("x")), undefined);
    clock.advance(3_600_001);
    equal(kept.get(own, unit("x")), undefined);
  });
});

suite("when guardrails want a judge", () => {
  const call = (more: object = {}, ...channels: TextPart["channel"][]) =>
    ({ ask: { operation: "generate", tools: false, texts: channels.map((one) => part("x", one)), ...more } }) as never;
  const context = { sessionRisk: 0, taint: [] };
  const at = (scores: Scores) => assessed([part("x")], scores);
  const wanted = (scores: Scores, rule: object = {}, one = call(), around: object = {}) =>
    wantedBecause({ use: "j", ...rule }, { call: one, context: { ...context, ...around }, assessment: at(scores) });

  test("those that look suspicious, by score, session or because nothing is known", () => {
    equal(wanted({ harm: 49 }), undefined);
    equal(wanted({ harm: 50 }), "suspicious");
    equal(wanted({ harm: 30 }, { above: 30 }), "suspicious");
    equal(wanted({ privacy: 100 }), undefined);
    equal(wanted({}, {}, call(), { sessionRisk: 50 }), "suspicious");
    const about = { call: call(), context, assessment: { ...at({}), assessed: false } };
    equal(wantedBecause({ use: "j" }, about), "suspicious");
  });

  test("somebody else's words in front of tools need half of it", () => {
    equal(wanted({ injection: 25 }, {}, call({ tools: true }, "tool_result")), "suspicious");
    equal(wanted({ injection: 25 }, {}, call({ tools: true }), { taint: ["web"] }), "suspicious");
    equal(wanted({ injection: 25 }, {}, call({ tools: true }, "prompt")), undefined);
    equal(wanted({ injection: 25 }, {}, call({}, "tool_result")), undefined);
  });

  test("always, never, and nobody for counts and vectors", () => {
    equal(wanted({}, { when: "always" }), "always");
    equal(wanted({ harm: 100 }, { when: "never" }), undefined);
    equal(wanted({ harm: 100 }, { when: "always" }, call({ operation: "count" })), undefined);
    equal(wantedBecause(undefined, { call: call(), context, assessment: at({ harm: 100 }) }), undefined);
  });
});

suite("places", () => {
  test("those that wait get the place that is given back, in order, and leave when their time is over", async () => {
    const places = makePlaces();
    const never = new AbortController();
    const first = await places.take("a", 1, never.signal);
    const late = new AbortController();
    const second = places.take("a", 1, late.signal);
    const third = places.take("a", 1, never.signal);
    late.abort();
    equal(await second, undefined);
    first?.();
    first?.();
    const leave = await third;
    ok(leave);
    leave();
    ok(await places.take("a", 1, never.signal));
    equal(await places.take("a", 1, AbortSignal.abort()), undefined);
  });
});

suite("reviews", () => {
  test("a session is looked at once at a time, beside its calls, and whoever listens hears what came of it", async () => {
    const gate = Promise.withResolvers<void>();
    const { room } = bed(async () => {
      await gate.promise;
      return { heard: { text: "unsafe\nS10" } };
    });
    const texts = [part("One."), part("Two.", "assistant")];
    const review = (session: string) => ({
      org: "o",
      session,
      call: "c",
      judging: {
        judge: judgeOf({ api: "llama-guard", model: "m" }),
        texts,
        unread: false,
        assessment: assessed(texts),
        session,
        may: { ok: true as const, obligations: [] },
        admit: async () => ({ ok: true as const, used: () => {} }),
      },
    });
    const heard = Promise.withResolvers<unknown>();
    room.reviews.reviewed(({ session, judged }) => heard.resolve([session, judged.story.because, judged.scores]));
    equal(room.reviews.ask(review("s")), true);
    equal(room.reviews.ask(review("s")), false);
    for (let at = 0; at < 60; at += 1) room.reviews.ask(review(`t${at}`));
    equal(room.reviews.ask(review("one too many")), false);
    gate.resolve();
    deepEqual(await heard.promise, ["s", "review", { hate: 90, harm: 90 }]);
    room.close();
    equal(room.reviews.ask(review("after")), false);
  });
});
