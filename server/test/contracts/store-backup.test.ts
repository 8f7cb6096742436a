import assert from "node:assert/strict";
import { readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { gunzipSync, gzipSync } from "node:zlib";
import { isFault } from "../../src/kernel/index.ts";
import type { Store } from "../../src/store/index.ts";
import { type TestPostgres, startPostgres } from "../postgres.ts";
import { type Bed, body, decision, makeBed, noise, until } from "./store-bed.ts";

describe("backup and restore", () => {
  let server: TestPostgres;
  before(async () => {
    server = await startPostgres();
  });
  after(() => server.stop());
  const beds = {
    sqlite: async () => makeBed("sqlite"),
    postgres: async () => makeBed(await server.database()),
  };
  const on = async (made: Promise<Bed>[], work: (...beds: Bed[]) => Promise<void>) => {
    const all = await Promise.all(made);
    try {
      await work(...all);
    } finally {
      await Promise.all(all.map((bed) => bed.end()));
    }
  };

  for (const from of ["sqlite", "postgres"] as const) {
    for (const to of ["sqlite", "postgres"] as const) {
      it(`a backup made on ${from} restores into ${to}, replacing everything there`, () =>
        on([beds[from](), beds[to]()], async (source, target) => {
          const old = await source.open();
          await fill(old, "a", 700);
          const file = join(source.folder, "backup.gz");
          const { bytes } = await old.backup(file);
          assert.equal(bytes, statSync(file).size);
          assert.equal(statSync(file).mode & 0o777, 0o600);

          const store = await target.open();
          await fill(store, "b", 5);
          const position = await store.feedEnd("acme");
          let restored = 0;
          store.onSignal("restored", () => {
            restored += 1;
          });
          await store.restore(file);
          await until(() => restored > 0);
          assert.deepEqual(await everything(store), await everything(old));
          assert.equal((await store.feed("acme", position, 1_000)).rows.length, 700);
          // What it gives out from now on does not collide with what came in.
          await record(store, "next");
          const seqs = await store.read.selectFrom("records").select("seq").orderBy("seq").execute();
          assert.equal(new Set(seqs.map((row) => row.seq)).size, 3);
          await store.append({ bodies: [], decisions: [decision()] });
          await assert.rejects(store.transact((tx) => tx.deleteFrom("decisions").execute()));
        }));
    }
  }

  for (const kind of ["sqlite", "postgres"] as const) {
    // Guarantee: a backup overwrites nothing.
    it(`a backup overwrites nothing on ${kind}, not even one that is being written`, () =>
      on([beds[kind]()], async (bed) => {
        const store = await bed.open();
        await fill(store, "a", 50);
        const file = join(bed.folder, "twice.gz");
        const both = await Promise.allSettled([store.backup(file), store.backup(file)]);
        assert.deepEqual(both.map((one) => one.status).sort(), ["fulfilled", "rejected"]);
        const { size } = statSync(file);
        await assert.rejects(store.backup(file), (error) => isFault(error) && error.code === "conflict");
        assert.equal(statSync(file).size, size);
        assert.ok((await store.restore(file)).rows > 50);
        await assert.rejects(store.backup(join(bed.folder, "none", "x.gz")), (error) => isFault(error));
      }));

    // Guarantee: a damaged backup changes nothing.
    it(`a damaged backup changes nothing on ${kind}`, () =>
      on([beds[kind]()], async (bed) => {
        const store = await bed.open();
        await fill(store, "a", 300);
        const good = join(bed.folder, "good.gz");
        await store.backup(good);
        const whole = readFileSync(good);
        const lines = gunzipSync(whole).toString("utf8").trimEnd().split("\n");
        const flipped = Buffer.from(whole);
        const middle = Math.floor(whole.length / 2);
        flipped.writeUInt8((flipped.readUInt8(middle) ^ 0x55) & 0xff, middle);
        const text = (changed: string[]) => gzipSync(`${changed.join("\n")}\n`);
        const bad: Record<string, Buffer> = {
          empty: Buffer.alloc(0),
          "not gzip": Buffer.from("hello"),
          "cut off": whole.subarray(0, whole.length - 20),
          "cut in half": whole.subarray(0, middle),
          "a flipped byte": flipped,
          "an altered row": text(lines.map((line) => line.replace("user:sam@acme.test", "user:eve@acme.test"))),
          "a row less": text(lines.filter((_, i) => i !== lines.length - 2)),
          "no end": text(lines.slice(0, -1)),
          "more after the end": text([...lines, lines[3] ?? ""]),
          "another table": text(lines.map((line) => line.replace(`"table":"keys"`, `"table":"sqlite_master"`))),
          "another column": text(lines.map((line) => line.replace(`"columns":["name"`, `"columns":["1;--"`))),
          "a deep line": text([lines[0] ?? "", `[${"[".repeat(50_000)}${"]".repeat(50_000)}]`]),
        };
        const kept = await everything(store);
        for (const [name, content] of Object.entries(bad)) {
          const file = join(bed.folder, "bad.gz");
          writeFileSync(file, content);
          await assert.rejects(
            store.restore(file),
            (error: unknown) =>
              isFault(error) && error.code === "invalid_request" && /nothing was changed/.test(error.message),
            name,
          );
          assert.deepEqual(await everything(store), kept, name);
        }
        await assert.rejects(store.restore(join(bed.folder, "absent.gz")), /cannot be read/);
        await assert.rejects(store.backup(join(bed.folder, "absent", "x.gz")), /cannot be written/);
        const newer = join(bed.folder, "newer.gz");
        writeFileSync(newer, text([(lines[0] ?? "").replace(/"schema":\d+/, `"schema":9999`), ...lines.slice(1)]));
        await assert.rejects(store.restore(newer), (error: unknown) => isFault(error) && error.code === "schema_newer");
        await assert.rejects(store.transact((tx) => tx.deleteFrom("decisions").execute()));
      }));

    it(`a backup on ${kind} is of one moment, while rows are written`, () =>
      on([beds[kind](), beds.sqlite()], async (bed, other) => {
        const store = await bed.open();
        await fill(store, "a", 600);
        const stop = new AbortController();
        const writing = (async () => {
          while (!stop.signal.aborted) {
            const row = decision();
            await store.append({ bodies: [body({ id: row.id, at: row.at })], decisions: [row] });
          }
        })();
        const file = join(bed.folder, "backup.gz");
        await store.backup(file);
        stop.abort();
        await writing;
        const copy = await other.open();
        await copy.restore(file);
        const decisions = await copy.read.selectFrom("decisions").select("id").orderBy("id").execute();
        const bodies = await copy.read.selectFrom("decision_bodies").select("id").orderBy("id").execute();
        assert.deepEqual(decisions, bodies);
        assert.ok(decisions.length >= 600);
      }));
  }
});

async function fill(store: Store, name: string, decisions: number): Promise<void> {
  await store.transact(async (tx) => {
    await tx
      .insertInto("installation")
      .values({ name: `name-${name}`, value: "ä\n\u2028", updated_at: 1 })
      .execute();
    await tx.insertInto("revisions").values({ org: name, revision: 3 }).execute();
    await tx
      .insertInto("revocations")
      .values({ org: name, entity: "key:x", not_before: 5, reason: "lost", at: 6 })
      .execute();
    await tx
      .insertInto("facets")
      .values({ hash: `part-${name}`, json: '"ä"' })
      .execute();
    await tx.insertInto("snapshots").values({ org: name, id: "s", at: 1, manifest: "{}" }).execute();
    const what = { id: `p-${name}`, org: name, at: 1, author: "[]", note: "" };
    const open = { base: "s", spec: "{}", status: "open", closed_at: null, closed_by: null };
    await tx
      .insertInto("proposals")
      .values({ ...what, ...open })
      .execute();
    const live = { how: "direct", snapshot: "s", previous: "", publisher: "user:a", proposal: null };
    await tx
      .insertInto("publications")
      .values({ ...what, ...live, changes: "[]", details: "{}" })
      .execute();
    await tx.insertInto("policy_settings").values({ org: name, name: "cases", value: "[]", updated_at: 1 }).execute();
  });
  await record(store, `${name}-1`);
  await record(store, `${name}-2`);
  for (let at = 0; at < decisions; at += 100) {
    const rows = Array.from({ length: Math.min(100, decisions - at) }, () => decision());
    await store.append({
      bodies: rows.map((row, i) => body({ id: row.id, at: row.at, body: noise(i, 900) })),
      decisions: rows,
    });
  }
  await store.deadWriters(`writer-${name}`);
}

async function record(store: Store, id: string): Promise<void> {
  const row = { org: "acme", at: 1, actor: "user:a", action: "x.y", subject_kind: "x", subject_id: "y" };
  await store.transact((tx) =>
    tx
      .insertInto("records")
      .values({ id, ...row, before: null, after: "{}", details: null })
      .execute(),
  );
}

async function everything(store: Store): Promise<unknown> {
  const { read } = store;
  return {
    installation: await read.selectFrom("installation").selectAll().orderBy("name").execute(),
    revisions: await read.selectFrom("revisions").selectAll().orderBy("org").execute(),
    revocations: await read.selectFrom("revocations").selectAll().orderBy("seq").execute(),
    records: await read.selectFrom("records").selectAll().orderBy("seq").execute(),
    decisions: (await read.selectFrom("decisions").select(["id", "org", "at", "cost_nano"]).orderBy("id").execute())
      .length,
    ids: await read.selectFrom("decisions").select("id").orderBy("id").execute(),
    bodies: await read.selectFrom("decision_bodies").select(["id", "body"]).orderBy("id").execute(),
    facets: await read.selectFrom("facets").selectAll().orderBy("hash").execute(),
    snapshots: await read.selectFrom("snapshots").selectAll().orderBy("org").execute(),
    proposals: await read.selectFrom("proposals").selectAll().orderBy("id").execute(),
    publications: await read.selectFrom("publications").selectAll().orderBy("id").execute(),
    settings: await read.selectFrom("policy_settings").selectAll().orderBy("org").execute(),
  };
}
