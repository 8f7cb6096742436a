import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import { type Edit, type WordFilter, editLater, heldWhole, sideBySide } from "./words.ts";

/** Settles what it was told to, with an edit wherever the letter stands. */
function taking(letter: string, behind: number): WordFilter {
  let text = "";
  let given = 0;
  const filter = {
    settled: 0,
    stopped: undefined,
    push(more: string) {
      text += more;
      filter.settled = Math.max(filter.settled, text.length - behind);
    },
    end: () => void (filter.settled = text.length),
    take(): Edit[] {
      const edits: Edit[] = [];
      for (; given < filter.settled; given++)
        if (text[given] === letter) edits.push(editLater(given, given + 1, () => letter.toUpperCase()));
      return edits;
    },
  };
  return filter;
}

const placesOf = (edits: readonly Edit[]) => edits.map(({ start, end, text }) => `${start}-${end} ${text}`);

test("words that are not settled are never given: the slowest of several filters says how many are", () => {
  const both = sideBySide([taking("a", 1), taking("b", 5)]) as WordFilter;
  both.push("xaxbxaxb");
  equal(both.settled, 3);
  deepEqual(placesOf(both.take()), ["1-2 A"]);
  both.push("xx");
  equal(both.settled, 5);
  deepEqual(placesOf(both.take()), ["3-4 B"]);
  both.end();
  equal(both.settled, 10);
  deepEqual(placesOf(both.take()), ["5-6 A", "7-8 B"]);
});

test("where edits meet, that of an earlier filter stands, however many there are", () => {
  const count = 150_000;
  const each = (start: number, size: number, word: string) =>
    Array.from({ length: count }, (_, i) => editLater(4 * i + start, 4 * i + start + size, () => word));
  const both = sideBySide([heldWhole(() => each(1, 2, "one")), heldWhole(() => each(2, 2, "two"))]) as WordFilter;
  both.push("x".repeat(4 * count));
  both.end();
  const edits = both.take();
  deepEqual([edits.length, new Set(edits.map(({ text }) => text)).size, edits[1]?.start], [count, 1, 5]);
  const beside = sideBySide([heldWhole(() => each(0, 2, "one")), heldWhole(() => each(2, 2, "two"))]) as WordFilter;
  beside.push("x".repeat(4 * count));
  beside.end();
  deepEqual(placesOf(beside.take().slice(0, 3)), ["0-2 one", "2-4 two", "4-6 one"]);
});
