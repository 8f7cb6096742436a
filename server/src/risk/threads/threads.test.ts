import assert from "node:assert/strict";
import { test } from "node:test";
import { silentLog, systemClock, type TextPart } from "../../kernel/index.ts";
import { makeRisk } from "../index.ts";
import { type ThreadOptions, type Threads, makeThreads } from "./threads.ts";

const LIMITS = { maxSpansPerText: 20_000, budgetMs: { least: 10_000, perMillionChars: 1_000 } };
const KEY = ["AKIA", "IOSFODNN7", "EXAMPLE"].join("");

function ask(...texts: string[]) {
  const part = (text: string, i: number): TextPart => ({
    path: ["messages", i],
    place: `messages[${i}]`,
    channel: "prompt",
    encoding: "string",
    text,
  });
  return { ask: { texts: texts.map(part) } };
}

function script(body: string): URL {
  const head = 'import { parentPort } from "node:worker_threads";';
  return new URL(`data:text/javascript,${encodeURIComponent(head + body)}`);
}

/** Answers with what it is told to read, dies of "die", never ends with "hang". */
const STAND_IN = script(`
  parentPort.on("message", (texts) => {
    if (texts[0].text === "die") process.exit(3);
    if (texts[0].text === "hang") for (;;);
    parentPort.postMessage(texts.map(({ text }) => ({ spans: [], signs: [], read: text })));
  });
  parentPort.postMessage("ready");
`);

function threads(options: Partial<ThreadOptions>): Threads {
  return makeThreads({ log: silentLog, limits: LIMITS, count: 1, script: STAND_IN, ...options });
}

const one = (text: string) => [{ text, channel: "prompt" as const }];

test("what is read in a thread is what would be read here, and is known afterwards", async (t) => {
  const here = makeRisk({ log: silentLog, clock: systemClock, apart: { above: 0, count: 0 } });
  const apart = makeRisk({ log: silentLog, clock: systemClock, apart: { above: 100, count: 2 } });
  t.after(() => apart.close());
  const encoded = Buffer.from(`use ${KEY} now`).toString("base64");
  const call = ask(`mail ana@firm.example ${"and so on ".repeat(200)}${encoded}`, "short", "go\u202eback");
  const first = apart.assessApart(call);
  assert.ok(first instanceof Promise);
  assert.deepEqual(await first, here.assess(call));
  const again = apart.assessApart(call);
  assert.ok(!(again instanceof Promise));
  assert.equal(again.reused, 3);
});

// Guarantee: a text that kills or holds up the thread that reads it is not assessed, and others are read by a new thread.
test("a text that kills or holds up the thread that reads it is not assessed, and others are read by a new thread", async (t) => {
  const pool = threads({ budgetMs: { least: 200, perMillionChars: 0 } });
  t.after(() => pool.close());
  const [dead, after, hung, last] = await Promise.all([
    pool.read(one("die")),
    pool.read(one("fine")),
    pool.read(one("hang")),
    pool.read(one("well")),
  ]);
  assert.equal(dead?.[0]?.failure, "the thread that read a text failed");
  assert.deepEqual(after, [{ spans: [], signs: [], read: "fine" }]);
  assert.equal(hung?.[0]?.failure, "reading a text took longer than its budget");
  assert.deepEqual(last, [{ spans: [], signs: [], read: "well" }]);
});

test("where no thread can be started the caller is told, at once for a while", async (t) => {
  const pool = threads({ script: script("process.exit(1);") });
  t.after(() => pool.close());
  assert.deepEqual(await Promise.all([pool.read(one("a")), pool.read(one("b"))]), [undefined, undefined]);
  assert.equal(await pool.read(one("c")), undefined);
});

test("what waits is bounded, and what there is no room for is not assessed", async (t) => {
  const pool = threads({ maxWaiting: { jobs: 2, chars: 100 } });
  t.after(() => pool.close());
  const readings = await Promise.all(["a", "b", "c", "d"].map((text) => pool.read(one(text))));
  assert.deepEqual(
    readings.map((reading) => reading?.[0]?.failure),
    [undefined, undefined, "too much is waiting to be read", "too much is waiting to be read"],
  );
});

test("closing ends what is being read, and nothing keeps the process", async () => {
  const pool = threads({});
  const reading = Promise.all([pool.read(one("hang")), pool.read(one("b"))]);
  await pool.close();
  assert.deepEqual(
    (await reading).map((read) => read?.[0]?.failure),
    ["the program is ending", "the program is ending"],
  );
  assert.equal(await pool.read(one("c")), undefined);
});
