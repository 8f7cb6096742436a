import { createReadStream } from "node:fs";
import { resolve } from "node:path";
import { fault, silentLog, systemClock } from "../../kernel/index.ts";
import { builtInClassifier, makeRisk } from "../../risk/index.ts";
import { makeDialogues } from "../../sessions/index.ts";
import type { Asked, Command } from "../command.ts";
import { type Labelled, readRow, type Row } from "./rows.ts";
import { reportOf, type Report, type ScoredRow, type ScoredTalk } from "./report.ts";
import { makeSpanCounts } from "./spans.ts";

export const riskEvalCommand: Command = {
  words: ["risk", "eval"],
  summary: "How well the built-in classifier and detectors do on your own labelled texts.",
  details:
    "One JSON object a line: texts {text, labels, unknown, kind, lang, hard}, personal data {text, spans: [{type, start, end}]}, secrets {text or text_b64, secret}, conversations {turns: [{role, text}], label: attack or benign, src}. Gives AUC, recall at 1 and 5 percent false alarms, what scores of 50 and 80 would do, and calibration, for each channel and language. Nothing is sent or kept.",
  positionals: [{ name: "FILE", summary: "The file of JSON lines.", required: true }],
  flags: [],
  examples: ["lumos risk eval ours.jsonl", "lumos risk eval ours.jsonl --json"],
  run: riskEval,
};

const MAX_ROWS = 500_000;

async function riskEval({ io, positionals, common }: Asked): Promise<number> {
  const file = positionals[0] as string;
  const classifier = builtInClassifier();
  const detectors = makeRisk({ log: silentLog, clock: systemClock, model: "none" });
  const scored: ScoredRow[] = [];
  const spans = makeSpanCounts();
  const talks: ScoredTalk[] = [];
  const dialogues = makeDialogues((text) => {
    const { scores, topics } = classifier.score(text, "prompt");
    return { scores: Array.from(scores, (score) => score / 100), topics };
  });
  for await (const row of rowsOf(resolve(io.cwd, file), file)) {
    if (row.sort === "labelled") scored.push(scoreRow(classifier, row));
    else if (row.sort === "dialogue") talks.push({ ...row, score: dialogues.riskOf(row.turns) });
    else spans.add(row, detectors.read(row.text, "prompt").spans);
  }
  const report = reportOf(scored, spans.told(), talks);
  await io.out(common.json ? `${JSON.stringify({ version: classifier.version, ...report }, null, 2)}\n` : told(report));
  return 0;
}

async function* rowsOf(path: string, name: string): AsyncGenerator<Row> {
  let at = 0;
  try {
    for await (const line of linesOf(createReadStream(path, "utf8"))) {
      at += 1;
      if (line.trim() === "") continue;
      if (at > MAX_ROWS) throw fault("usage", { public: `${name} has more than ${MAX_ROWS} rows.` });
      const row = readRow(line);
      if (typeof row === "string") throw fault("usage", { public: `${name}, line ${at}: ${row}.` });
      yield row;
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") throw fault("usage", { public: `${name} cannot be read.` });
    throw error;
  }
}

/** Lines end at line feeds alone: a text may hold other separators, which JSON leaves as they are. */
async function* linesOf(chunks: AsyncIterable<string>): AsyncGenerator<string> {
  let rest = "";
  for await (const chunk of chunks) {
    const lines = (rest + chunk).split("\n");
    rest = lines.pop() ?? "";
    yield* lines;
  }
  if (rest !== "") yield rest;
}

function scoreRow(classifier: ReturnType<typeof builtInClassifier>, row: Labelled): ScoredRow {
  return { row, scores: classifier.score(row.text, row.channel).scores };
}

const show = (value: number | undefined) =>
  value === undefined || Number.isNaN(value) ? "    -" : value.toFixed(3).padStart(5);

function told(report: Report): string {
  const lines: string[] = [];
  for (const { src, attacks, benign, auc: area, recall10, flaggedAt70, recallAt70 } of report.dialogues)
    lines.push(
      `conversations    ${src.padEnd(32)} ${attacks} attacks, ${benign} benign: AUC ${show(area)}, recall at 10 % ${show(recall10)}, at 70 ${show(recallAt70)} (${show(flaggedAt70)} of the benign)`,
    );
  if (report.measures.length > 0)
    lines.push(
      "what             channel          lang   wanted  others    AUC   R@1%  R@5%  R>=50 F>=50 R>=80 F>=80 hard>=50",
    );
  for (const one of report.measures)
    lines.push(
      [
        one.what.padEnd(16),
        one.channel.padEnd(16),
        one.lang.padEnd(6),
        String(one.wanted).padStart(6),
        String(one.others).padStart(7),
        "",
        ...[
          one.auc,
          one.recall1,
          one.recall5,
          one.recallAt50,
          one.flaggedAt50,
          one.recallAt80,
          one.flaggedAt80,
          one.hardAt50,
        ].map(show),
      ].join(" "),
    );
  for (const { what, bins } of report.calibration) {
    lines.push(`calibration of ${what}: texts and share of wanted ones by score`);
    for (const { from, to, texts, share } of bins)
      lines.push(`  ${String(from).padStart(3)}-${String(to).padEnd(3)} ${String(texts).padStart(7)} ${show(share)}`);
  }
  for (const { type, precision, recall, f1, wanted } of report.spans)
    lines.push(
      `${type.padEnd(24)} ${String(wanted).padStart(6)} wanted  precision ${show(precision)}  recall ${show(recall)}  F1 ${show(f1)}`,
    );
  if (lines.length === 0) lines.push("No rows.");
  return `${lines.join("\n")}\n`;
}
