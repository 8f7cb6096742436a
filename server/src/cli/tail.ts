import { type NanoUsd, formatUsd, isRecord } from "../kernel/index.ts";
import type { Asked, Command } from "./command.ts";
import { cellOf, plain } from "./table.ts";

const FILTERS = [
  "kind",
  "outcome",
  "result",
  "principal",
  "subject",
  "team",
  "workflow",
  "session",
  "asked",
  "model",
  "tier",
];

export const tailCommand: Command = {
  words: ["tail"],
  summary: "Decisions as they happen, one line each.",
  details: "Goes on by itself where a broken connection stopped. With --json each line is one JSON object.",
  positionals: [],
  flags: FILTERS.map((name) => ({ name, kind: "text", value: "TEXT", summary: `Only decisions with this ${name}.` })),
  examples: ["lumos tail", "lumos tail --outcome blocked --json | jq .code"],
  run: tail,
};

async function tail(asked: Asked): Promise<number> {
  const { io, common, flags } = asked;
  const client = await asked.client();
  const query: Record<string, string> = {};
  for (const name of FILTERS) {
    const value = flags.text(name);
    if (value !== undefined) query[name] = value;
  }
  const stop = new AbortController();
  const interrupted = () => stop.abort();
  process.once("SIGINT", interrupted).once("SIGTERM", interrupted);
  if (!common.quiet && io.terminal.err) io.say(`Watching ${client.url}; Ctrl-C ends it.`);
  try {
    const signal = AbortSignal.any([stop.signal, io.gone]);
    const onBreak = () => {
      if (!common.quiet) io.say("The connection broke; trying again ...");
    };
    for await (const event of client.events({ method: "GET", path: "/decisions/feed", query }, signal, onBreak)) {
      if (event.data === "") continue;
      const row: unknown = JSON.parse(event.data);
      if (!isRecord(row)) continue;
      await io.out(common.json ? `${JSON.stringify(row)}\n` : `${lineOf(row, io.terminal.colour)}\n`);
    }
  } finally {
    process.off("SIGINT", interrupted).off("SIGTERM", interrupted);
  }
  return stop.signal.aborted ? 130 : 0;
}

const COLOURS: Readonly<Record<string, number>> = { allowed: 32, pending: 33, blocked: 31 };

/** Time, outcome, who, what was asked and what answered, then what is out of the ordinary. */
function lineOf(row: Record<string, unknown>, colour: boolean): string {
  const outcome = cellOf(row["outcome"]);
  const code = COLOURS[outcome];
  const at = typeof row["at"] === "number" ? new Date(row["at"]).toISOString().slice(11, 19) : "";
  const subject = cellOf(row["subject"]);
  const principal = cellOf(row["principal"]);
  const model = cellOf(row["model"]);
  const asked = cellOf(row["asked"]);
  const adjusted = cellOf(row["adjusted"]);
  const parts = [
    at,
    colour && code !== undefined ? `\u001b[${code}m${outcome.padEnd(7)}\u001b[0m` : outcome.padEnd(7),
    subject !== "" && subject !== principal ? `${principal} for ${subject}` : principal,
    model === "" || model === asked ? asked : `${asked} -> ${model}`,
    adjusted === "" ? "" : `[${adjusted}]`,
    cellOf(row["result"]) === "completed" ? "" : cellOf(row["result"]),
    cellOf(row["code"]),
    cellOf(row["policies"]),
    typeof row["costNanoUsd"] === "number" ? formatUsd(row["costNanoUsd"] as NanoUsd) : "",
    typeof row["durationMs"] === "number" ? `${Math.round(row["durationMs"])} ms` : "",
    cellOf(row["id"]),
  ];
  return parts.filter((part) => plain(part) !== "").join("  ");
}
