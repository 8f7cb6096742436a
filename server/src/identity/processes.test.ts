import assert from "node:assert/strict";
import { type ChildProcess, fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test, type TestContext } from "node:test";
import { fileURLToPath } from "node:url";
import { organization } from "../../test/held-registry.ts";
import type { Ask, Told } from "../../test/identity-process.ts";
import { startPostgres, type TestPostgres } from "../../test/postgres.ts";
import { fault, isFault, Secret, silentLog, systemClock, systemRandom } from "../kernel/index.ts";
import { openRegistry, type Registry } from "../registry/index.ts";
import { openStore, type Store, type Tx } from "../store/index.ts";
import { makeIdentity } from "./identity.ts";
import { openRootKey } from "./root-key.ts";
import type { Identity } from "./types.ts";

/*
 * Several real processes on one PostgreSQL. What is asserted is that a cut comes, and comes after its cause;
 * how long it took is printed.
 */

const SCRIPT = fileURLToPath(new URL("../../test/identity-process.ts", import.meta.url));
/** A hang fails the test; a slow machine does not. */
const HANG_MS = 20_000;

let postgres: TestPostgres;
let site: Site;
before(async () => {
  postgres = await startPostgres();
  site = await makeSite();
});
after(async () => {
  await site?.close();
  await postgres?.stop();
});

interface Process {
  rootKey: string;
  child: ChildProcess;
  ask(ask: Ask): Promise<string>;
  /** When the watched call of this token was cut. */
  cut(token: string): Promise<number>;
}

async function startProcess(database: string, data: string): Promise<Process> {
  const child = fork(SCRIPT, [JSON.stringify({ database, data })], { stdio: ["ignore", "ignore", "inherit", "ipc"] });
  const answers = new Map<number, (value: string) => void>();
  const cuts = new Map<string, PromiseWithResolvers<number>>();
  const cutOf = (token: string) => {
    const known = cuts.get(token) ?? Promise.withResolvers<number>();
    cuts.set(token, known);
    return known;
  };
  const ready = Promise.withResolvers<string>();
  child.on("message", (message) => {
    const told = message as Told;
    if (told.about === "ready") ready.resolve(told.rootKey);
    else if (told.about === "answer") answers.get(told.id)?.(told.value);
    else cutOf(told.token).resolve(told.at);
  });
  child.on("exit", (code) => ready.reject(new Error(`the process ended with ${code}`)));
  let last = 0;
  return {
    child,
    rootKey: await inTime(ready.promise, "start"),
    ask: (ask) => {
      const id = ++last;
      const answer = new Promise<string>((resolve) => answers.set(id, resolve));
      child.send({ id, ask });
      return inTime(answer, ask.op);
    },
    cut: (token) => inTime(cutOf(token).promise, "cut"),
  };
}

interface Site {
  store: Store;
  registry: Registry;
  identity: Identity;
  processes: [Process, Process, Process];
  database: string;
  issue(principal: string): Promise<{ id: string; token: string }>;
  close(): Promise<void>;
}

async function makeSite(): Promise<Site> {
  const data = mkdtempSync(join(tmpdir(), "lumos-processes-"));
  const database = await postgres.database();
  const parts = { clock: systemClock, random: systemRandom, log: silentLog };
  const store = await openStore({ database, data, ...parts });
  const processes = await Promise.all([1, 2, 3].map(() => startProcess(database, data)));
  const rootKey = await openRootKey({ settings: { data, rootKey: undefined }, store, ...parts });
  const registry = await openRegistry({ store, rootKey, ...parts });
  const declared = organization("acme", {
    users: [{ id: "olga", roles: ["owner"] }, { id: "sam" }],
    agents: [{ id: "bot", owner: "sam" }],
  });
  await store.transact((tx) => registry.apply(tx, declared));
  await registry.refresh("acme");
  const identity = await makeIdentity({ store, registry, rootKey, ...parts });
  return {
    store,
    registry,
    identity,
    processes: processes as Site["processes"],
    database,
    issue: async (principal) => {
      const call = { credential: identity.localToken(), onBehalfOf: undefined, at: Date.now(), ip: "127.0.0.1" };
      const owner = await identity.recognize(call, "manage");
      if (!owner.ok) throw new Error(owner.error.because);
      const wanted = { org: "acme", principal, name: "test", expiresAt: Date.now() + 86_400_000 };
      const issued = await store.transact((tx) =>
        identity.issueKey(tx, { ...wanted, scopes: ["call"], issuedBy: owner.value }),
      );
      return { id: issued.id, token: issued.key.reveal() };
    },
    close: async () => {
      for (const { child } of processes) child.disconnect();
      identity.close();
      registry.close();
      await store.close();
      rmSync(data, { recursive: true, force: true });
    },
  };
}

