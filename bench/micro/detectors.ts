// What the built-in detectors find in labelled texts, and how often they raise an alarm on ordinary ones.
// `node bench/micro/detectors.ts spans FILE` and `node bench/micro/detectors.ts alarms FILE...`; one JSON object a line:
// `{ text, spans: [{ type, start, end }] }`, or `{ text, labels: [] }` where no labels mean an ordinary text.
import { readFileSync } from "node:fs";
import { silentLog, systemClock } from "../../server/src/kernel/index.ts";
import { makeRisk } from "../../server/src/risk/index.ts";

interface Row {
  text: string;
  labels?: string[];
  spans?: { type: string; start: number; end: number }[];
}

/** What other data sets call the kinds. */
const TYPES: Record<string, string> = {
  email: "EMAIL_ADDRESS",
  phone: "PHONE_NUMBER",
  card: "CREDIT_CARD",
  iban: "IBAN_CODE",
  ip: "IP_ADDRESS",
  ssn: "US_SSN",
  birthdate: "DATE_OF_BIRTH",
  passport: "PASSPORT",
  name: "PERSON",
  address: "STREET_ADDRESS",
};
/** How far the ends of two spans may lie apart to be the same. */
const SLACK = 2;

const risk = makeRisk({ log: silentLog, clock: systemClock, apart: { above: 0, count: 0 } });
const [what, ...files] = process.argv.slice(2);
const rows = files.flatMap((file) =>
  readFileSync(file, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Row),
);
if (what === "spans") tellSpans();
else tellAlarms();
await risk.close();

function tellSpans(): void {
  const sums = new Map<string, { found: number; wrong: number; missed: number }>();
  const sumOf = (type: string) => {
    const sum = sums.get(type) ?? { found: 0, wrong: 0, missed: 0 };
    sums.set(type, sum);
    return sum;
  };
  for (const { text, spans = [] } of rows) {
    const seen = risk.read(text, "prompt").spans.map((span) => ({ ...span, type: TYPES[span.kind] ?? span.kind }));
    for (const { type, start, end } of spans) {
      const hit = seen.some(
        (one) => one.type === type && Math.abs(one.start - start) <= SLACK && Math.abs(one.end - end) <= SLACK,
      );
      sumOf(type)[hit ? "found" : "missed"] += 1;
    }
    for (const one of seen) {
      if (!spans.some(({ type, start, end }) => type === one.type && one.start < end && one.end > start)) {
        sumOf(one.type).wrong += 1;
      }
    }
  }
  console.log("| type | found | wrong | missed | precision | recall | F1 |\n|---|---|---|---|---|---|---|");
  for (const [type, { found, wrong, missed }] of sums) {
    const [precision, recall] = [found / (found + wrong), found / (found + missed)];
    const f1 = (2 * found) / (2 * found + wrong + missed);
    const figures = [precision, recall, f1].map((figure) => (Number.isNaN(figure) ? "-" : figure.toFixed(3)));
    console.log(`| ${type} | ${found} | ${wrong} | ${missed} | ${figures.join(" | ")} |`);
  }
}

function tellAlarms(): void {
  const ordinary = rows.filter(({ labels }) => labels === undefined || labels.length === 0);
  const counts = new Map<string, number>();
  for (const { text } of ordinary) {
    const kinds = new Set(risk.read(text, "prompt").spans.map(({ kind }) => kind));
    for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  console.log(`${ordinary.length} ordinary texts; with at least one finding of a kind:`);
  for (const [kind, count] of [...counts].sort((a, b) => b[1] - a[1])) {
    console.log(`${kind.padEnd(12)} ${String(count).padStart(6)} ${((100 * count) / ordinary.length).toFixed(3)} %`);
  }
}
