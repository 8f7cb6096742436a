import { stringify } from "yaml";
import { isRecord } from "../../kernel/index.ts";
import type { Meaning } from "../../policy/index.ts";
import { plain } from "../table.ts";

type Answer = Meaning["differences"][number]["before"];

/** What differs by meaning, each with a question that shows it and can be put into cases.yaml. */
export function meaningText(meaning: Meaning): string {
  const { asked, differing, cut, differences } = meaning;
  const more = cut ? "; there were more questions than were asked" : "";
  if (differences.length === 0) return `${asked} questions asked, all are answered alike${more}\n`;
  return [
    `${asked} questions asked, ${differing} are answered differently${more}\n`,
    ...differences.map(({ count, witness, before, after }) => {
      const { chain, ask, facts } = witness;
      const case_ = { chain, ask, ...(Object.keys(facts).length > 0 ? { facts } : {}), expect: expected(after) };
      const lines = stringify([{ name: `${before.outcome} becomes ${after.outcome}`, ...case_ }], { lineWidth: 0 });
      const yaml = lines
        .trimEnd()
        .split("\n")
        .map((line) => `    ${plain(line)}`)
        .join("\n");
      return `${said(before)} -> ${said(after)}  (${count} like this)\n${yaml}\n`;
    }),
  ].join("");
}

function said({ outcome, model, obligations, needs, by }: Answer): string {
  const parts = [
    ...(model === "" ? [] : [model]),
    ...obligations,
    ...needs.map((need) => `needs ${need}`),
    ...(outcome === "blocked" && by[0] !== undefined ? [`by ${by[0]}`] : []),
  ];
  return plain(`${outcome}${parts.length > 0 ? ` (${parts.join(", ")})` : ""}`);
}

function expected({ outcome, model, obligations, needs }: Answer): Record<string, unknown> {
  return {
    outcome,
    ...(model === "" ? {} : { model }),
    ...(obligations.length > 0 ? { obligations } : {}),
    ...(needs.length > 0 ? { needs } : {}),
  };
}

/** As the server answers it. */
export function isMeaning(value: unknown): value is Meaning {
  return isRecord(value) && Array.isArray(value["differences"]);
}
