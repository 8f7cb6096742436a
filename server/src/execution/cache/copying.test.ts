import { deepEqual, equal } from "node:assert/strict";
import { test } from "node:test";
import type { Reply } from "../types.ts";
import { copyingReply } from "./copying.ts";

const JSON_HEAD = { "content-type": "application/json", "content-length": "5" };

function listening(): { reply: Reply; heard: string[] } {
  const heard: string[] = [];
  return {
    heard,
    reply: {
      begin: (status) => void heard.push(`begin ${status}`),
      write: (chunk) => heard.push(`write ${chunk.toString()}`) < 0,
      onDrain: () => void heard.push("onDrain"),
      end: (last) => void heard.push(`end ${last?.toString() ?? ""}`),
      fail: (code) => void heard.push(`fail ${code}`),
      limits: () => ({}),
      onGone: () => void heard.push("onGone"),
    },
  };
}

test("everything reaches the caller, and the copy is the same bytes", () => {
  const { reply, heard } = listening();
  const copying = copyingReply(reply, 100);
  copying.reply.begin(200, JSON_HEAD);
  equal(copying.reply.write(Buffer.from("he")), false);
  copying.reply.end(Buffer.from("llo"));
  deepEqual(heard, ["begin 200", "write he", "end llo"]);
  const copy = copying.copy();
  equal(copy?.body.toString(), "hello");
  equal(copy?.length, 5);
});

// Guarantee: a part of an answer is never kept for the whole of it.
test("a part of an answer is never kept for the whole of it", () => {
  const open = () => {
    const copying = copyingReply(listening().reply, 4);
    copying.reply.begin(200, JSON_HEAD);
    copying.reply.write(Buffer.from("he"));
    return copying;
  };
  equal(open().copy(), undefined, "not ended");

  const failed = open();
  failed.reply.fail("upstream_failed", "broke off");
  failed.reply.end();
  equal(failed.copy(), undefined, "failed");

  const large = open();
  large.reply.write(Buffer.from("llo"));
  large.reply.end();
  equal(large.copy(), undefined, "beyond the size");
});

test("an answer with another status than 200 is not copied", () => {
  const { reply } = listening();
  const copying = copyingReply(reply, 100);
  copying.reply.begin(400, JSON_HEAD);
  copying.reply.end(Buffer.from("no"));
  equal(copying.copy(), undefined);
});