/** Lets every process open a call, does something, and waits until all of them were cut after it. */
async function cutEverywhere(t: TestContext, token: string, act: () => Promise<unknown>, behalf?: string) {
  const more = behalf === undefined ? {} : { behalf };
  for (const one of site.processes) {
    // News of a new organization or object may still be on its way to that process.
    await eventually(async () => {
      const answer = await one.ask({ op: "recognize", token, ...more });
      return answer.includes(":");
    });
    await one.ask({ op: "watch", token, ...more });
  }
  const asked = Date.now();
  await act();
  const committed = Date.now();
  const cuts = await Promise.all(site.processes.map((one) => one.cut(token)));
  for (const at of cuts) assert.ok(at >= asked);
  for (const one of site.processes) {
    assert.ok(!(await one.ask({ op: "recognize", token, ...more })).includes(":"), "recognized after the cut");
  }
  t.diagnostic(`cut ${cuts.map((at) => Math.max(0, at - committed)).join(", ")} ms after the commit`);
}

const inTx = <T>(work: (tx: Tx) => Promise<T>) => site.store.transact(work);
const setStatus = (status: "active" | "disabled") =>
  inTx((tx) => site.registry.put(tx, "acme", "users", { id: "sam", status }, { origin: "api" }));

test("processes that start at the same moment agree on one root key", () => {
  assert.equal(new Set(site.processes.map((one) => one.rootKey)).size, 1);
});

test("of two processes that claim the setup at the same moment one wins", async () => {
  const codes = await Promise.all(site.processes.map((one) => one.ask({ op: "openSetup" })));
  await eventually(async () => {
    const answer = await site.processes[0].ask({ op: "claim", code: "wrong", user: "olga" });
    return answer === "wrong";
  });
  const claims = await Promise.all(
    site.processes.map((one, i) => one.ask({ op: "claim", code: codes[i] ?? "", user: "olga" })),
  );
  const keys = claims.filter((answer) => answer.startsWith("lmk_usr_"));
  assert.equal(keys.length, 1, claims.map((answer) => answer.slice(0, 8)).join());
  assert.equal(claims.filter((answer) => answer === "used").length, 2);
  for (const one of site.processes) {
    assert.equal(await one.ask({ op: "recognize", token: keys[0] ?? "" }), "user:olga");
    assert.equal(await one.ask({ op: "openSetup" }), "claimed");
  }
});

test("a key issued by one process is known by the others at once", async () => {
  await site.processes[0].ask({ op: "lag" });
  const token = await site.processes[0].ask({ op: "issue", principal: "user:sam" });
  for (const one of site.processes) assert.equal(await one.ask({ op: "recognize", token }), "user:sam");
});

test("a revoked key is cut in every process", async (t) => {
  const { id, token } = await site.issue("user:sam");
  await cutEverywhere(t, token, () => inTx((tx) => site.identity.revokeKey(tx, { org: "acme", id, reason: "test" })));
});

test("a revoked user is cut in every process, and so are agents that act for it", async (t) => {
  const sam = await site.issue("user:sam");
  const bot = await site.issue("agent:bot");
  const revoke = () => inTx((tx) => site.identity.revoke(tx, { org: "acme", entity: "user:sam", reason: "test" }));
  await cutEverywhere(t, bot.token, revoke, sam.token);
});

test("a disabled user is cut in every process, and so are the agents it owns", async (t) => {
  const sam = await site.issue("user:sam");
  const bot = await site.issue("agent:bot");
  for (const one of site.processes) assert.equal(await one.ask({ op: "watch", token: bot.token }), "agent:bot");
  await cutEverywhere(t, sam.token, () => setStatus("disabled"));
  await Promise.all(site.processes.map((one) => one.cut(bot.token)));
  await setStatus("active");
  for (const one of site.processes) {
    await eventually(async () => (await one.ask({ op: "recognize", token: sam.token })) === "user:sam");
  }
  await site.registry.refresh("acme");
});

