import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { type TestPostgres, startPostgres } from "../../test/postgres.ts";
import { listIncidents, tellSightings } from "../findings/index.ts";
import { silentLog, systemClock, systemRandom, uuidV7 } from "../kernel/index.ts";
import { type ShelfItem, changeItem, listItems, readFiles, readItem, writeItem } from "../shelves/index.ts";
import { type Store, openStore } from "../store/index.ts";
import {
  type Found,
  listDiscovered,
  listServices,
  noteReport,
  noteUses,
  sightingsOf,
  sightingsOfUses,
} from "./index.ts";

/* What shelves and discovery keep, on both databases. */

const ids = uuidV7(systemClock, systemRandom);
const item = (more: Partial<ShelfItem> = {}): ShelfItem => ({
  id: ids.next(),
  kind: "skill",
  name: "notes",
  version: "1",
  title: "",
  description: "Writes.",
  source: "",
  target: "",
  digest: "sha256:x",
  server: undefined,
  teams: [],
  status: "requested",
  why: "w",
  requestedBy: "user:ann",
  hands: ["user:ann"],
  requestedAt: 1,
  decidedBy: "",
  reason: "",
  decidedAt: undefined,
  updatedAt: 1,
  concerns: [{ kind: "binary", place: "a", detail: "b", score: 4 }],
  files: 1,
  bytes: 3,
  revision: 1,
  ...more,
});
const found = (more: Partial<Found> = {}): Found => ({
  kind: "server",
  client: "cursor",
  scope: "user",
  name: "x",
  place: "~/x",
  target: "npm:x",
  transport: "stdio",
  runs: ["npx"],
  env: [{ name: "K", hash: "" }],
  headers: [],
  flags: ["unpinned"],
  class: "unknown",
  digest: "",
  ...more,
});

let postgres: TestPostgres;
before(async () => {
  postgres = await startPostgres();
});
after(() => postgres.stop());

for (const database of ["sqlite", "postgres"] as const) {
  describe(`shelves and discovery on ${database}`, () => {
    let data: string;
    let store: Store;
    before(async () => {
      data = mkdtempSync(join(tmpdir(), "lumos-discovery-"));
      const address = database === "sqlite" ? database : await postgres.database();
      store = await openStore({ database: address, data, clock: systemClock, random: systemRandom, log: silentLog });
    });
    after(async () => {
      await store.close();
      rmSync(data, { recursive: true, force: true });
    });

    test("an item comes back as it was written, with its files", async () => {
      const one = item();
      const content = Buffer.from([0, 255, 10]);
      assert.ok(await store.transact((tx) => writeItem(tx, "acme", one, [{ path: "a", content, executable: true }])));
      assert.deepEqual(await readItem(store.read, "acme", one.id), one);
      assert.equal(await readItem(store.read, "other", one.id), undefined);
      assert.deepEqual(await readFiles(store.read, one.id), [{ path: "a", content, executable: true }]);
      assert.equal(await store.transact((tx) => writeItem(tx, "acme", item())), false, "the same version stands");
    });

    test("of two who decide at the same moment one does", async () => {
      const one = item({ name: "race" });
      await store.transact((tx) =>
        writeItem(tx, "acme", one, [{ path: "a", content: Buffer.from("x"), executable: false }]),
      );
      const change = (status: "approved" | "denied") =>
        store.transact((tx) => changeItem(tx, "acme", one, { status, decidedAt: 2, updatedAt: 2 }));
      const done = await Promise.all([change("denied"), change("approved")]);
      assert.equal(done.filter(Boolean).length, 1);
      const [kept] = await listItems(store.read, "acme", { name: "race" }, { limit: 5 });
      assert.equal((await readFiles(store.read, one.id)).length, kept?.status === "denied" ? 0 : 1);
      if (kept?.status === "denied")
        assert.ok(await store.transact((tx) => writeItem(tx, "acme", item({ name: "race" }))));
    });

    test("a machine's things are new once, change their class, and go", async () => {
      const about = { org: "acme", machine: "m", principal: "user:ann", ids, now: 5, whole: ["user" as const] };
      const note = (now: number, list: Found[]) => store.transact((tx) => noteReport(tx, { ...about, now }, list));
      assert.equal((await note(5, [found(), found(), found({ name: "y", scope: "project" })])).fresh.length, 2);
      assert.equal((await note(6, [found()])).fresh.length, 0);
      const changed = await note(7, [found({ class: "blocked" })]);
      assert.deepEqual(
        changed.fresh.map((one) => [one.class, one.firstAt, one.lastAt]),
        [["blocked", 5, 7]],
      );
      assert.equal((await note(8, [])).gone, 1, "what a project brings is not gone");
      assert.equal((await listDiscovered(store.read, "acme", {}, { limit: 9 })).length, 1);
      assert.equal((await listDiscovered(store.read, "acme", { gone: true }, { limit: 9 })).length, 2);
      assert.equal((await note(9, [found()])).fresh.length, 1, "what comes back is new again");
      await store.transact((tx) =>
        tellSightings(tx, sightingsOf(changed, 9), { org: "acme", ids, now: 9, alerts: [] }),
      );
      const [incident] = await listIncidents(store.read, "acme", {}, { limit: 5 });
      assert.deepEqual([incident?.kind, incident?.severity], ["discovery.blocked-server", "high"]);
    });

    test("a log that is told twice counts once", async () => {
      const use = (who: string, digest: string) => {
        const counted = { requests: 2, bytes: 10, firstAt: 3, lastAt: 4 };
        const one = { service: "claude.ai", vendor: "anthropic", kind: "chat" as const, who, ...counted };
        return store.transact((tx) => noteUses(tx, { org: "acme", ids, by: "user:sec", digest }, [one]));
      };
      assert.equal((await use("h:1", "d")).length, 1);
      assert.equal((await use("h:1", "d")).length, 0);
      assert.equal((await use("h:1", "e")).length, 1);
      const fresh = await use("h:2", "e");
      assert.deepEqual(await listServices(store.read, "acme"), [
        {
          service: "claude.ai",
          vendor: "anthropic",
          kind: "chat",
          requests: 6,
          bytes: 30,
          users: 2,
          firstAt: 3,
          lastAt: 4,
        },
      ]);
      assert.deepEqual(await listServices(store.read, "acme", "audio"), []);
      assert.equal(sightingsOfUses(fresh, 1)[0]?.severity, "low");
    });
  });
}
