import { canonicalJson } from "../kernel/index.ts";
import { shown } from "./shown.ts";

/** More lines than this are not compared one by one. */
const MOST_LINES = 1_500;
const MOST_TOLD = 400;

/** The lines that differ between two definitions, `-` before and `+` after. Nothing hidden stands in them as it was. */
export function diffOf(before: string, after: string): string[] {
  const [a, b] = [linesOf(before), linesOf(after)];
  let from = 0;
  while (from < a.length && from < b.length && a[from] === b[from]) from += 1;
  let [endA, endB] = [a.length, b.length];
  while (endA > from && endB > from && a[endA - 1] === b[endB - 1]) {
    endA -= 1;
    endB -= 1;
  }
  const lines = between(a.slice(from, endA), b.slice(from, endB));
  const told = lines.slice(0, MOST_TOLD).map((line) => `${line.slice(0, 1)} ${shown(line.slice(1), 500)}`);
  return lines.length > MOST_TOLD ? [...told, `... ${lines.length - MOST_TOLD} more`] : told;
}

/** Members in one order, so that only what differs is shown. */
function linesOf(definition: string): string[] {
  return JSON.stringify(JSON.parse(canonicalJson(JSON.parse(definition))), null, 2).split("\n");
}

/** The longest common part stays; where there is too much, all of it is said. */
function between(a: readonly string[], b: readonly string[]): string[] {
  if (a.length > MOST_LINES || b.length > MOST_LINES)
    return [...a.map((line) => `-${line}`), ...b.map((line) => `+${line}`)];
  const width = b.length + 1;
  const lengths = new Uint16Array((a.length + 1) * width);
  for (let i = a.length - 1; i >= 0; i--)
    for (let j = b.length - 1; j >= 0; j--)
      lengths[i * width + j] =
        a[i] === b[j]
          ? (lengths[(i + 1) * width + j + 1] as number) + 1
          : Math.max(lengths[(i + 1) * width + j] as number, lengths[i * width + j + 1] as number);
  const lines: string[] = [];
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      i += 1;
      j += 1;
    } else if (
      i < a.length &&
      (j >= b.length || (lengths[(i + 1) * width + j] as number) >= (lengths[i * width + j + 1] as number))
    ) {
      lines.push(`-${a[i]}`);
      i += 1;
    } else {
      lines.push(`+${b[j]}`);
      j += 1;
    }
  }
  return lines;
}
