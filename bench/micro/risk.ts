// How long the risk room takes for texts of several sizes, new and known. `node bench/micro/risk.ts`
import { silentLog, systemClock, type TextPart } from "../../server/src/kernel/index.ts";
import { builtInDetectors, makeRisk } from "../../server/src/risk/index.ts";

const SENTENCES = [
  "Please look at the change below and tell me whether the retry loop can run forever. ",
  "const response = await client.request({ path: '/v2/orders', timeoutMs: 2_500, signal });\n",
  "The customer of order 84512 wrote twice in March; nobody answered until 2026-03-14 09:21:07. ",
  "if (tokens.length > maxTokens) throw new RangeError(`too long: ${tokens.length}`);\n",
  "See https://docs.internal/guide?id=550e8400-e29b-41d4-a716-446655440000&page=3 for the layout. ",
  '{"id": 1700000000123, "status": "ok", "items": [12.5, 99.01, 3.1415], "next_page": null}\n',
];
const SEEDED = "Reach ana@firm.example or +44 20 7946 0234, the old card 4111 1111 1111 1111. ";

interface Row {
  what: string;
  us: number;
  perChar: number;
}

const rows: Row[] = [];
for (const chars of [200, 1_000, 10_000, 200_000, 5_000_000]) {
  const text = fill(chars);
  for (const detector of builtInDetectors()) add(`${detector.name}, new`, text, () => detector.detect(text, "prompt"));
  // Each round reads texts not seen before: a text of its own for every turn, made ahead.
  const many = Math.max(2, Math.min(4_000, Math.round(20_000_000 / chars)));
  const calls = Array.from({ length: many }, (_, i) => callOf(Buffer.from(`${1e6 + i}${text.slice(7)}`).toString()));
  let turn = 0;
  const unread = () => makeRisk({ log: silentLog, clock: systemClock });
  let risk = unread();
  add("assess, new", text, () => {
    if (turn === many) {
      turn = 0;
      risk = unread();
    }
    return risk.assess(calls[turn++] as (typeof calls)[number]);
  });
  const known = makeRisk({ log: silentLog, clock: systemClock });
  const call = callOf(text);
  add("assess, known", text, () => known.assess(call));
}
const plain = fill(2_000).replaceAll(SEEDED, SENTENCES[0] as string);
for (const detector of builtInDetectors())
  add(`${detector.name}, new, nothing in it`, plain, () => detector.detect(plain, "prompt"));
const quiet = makeRisk({ log: silentLog, clock: systemClock });
const quietCall = callOf(plain);
add("assess, known, nothing in it", plain, () => quiet.assess(quietCall));
conversation();
for (const [name, unit] of Object.entries(hostile())) {
  const text = unit.repeat(Math.ceil(1_000_000 / unit.length));
  for (const detector of builtInDetectors())
    add(`${detector.name}, ${name}`, text, () => detector.detect(text, "prompt"));
}

for (const row of rows) {
  console.log(
    `${row.what.padEnd(34)} ${row.us.toFixed(1).padStart(11)} µs ${row.perChar.toFixed(2).padStart(8)} ns/char`,
  );
}

/** The least of seven rounds, in time of the processor: what others do on the machine counts little. */
function add(what: string, text: string, work: () => unknown): void {
  const times = Math.max(1, Math.min(20_000, Math.round(4_000_000 / text.length)));
  let best = Infinity;
  for (let round = 0; round < 7; round++) {
    const before = process.cpuUsage();
    for (let i = 0; i < times; i++) work();
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, (user + system) / 1_000 / times);
  }
  rows.push({ what: `${what} ${text.length}`, us: best * 1_000, perChar: (best * 1e6) / text.length });
}

/** 100 turns of 1,000 characters, all known but the last. */
function conversation(): void {
  const turns = Array.from({ length: 100 }, (_, i) => Buffer.from(`${1e6 + i}${fill(993)}`).toString());
  const last = Array.from({ length: 4_000 }, (_, i) => Buffer.from(`${2e6 + i}${fill(993)}`).toString());
  const risk = makeRisk({ log: silentLog, clock: systemClock });
  const partsOf = (texts: string[]) => ({ ask: { texts: texts.flatMap((text) => callOf(text).ask.texts) } });
  risk.assess(partsOf(turns));
  const calls = last.map((text) => partsOf([...turns.slice(1), text]));
  let turn = 0;
  const whole = turns.join("").slice(0, 100_000);
  add("assess, 99 turns known, 1 new", whole, () =>
    risk.assess(calls[turn++ % calls.length] as (typeof calls)[number]),
  );
}

function fill(chars: number): string {
  let text = "";
  for (let i = 0; text.length < chars; i++) text += i % 40 === 3 ? SEEDED : (SENTENCES[i % SENTENCES.length] as string);
  return Buffer.from(text.slice(0, chars)).toString();
}

function callOf(text: string): { ask: { texts: TextPart[] } } {
  return {
    ask: {
      texts: [
        { path: ["messages", 0, "content"], place: "messages[0].content", channel: "prompt", encoding: "string", text },
      ],
    },
  } as const;
}

function hostile(): Record<string, string> {
  return {
    "all at signs": "a@",
    "near e-mails": "aaaaaaaaaaaaaaaa.",
    "near keys": "sk-",
    "near JWTs": "_eyJ",
    "near PEM": "-----BEGIN PRIVATE KEY-----",
    "near assignments": "password=",
    "near URLs": "://a:",
    "near cards": "4111 ",
    "near IBANs": "DE00",
    "near phones": "+49 30 1 ",
    digits: "1",
    "zero-width": "\u200bA",
  };
}
