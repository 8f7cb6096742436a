import { equal, ok } from "node:assert/strict";
import { test } from "node:test";
import * as fc from "fast-check";
import { makeCutter } from "./cutter.ts";

const EVENTS = fc.array(fc.constantFrom("data: a\n\n", "data: b\r\n\r\n", ": c\n\n", "event: x\ndata: \u{1f600}\n\n"), {
  minLength: 1,
  maxLength: 8,
});

test("whatever way a stream is torn, whole events come out of it, and nothing else", () => {
  fc.assert(
    fc.property(EVENTS, fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), (events, sizes) => {
      const bytes = Buffer.from(events.join(""));
      const cutter = makeCutter();
      let out = "";
      for (let at = 0, turn = 0; at < bytes.length; turn += 1) {
        const size = sizes[turn % sizes.length] ?? 1;
        const whole = cutter.push(bytes.subarray(at, at + size)).toString("utf8");
        ok(whole === "" || /\n\r?\n$/.test(whole));
        out += whole;
        at += size;
      }
      equal(out, events.join(""));
      equal(cutter.waiting, 0);
    }),
  );
});

test("what waits for its end is told, and whether it says anything", () => {
  const cutter = makeCutter();
  equal(cutter.push(Buffer.from("data: a\n\n\n")).toString("utf8"), "data: a\n\n\n");
  equal(cutter.push(Buffer.from("data: b\n\n ")).toString("utf8"), "data: b\n\n");
  ok(cutter.blank);
  cutter.push(Buffer.from("data"));
  equal(cutter.waiting, 5);
  equal(cutter.blank, false);
});

test("an event in many small pieces is read as fast as in large ones", () => {
  const cutter = makeCutter();
  const piece = Buffer.alloc(64, "x");
  // Joined and searched anew for every piece, this would be hundreds of gigabytes.
  for (let at = 0; at < 8 * 1024 * 1024; at += piece.length) equal(cutter.push(piece).length, 0);
  equal(cutter.push(Buffer.from("\n\n")).length, 8 * 1024 * 1024 + 2);
});
