import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { isFault } from "../../src/kernel/index.ts";
import { lockData } from "../../src/store/index.ts";
import { storeContract } from "./store.ts";
import { makeBed, spawnChild } from "./store-bed.ts";

describe("the store on SQLite", () => {
  storeContract(async () => makeBed("sqlite"));

  it("every other writer is dead, for one process holds the directory", async () => {
    const bed = makeBed("sqlite");
    try {
      const store = await bed.open();
      assert.deepEqual(await store.deadWriters("w-1"), []);
      assert.deepEqual(
        (await store.deadWriters("w-2")).map((dead) => dead.writer),
        ["w-1"],
      );
      assert.equal(store.signalLag(), 0);
    } finally {
      await bed.end();
    }
  });
});

describe("the lock on the data directory", () => {
  // Guarantee: one process at a time writes a data directory.
  it("one process at a time writes a data directory, and a dead one holds it no longer", async () => {
    const bed = makeBed("sqlite");
    try {
      const child = spawnChild("lock", bed);
      await child.said((line) => line === "locked");
      await assert.rejects(
        bed.open(),
        (error: unknown) =>
          isFault(error) &&
          error.code === "data_locked" &&
          error.message.includes(String(child.process.pid)) &&
          error.fix === `kill ${child.process.pid}`,
      );
      await child.kill();
      const store = await bed.open();
      assert.throws(() => lockData(join(bed.folder, "data")), /uses the data directory/);
      await store.close();
      lockData(join(bed.folder, "data")).release();
    } finally {
      await bed.end();
    }
  });

  it("a directory that cannot be written is named, with the command that mends it", () => {
    const bed = makeBed("sqlite");
    const file = join(bed.folder, "file");
    writeFileSync(file, "");
    assert.throws(
      () => lockData(join(file, "data")),
      (error: unknown) => isFault(error) && error.code === "data_unwritable" && error.fix !== undefined,
    );
    return bed.end();
  });
});
