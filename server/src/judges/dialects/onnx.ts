import type { Dialect } from "../types.ts";
import { plainText, scoreOf, scoresFrom } from "./words.ts";
import { isRecord } from "../../kernel/index.ts";

/* A classifier on this machine: the highest probability of each label over all windows of the text. */

export const onnx: Dialect = {
  version: "onnx@1",
  window: 16_000,
  joins: false,
  labels: {
    BENIGN: [],
    SAFE: [],
    LEGIT: [],
    LABEL_0: [],
    LABEL_1: ["injection", "jailbreak"],
    INJECTION: ["injection", "jailbreak"],
    JAILBREAK: ["jailbreak", "injection"],
    MALICIOUS: ["injection", "jailbreak"],
  },
  questions: (_judge, unit) => [{ by: "local", text: plainText(unit) }],
  read({ json }, { judge }) {
    if (!isRecord(json)) return undefined;
    const said: [string, number][] = [];
    for (const [label, value] of Object.entries(json)) {
      const score = scoreOf(value);
      if (score === undefined) return undefined;
      said.push([label, score]);
    }
    return said.length === 0 ? undefined : { scores: scoresFrom({ ...onnx.labels, ...judge.labels }, said) };
  },
};
