import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Row } from "./rows.ts";

/** A row, and the family of sources it is held out with. */
export interface Sample extends Row {
  family: string;
}

/** Sources whose licence is not beyond doubt: nothing is learned from them. */
const DOUBTED = /^(trustllm-|realtimeqa-past)/;

/** The rows of a folder of JSON lines. */
export function readFolder(folder: string): Sample[] {
  return ["train.jsonl", "dev.jsonl"].flatMap((file) => readRows(join(folder, file)));
}

function readRows(file: string): Sample[] {
  const samples: Sample[] = [];
  for (const line of readFileSync(file, "utf8").split("\n")) {
    if (line === "") continue;
    const row = JSON.parse(line) as Omit<Row, "kind"> & { kind: string };
    if (DOUBTED.test(row.src)) continue;
    const kind = row.kind === "doc" ? "document" : row.kind === "text" ? "prompt" : row.kind;
    samples.push({ ...row, kind: kind as Row["kind"], family: familyOf(row.src, samples.length) });
  }
  return samples;
}

/** The rows written in this repository. */
export async function readAuthored(folders: readonly URL[] = [new URL("./data/", import.meta.url)]): Promise<Sample[]> {
  const samples: Sample[] = [];
  for (const folder of folders)
    for (const file of readdirSync(folder).toSorted()) {
      if (!file.endsWith(".ts") || file.endsWith(".test.ts")) continue;
      // Files of dialogues and of detectors' texts have other exports.
      const { rows } = (await import(new URL(file, folder).href)) as { rows?: () => Row[] };
      for (const row of rows?.() ?? [])
        samples.push({ ...row, family: `written:${halfOf(row) ?? file.replace(/\.ts$/, "")}` });
    }
  return samples;
}

/** Harmful wishes in other languages are translations of each other; their two halves share neither words nor frames. */
function halfOf({ src, lang }: Row): string | undefined {
  const half = /^harm-[a-z]{2}-([ab])/.exec(src)?.[1];
  return half === undefined || lang === "en" ? undefined : `harm-tongues-${half}`;
}

/**
 * Sources of one origin are never on both sides of a split. One exception: harmless short texts in fourteen
 * languages come from one source alone, and every other row of it stands on another side; else a language
 * would be known by harmful texts only.
 */
export function familyOf(src: string, row = 0): string {
  if (src === "prompts.chat-ui") return `prompts.chat-ui-${row % 2}`;
  if (src.startsWith("authored-inj")) return "authored-inj";
  if (src.startsWith("authored-")) return src.replace(/-neg$/, "");
  if (src.startsWith("garak-")) return src;
  return src.split(/[-+]/)[0] ?? src;
}
