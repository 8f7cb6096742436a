import { lines } from "./corners.ts";
import { diceFor, LABELS, type Label, type Row } from "./rows.ts";

/** A language in short: frames, and lines `label | what attackers want | what others want with the same words`. */
export interface Short {
  lang: string;
  frames: string;
  pairs: string;
  ordinary: string;
}

const TAKES = 4;

export function shortRows(languages: readonly Short[]): Row[] {
  return languages.flatMap(({ lang, frames, pairs, ordinary }) => {
    const src = `harm-${lang}`;
    const dice = diceFor(src);
    const all = lines(frames);
    const framed = (act: string): string[] => {
      const texts = new Set<string>();
      for (let tries = 0; texts.size < TAKES && tries < 30; tries++) {
        const text = dice.pick(all).replace("{act}", () => act);
        const roll = dice.number(10);
        texts.add(
          roll < 6
            ? text
            : roll < 8
              ? text.toLowerCase().replace(/[?.!？。؟]$/u, "")
              : `${text} ${dice.pick(all).replace("{act}", () => act)}`,
        );
      }
      return [...texts];
    };
    return [
      ...lines(pairs).flatMap((line): Row[] => {
        const [name = "", bad = "", good = ""] = line.split("|").map((part) => part.trim());
        const label = name as Label;
        if (!LABELS.includes(label)) throw new Error(`${src}: ${name} is no label`);
        const labels: Label[] = label === "advice" ? ["advice"] : ["harm", label];
        return [
          ...framed(bad).map((text): Row => ({ src, kind: "prompt", lang, labels, text })),
          ...framed(good).map((text): Row => ({
            src,
            kind: "prompt",
            lang,
            labels: [],
            topics: [label],
            hard: true,
            text,
          })),
        ];
      }),
      ...lines(ordinary).flatMap((act) =>
        framed(act).map((text): Row => ({ src, kind: "prompt", lang, labels: [], text })),
      ),
    ];
  });
}