test("a cut comes although the connections that listen were killed just before", async (t) => {
  const { id, token } = await site.issue("user:sam");
  await cutEverywhere(t, token, async () => {
    const killed = await postgres.query(
      site.database,
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'lumos-signals'",
    );
    assert.ok(killed.length >= 4);
    await inTx((tx) => site.identity.revokeKey(tx, { org: "acme", id, reason: "test" }));
  });
});

test("a cut comes although a listening backend was SIGKILLed, which restarts the whole database", async (t) => {
  const { id, token } = await site.issue("user:sam");
  await cutEverywhere(t, token, async () => {
    const [row] = await postgres.query(
      site.database,
      "select pid from pg_stat_activity where application_name = 'lumos-signals' limit 1",
    );
    process.kill(Number(row?.["pid"]), "SIGKILL");
    await eventually(async () => {
      try {
        await inTx((tx) => site.identity.revokeKey(tx, { org: "acme", id, reason: "test" }));
        return true;
      } catch (error) {
        assert.ok(isFault(error), String(error));
        return false;
      }
    });
  });
});

test("a process that was stopped while a key was revoked refuses it when it goes on", async () => {
  const { id, token } = await site.issue("user:sam");
  const [paused] = site.processes;
  await eventually(async () => (await paused.ask({ op: "watch", token })) === "user:sam");
  paused.child.kill("SIGSTOP");
  await inTx((tx) => site.identity.revokeKey(tx, { org: "acme", id, reason: "test" }));
  paused.child.kill("SIGCONT");
  await paused.cut(token);
  assert.equal(await paused.ask({ op: "recognize", token }), "revoked");
});

test("on PostgreSQL a root key in the database is warned about, and another one is refused", async () => {
  const data = mkdtempSync(join(tmpdir(), "lumos-root-key-pg-"));
  const warnings: string[] = [];
  const parts = { clock: systemClock, random: systemRandom };
  const log = { ...silentLog, warn: (event: string) => void warnings.push(event) };
  const store = await openStore({ database: await postgres.database(), data, ...parts, log: silentLog });
  const open = (rootKey?: Buffer) =>
    openRootKey({
      settings: { data, rootKey: rootKey && new Secret(rootKey.toString("base64")) },
      store,
      ...parts,
      log,
    });
  try {
    const keys = await Promise.all([open(), open(), open()]);
    assert.equal(new Set(keys.map((key) => key.toString("hex"))).size, 1);
    assert.deepEqual(new Set(warnings), new Set(["identity.rootkey.in-database"]));
    await assert.rejects(open(systemRandom.bytes(32)), { code: "invalid_configuration" });
    // Taken out of the database, it must be given; without it nothing new is made.
    const [key] = keys;
    assert.deepEqual(await open(key), key);
    assert.ok(warnings.includes("identity.rootkey.copy"));
    await store.transact((tx) => tx.deleteFrom("installation").where("name", "=", "root_key").execute());
    await assert.rejects(open(), { code: "invalid_configuration" });
    assert.deepEqual(await open(key), key);
  } finally {
    await store.close();
    rmSync(data, { recursive: true, force: true });
  }
});

test("when the database is gone known keys go on for five seconds, then nobody is recognized", async () => {
  const { token } = await site.issue("user:sam");
  const [one] = site.processes;
  // News of the tests before may still be on its way; what it changes is looked up afresh, which needs the database.
  for (let calm = 0; calm < 10; calm++) {
    await eventually(async () => (await one.ask({ op: "recognize", token })) === "user:sam");
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  await postgres.crash();
  try {
    const answer = await one.ask({ op: "recognize", token });
    // On a machine that is busy enough the five seconds are over before the question is asked.
    if (Number(await one.ask({ op: "lag" })) <= 5_000) assert.equal(answer, "user:sam");
    await eventually(async () => Number(await one.ask({ op: "lag" })) > 5_000);
    assert.equal(await one.ask({ op: "recognize", token }), "unavailable");
  } finally {
    await postgres.start();
  }
  await eventually(async () => (await one.ask({ op: "recognize", token })) === "user:sam");
});

async function eventually(holds: () => Promise<boolean>): Promise<void> {
  const until = Date.now() + HANG_MS;
  while (!(await holds())) {
    if (Date.now() > until) throw fault("internal", { internal: "it never came to hold" });
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function inTime<T>(work: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`${what} never came`)), HANG_MS);
  });
  return Promise.race([work, late]).finally(() => clearTimeout(timer));
}
