import type { PolicyChange } from "./changes.ts";

const AROUND = 3;
/** Beyond this many pairs of lines in all, texts are told as replaced: comparing them would hold up everybody. */
const MAX_PAIRS = 2_000_000;

interface Left {
  pairs: number;
}

/** Unified, a part for each policy that differs; nothing where none does. */
export function textDiff(changes: readonly PolicyChange[]): string {
  const left = { pairs: MAX_PAIRS };
  return changes.map((change) => unified(change, left)).join("");
}

function unified({ id, before, after }: PolicyChange, left: Left): string {
  const head = [
    before === undefined ? "--- /dev/null" : `--- a/${id}`,
    after === undefined ? "+++ /dev/null" : `+++ b/${id}`,
  ];
  const lines = compared(linesOf(before), linesOf(after), left);
  return `${[...head, ...hunks(lines)].join("\n")}\n`;
}

interface Line {
  mark: " " | "-" | "+";
  text: string;
}

function compared(old: readonly string[], fresh: readonly string[], left: Left): Line[] {
  let start = 0;
  while (start < old.length && start < fresh.length && old[start] === fresh[start]) start += 1;
  let end = 0;
  while (end < old.length - start && end < fresh.length - start && old.at(-1 - end) === fresh.at(-1 - end)) end += 1;
  const same = (text: string): Line => ({ mark: " ", text });
  return [
    ...old.slice(0, start).map(same),
    ...middle(old.slice(start, old.length - end), fresh.slice(start, fresh.length - end), left),
    ...old.slice(old.length - end).map(same),
  ];
}

/** By the longest row of lines both have. */
function middle(old: readonly string[], fresh: readonly string[], left: Left): Line[] {
  const gone = (text: string): Line => ({ mark: "-", text });
  const come = (text: string): Line => ({ mark: "+", text });
  if (old.length * fresh.length > left.pairs) return [...old.map(gone), ...fresh.map(come)];
  left.pairs -= old.length * fresh.length;
  const width = fresh.length + 1;
  const longest = new Uint32Array((old.length + 1) * width);
  const at = (row: number, column: number) => longest[row * width + column] ?? 0;
  for (let row = old.length - 1; row >= 0; row -= 1)
    for (let column = fresh.length - 1; column >= 0; column -= 1)
      longest[row * width + column] =
        old[row] === fresh[column] ? at(row + 1, column + 1) + 1 : Math.max(at(row + 1, column), at(row, column + 1));
  const lines: Line[] = [];
  let [row, column] = [0, 0];
  while (row < old.length && column < fresh.length) {
    const text = old[row] ?? "";
    if (text === fresh[column]) {
      lines.push({ mark: " ", text });
      row += 1;
      column += 1;
    } else if (at(row + 1, column) >= at(row, column + 1)) {
      lines.push(gone(text));
      row += 1;
    } else {
      lines.push(come(fresh[column] ?? ""));
      column += 1;
    }
  }
  return [...lines, ...old.slice(row).map(gone), ...fresh.slice(column).map(come)];
}

function hunks(lines: readonly Line[]): string[] {
  const out: string[] = [];
  let [old, fresh] = [1, 1];
  const shown = lines.map((_, place) =>
    lines.slice(Math.max(0, place - AROUND), place + AROUND + 1).some(({ mark }) => mark !== " "),
  );
  for (let place = 0; place < lines.length; place += 1) {
    if (shown[place] && !shown[place - 1]) {
      let end = place;
      while (shown[end + 1]) end += 1;
      const part = lines.slice(place, end + 1);
      const count = (not: Line["mark"]) => part.filter(({ mark }) => mark !== not).length;
      const from = (start: number, length: number) => `${length === 0 ? start - 1 : start},${length}`;
      out.push(`@@ -${from(old, count("+"))} +${from(fresh, count("-"))} @@`);
    }
    const line = lines[place];
    if (!line) break;
    if (shown[place]) out.push(`${line.mark}${line.text}`);
    if (line.mark !== "+") old += 1;
    if (line.mark !== "-") fresh += 1;
  }
  return out;
}

function linesOf(text: string | undefined): string[] {
  if (text === undefined || text === "") return [];
  return text.replace(/\n$/, "").split("\n");
}
