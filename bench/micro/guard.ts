// What an event of a stream costs on its way to the caller, unguarded and under each mode. `node bench/micro/guard.ts`
import { type Format, type ModelCall, silentLog, systemClock } from "../../server/src/kernel/index.ts";
import { makeGuard } from "../../server/src/execution/guard/guard.ts";
import { WordsPassage } from "../../server/src/execution/guard/passage.ts";
import { samePassage } from "../../server/src/execution/models/passages/same.ts";
import { anthropicTap } from "../../server/src/execution/models/taps/anthropic.ts";
import { chatTap } from "../../server/src/execution/models/taps/chat.ts";
import { makePlaceholders, makeRisk } from "../../server/src/risk/index.ts";

const WORDS =
  "So the answer to what you asked is that the loop ends when the queue is empty, and then it waits. ".match(
    /\S+\s/g,
  ) as string[];
const EVENTS = 2_000;

const data = (json: object) => `data: ${JSON.stringify(json)}\n\n`;
const words = Array.from({ length: EVENTS }, (_, at) =>
  at % 500 === 250 ? "ana@firm.example " : (WORDS[at % WORDS.length] as string),
);
const chat = words.map((content) =>
  data({
    id: "chatcmpl-1",
    object: "chat.completion.chunk",
    created: 1,
    model: "m",
    choices: [{ index: 0, delta: { content }, finish_reason: null }],
  }),
);
const anthropic = words.map(
  (text) =>
    `event: content_block_delta\n${data({ type: "content_block_delta", index: 0, delta: { type: "text_delta", text } })}`,
);
const STREAMS = { "openai.chat": [chat, chatTap], "anthropic.messages": [anthropic, anthropicTap] } as const;
const GUARDS = {
  unguarded: undefined,
  detect: { secrets: "detect", pii: "detect" },
  redact: { secrets: "redact", pii: "redact" },
  window: { secrets: "redact", pii: "redact", harm: "block" },
  strict: { secrets: "redact", pii: "redact", harm: "block", mode: "strict" },
} as const;

const risk = makeRisk({ log: silentLog, clock: systemClock });

function passage(format: keyof typeof STREAMS, output: object | undefined) {
  const inner = samePassage({ tap: STREAMS[format][1](), estimatedInput: 1 });
  const ask = { format, operation: "generate", members: new Map(), body: Buffer.alloc(0), texts: [] };
  const guard = makeGuard({
    risk,
    work: { call: { id: "d", ask } as unknown as ModelCall, decided: { guardrails: { output } } as never },
    obligations: [],
    placeholderFor: makePlaceholders(),
  });
  return guard ? new WordsPassage(inner, format as Format, guard.words) : inner;
}

for (const format of Object.keys(STREAMS) as (keyof typeof STREAMS)[]) {
  const events = STREAMS[format][0].map((event) => Buffer.from(event));
  let bare = 0;
  for (const [name, output] of Object.entries(GUARDS)) {
    let least = Infinity;
    for (let round = 0; round < 9; round++) {
      const through = passage(format, output);
      const from = performance.now();
      for (const event of events) through.push(event);
      through.ended();
      least = Math.min(least, performance.now() - from);
    }
    const us = (least * 1_000) / EVENTS;
    if (output === undefined) bare = us;
    const ratio = `${(us / bare).toFixed(1)}x`;
    console.log(
      `${format.padEnd(20)} ${name.padEnd(10)} ${us.toFixed(2).padStart(7)} µs an event ${ratio.padStart(7)}`,
    );
  }
}
