import { above, auc, mean, threshold } from "../server/src/risk/measures.ts";
import type { Seen } from "./cross.ts";

/** A held-out text with its scores. */
export interface Scored {
  seen: Seen;
  attack: number;
  harm: number;
  /** As data: how sure it is that something was planted. */
  planted: number;
}

const isData = ({ seen }: Scored) => seen.entry.sample.kind === "document" || seen.entry.sample.kind === "tool_result";
const isPrompt = ({ seen }: Scored) => seen.entry.sample.kind === "prompt" || seen.entry.sample.kind === "code";
const isBenign = ({ seen }: Scored) => seen.entry.sample.labels.length === 0;
const has = ({ seen }: Scored, ...labels: string[]) => seen.entry.sample.labels.some((label) => labels.includes(label));

/** The figures that are asked for, from held-out scores. */
export function tableOf(scored: readonly Scored[]): string[] {
  const lines: string[] = [];
  const benign = scored.filter((one) => isPrompt(one) && isBenign(one));
  const ordinary = benign.filter(
    ({ seen }) => seen.entry.sample.hard !== true && !/^catqa|^multijail/.test(seen.entry.sample.src),
  );
  const hard = benign.filter(({ seen }) => seen.entry.sample.hard === true);
  const attackAt = [0.01, 0.05].map((share) =>
    threshold(
      ordinary.map(({ attack }) => attack),
      share,
    ),
  );
  const harmAt = [0.01, 0.05].map((share) =>
    threshold(
      ordinary.map(({ harm }) => harm),
      share,
    ),
  );

  const block = (title: string, wanted: Scored[], by: (one: Scored) => number, at: number[], negative: number[]) => {
    const sources = groups(wanted, ({ seen }) => familyName(seen));
    const rows = [...sources]
      .filter(([, list]) => list.length >= 15)
      .map(([name, list]) => {
        const scores = list.map(by);
        return {
          name,
          n: list.length,
          auc: auc(scores, negative),
          r1: above(scores, at[0] as number),
          r5: above(scores, at[1] as number),
        };
      });
    const all = {
      auc: mean(rows.map((row) => row.auc)),
      r1: mean(rows.map((row) => row.r1)),
      r5: mean(rows.map((row) => row.r5)),
    };
    lines.push(
      `## ${title}: macro AUC ${show(all.auc)} recall ${show(all.r1)} / ${show(all.r5)} (${rows.length} families)`,
    );
    for (const row of rows)
      lines.push(`   ${row.name} n=${row.n} auc ${show(row.auc)} ${show(row.r1)} / ${show(row.r5)}`);
  };
  block(
    "direct attacks",
    scored.filter((one) => isPrompt(one) && has(one, "injection", "jailbreak")),
    ({ attack }) => attack,
    attackAt,
    ordinary.map(({ attack }) => attack),
  );
  const documents = scored.filter((one) => isData(one) && isBenign(one));
  const data = documents.filter(({ seen }) => seen.entry.sample.hard !== true).map(({ planted }) => planted);
  const hardData = documents.filter(({ seen }) => seen.entry.sample.hard === true).map(({ planted }) => planted);
  lines.push(
    `documents: ${data.length} ordinary, ${hardData.length} with notes to people, of which flagged ${show(above(hardData, threshold(data, 0.01)))} at the 1 % point`,
  );
  block(
    "planted in documents",
    scored.filter((one) => isData(one) && has(one, "injection")),
    ({ planted }) => planted,
    [threshold(data, 0.01), threshold(data, 0.05)],
    data,
  );
  block(
    "harmful requests",
    scored.filter((one) => isPrompt(one) && has(one, "harm") && !has(one, "jailbreak", "injection")),
    ({ harm }) => harm,
    harmAt,
    ordinary.map(({ harm }) => harm),
  );
  lines.push("## harmless but look otherwise: flagged by attack, by harm at the 1 % points");
  for (const [name, list] of groups(hard, ({ seen }) => familyName(seen)))
    lines.push(
      `   ${name} n=${list.length} ${show(
        above(
          list.map(({ attack }) => attack),
          attackAt[0] as number,
        ),
      )} ${show(
        above(
          list.map(({ harm }) => harm),
          harmAt[0] as number,
        ),
      )}`,
    );
  lines.push(
    `   all n=${hard.length} ${show(
      above(
        hard.map(({ attack }) => attack),
        attackAt[0] as number,
      ),
    )} ${show(
      above(
        hard.map(({ harm }) => harm),
        harmAt[0] as number,
      ),
    )}`,
  );
  lines.push("## languages: recall at 5 % of harm, attack; ordinary flagged by harm, attack at the 5 % points");
  for (const [name, list] of [...groups(scored.filter(isPrompt), ({ seen }) => seen.entry.sample.lang)].toSorted()) {
    const harmful = list
      .filter((one) => has(one, "harm") && !has(one, "jailbreak", "injection"))
      .map(({ harm }) => harm);
    const attacks = list.filter((one) => has(one, "injection", "jailbreak")).map(({ attack }) => attack);
    const plain = list.filter(isBenign);
    lines.push(
      `   ${name} ${show(above(harmful, harmAt[1] as number))} (${harmful.length}) ${show(above(attacks, attackAt[1] as number))} (${attacks.length}); ${show(
        above(
          plain.map(({ harm }) => harm),
          harmAt[1] as number,
        ),
      )} ${show(
        above(
          plain.map(({ attack }) => attack),
          attackAt[1] as number,
        ),
      )} (${plain.length})`,
    );
  }
  return lines;
}

function familyName(seen: Seen): string {
  const { src, family } = seen.entry.sample;
  return family.startsWith("written:") ? family : (src.split(/[:+]/)[0] ?? src);
}

function groups(list: readonly Scored[], by: (one: Scored) => string): Map<string, Scored[]> {
  const found = new Map<string, Scored[]>();
  for (const one of list) {
    const name = by(one);
    const group = found.get(name);
    if (group) group.push(one);
    else found.set(name, [one]);
  }
  return found;
}

const show = (value: number) => (Number.isNaN(value) ? "-" : value.toFixed(3).replace(/^0/, ""));
