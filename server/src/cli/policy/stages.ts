import { isRecord, parseDuration } from "../../kernel/index.ts";
import type { Asked, Command } from "../command.ts";
import { moment, plainRows, table } from "../table.ts";

export const policyStagesCommand: Command = {
  words: ["policy", "stages"],
  summary: "Where each policy stands, and what those in shadow and canary would have changed.",
  details:
    "A policy in shadow is looked at beside every decision and decides nothing; a canary decides for its share of people and is looked at for the others. Counts are of the policy's present text, over all processes, by day.",
  positionals: [],
  flags: [
    { name: "since", kind: "text", value: "DURATION", summary: "Counts of the last days: 7d, where it is not said." },
    { name: "watched", kind: "switch", summary: "Only those in shadow and canary, with teams and models." },
  ],
  examples: ["lumos policy stages", "lumos policy stages --since 30d --watched"],
  run: stages,
};

const USAGE = 2;

interface Told {
  id: string;
  stage: string;
  share: number;
  since?: number;
  owner?: string;
  expiresAt?: number;
  expiry?: string;
  counts?: {
    evaluated: number;
    matched: number;
    acted: number;
    errored: number;
    changes: Record<string, number>;
    teams: Record<string, Record<string, number>>;
    models: Record<string, Record<string, number>>;
  };
}

async function stages(asked: Asked): Promise<number> {
  const text = asked.flags.text("since");
  const length = text === undefined ? undefined : parseDuration(text);
  if (text !== undefined && length === undefined) {
    asked.io.say(`--since is a duration, like 7d; "${text}" is none`);
    return USAGE;
  }
  const path = length === undefined ? "/stages" : `/stages?since=${Math.max(0, Date.now() - length)}`;
  const { body } = await (await asked.client()).send({ method: "GET", path });
  if (asked.common.json || !isRecord(body)) {
    await asked.io.out(`${JSON.stringify(body, null, 2)}\n`);
    return 0;
  }
  const policies = (body["policies"] as Told[]).filter(({ counts }) => counts || !asked.flags.has("watched"));
  const columns = asked.flags.has("watched") ? [...COLUMNS, ...MORE] : COLUMNS;
  const rows = policies.map(rowOf);
  const { terminal } = asked.io;
  await asked.io.out(terminal.out ? table(columns, rows, terminal) : plainRows(columns, rows));
  const missed = Number(body["missed"]);
  if (missed > 0 && !asked.common.quiet) asked.io.say(`${missed} calls could not be looked at`);
  return 0;
}

const COLUMNS = [
  { name: "id", title: "POLICY" },
  { name: "stage", title: "STAGE" },
  { name: "sinceAt", title: "SINCE" },
  { name: "evaluated", title: "CALLS" },
  { name: "matched", title: "MATCHED" },
  { name: "acted", title: "ACTED" },
  { name: "block", title: "BLOCK" },
  { name: "pending", title: "WAIT" },
  { name: "model", title: "MODEL" },
  { name: "obligations", title: "DUTIES" },
  { name: "allow", title: "ALLOW" },
  { name: "errored", title: "ERRORED" },
  { name: "expires", title: "EXPIRES" },
  { name: "owner", title: "OWNER" },
];
const MORE = [
  { name: "teams", title: "TEAMS" },
  { name: "models", title: "MODELS" },
];

function rowOf({ id, stage, share, since, owner, expiresAt, expiry, counts }: Told): Record<string, unknown> {
  const end = expiresAt === undefined ? "" : moment(expiresAt - 1).slice(0, 10);
  return {
    id,
    stage: stage === "canary" ? `canary:${share}%` : stage,
    ...(since === undefined ? {} : { sinceAt: since }),
    ...(counts
      ? {
          evaluated: counts.evaluated,
          matched: counts.matched,
          acted: counts.acted,
          errored: counts.errored,
          ...counts.changes,
          teams: totals(counts.teams),
          models: totals(counts.models),
        }
      : {}),
    expires: expiry === undefined ? end : `${end} (${expiry})`,
    owner,
  };
}

function totals(names: Record<string, Record<string, number>>): string {
  return Object.entries(names)
    .map(([name, changes]) => `${name || "-"}=${Object.values(changes).reduce((sum, count) => sum + count, 0)}`)
    .join(" ");
}
