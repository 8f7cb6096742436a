import { deepEqual, equal, ok } from "node:assert/strict";
import { createHmac } from "node:crypto";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import {
  calibrate,
  dismiss,
  endDismissal,
  giveFeedback,
  handle,
  listDeliveries,
  listDismissals,
  listIncidents,
  makeFindings,
  readIncident,
} from "../../src/findings/index.ts";
import { Secret, fixedClock, seededRandom, silentLog, uuidV7 } from "../../src/kernel/index.ts";
import type { Guardrails } from "../../src/config/index.ts";
import type { ConnectedAlert } from "../../src/registry/index.ts";
import { kindOf } from "../../src/risk/index.ts";
import type { Store } from "../../src/store/index.ts";
import type { Bed } from "./store-bed.ts";

const NOON = Date.parse("2026-11-21T12:00:00Z");
const ORG = "acme";

/** What any database has to do for findings, incidents and alerts. */
export function findingsContract(makeEmpty: () => Promise<Bed>): void {
  test("findings of one kind about one principal are one incident, however many calls bring them", async () => {
    await inWorld(makeEmpty, async ({ call, room, store }) => {
      for (let i = 0; i < 3; i++) await call({ kind: "injection", confidence: 70 });
      await call({ kind: "secret", confidence: 90 }, { principal: "user:bob" });
      await call(undefined);
      await room.look();
      const found = await incidents(store);
      deepEqual(
        found.map(({ kind, principal, count, severity }) => [kind, principal, count, severity]),
        [
          ["injection", "user:alice", 3, "medium"],
          ["secret", "user:bob", 1, "high"],
        ],
      );
      await call({ kind: "injection", confidence: 95 });
      await room.look();
      const [graver] = await incidents(store);
      deepEqual([graver?.count, graver?.severity, graver?.samples.length], [4, "high", 4]);
    });
  });

  test("what can kill is critical, and a question to a doctor is nothing to be woken for", async () => {
    await inWorld(makeEmpty, async ({ call, room, store }) => {
      for (const domain of ["bio", "weapons", "selfHarm"] as const)
        await call({ kind: kindOf(domain), confidence: 90 }, { principal: `user:${domain}` });
      await call({ kind: kindOf("advice"), confidence: 97 });
      await call({ kind: kindOf("cyber"), confidence: 97 });
      await room.look();
      const found = await incidents(store);
      deepEqual(found.map(({ kind, severity }) => `${kind} ${severity}`).sort(), [
        "harm.advice low",
        "harm.bio critical",
        "harm.cyber high",
        "harm.selfHarm critical",
        "harm.weapons critical",
      ]);
    });
  });

  test("what stays below the organization's own line opens no incident", async () => {
    await inWorld(
      makeEmpty,
      async ({ call, room, store }) => {
        await call({ kind: "harm.cyber", confidence: 79 });
        await call({ kind: "harm.codeExec", confidence: 60 });
        await call({ kind: "secret", confidence: 60 });
        await room.look();
        deepEqual((await incidents(store)).map(({ kind }) => kind).sort(), ["harm.codeExec", "secret"]);
        await call({ kind: "harm.cyber", confidence: 80 });
        await room.look();
        equal((await incidents(store)).length, 3);
      },
      [],
      { thresholds: { cyber: 80 } },
    );
  });

  // Guarantee: each decision is looked through once, whatever crashes: the place moves on together with what was seen.
  test("each decision is looked through once, whatever crashes: the place moves on together with what was seen", async () => {
    await inWorld(makeEmpty, async ({ call, another, store }) => {
      for (let i = 0; i < 250; i++) await call({ kind: "injection", confidence: 70 });
      const rooms = [another(), another(), another()];
      await Promise.all(rooms.map((room) => room.look()));
      await Promise.all(rooms.map((room) => room.look()));
      await another().look();
      const [incident, ...others] = await incidents(store);
      deepEqual([incident?.count, others.length], [250, 0]);
    });
  });

  test("what is dismissed opens no incident until the dismissal ends, and is counted", async () => {
    await inWorld(makeEmpty, async ({ call, room, store, ids, clock }) => {
      await call({ kind: "injection", confidence: 70 });
      await room.look();
      const [incident] = await incidents(store);
      ok(incident);
      const made = { scope: { kind: "injection", principal: "user:alice" }, reason: "tests", by: "user:rita", ids };
      const dismissed = await store.transact(async (tx) => {
        await handle(tx, ORG, incident, { status: "dismissed", by: "user:rita", at: clock.now() });
        return dismiss(tx, ORG, { ...made, at: clock.now(), until: clock.now() + 1_000_000 });
      });
      clock.pass(1_000);
      await call({ kind: "injection", confidence: 99 });
      await call({ kind: "injection", confidence: 99 }, { principal: "user:bob" });
      await room.look();
      deepEqual(
        (await incidents(store)).map(({ principal, status }) => [principal, status]),
        [
          ["user:alice", "dismissed"],
          ["user:bob", "open"],
        ],
      );
      const [listed] = await listDismissals(store.read, ORG, { limit: 5 });
      deepEqual([listed?.id, listed?.count], [dismissed.id, 1]);
      await store.transact((tx) => endDismissal(tx, ORG, dismissed.id, clock.now()));
      await call({ kind: "injection", confidence: 70 });
      await room.look();
      equal((await incidents(store)).length, 3);
    });
  });

  test("two who handle an incident at the same moment: the second is told", async () => {
    await inWorld(makeEmpty, async ({ call, room, store }) => {
      await call({ kind: "hate", confidence: 70 });
      await room.look();
      const [seen] = await incidents(store);
      ok(seen);
      const act = (status: "acknowledged" | "resolved") =>
        store.transact((tx) => handle(tx, ORG, seen, { status, by: "user:rita", at: NOON }));
      equal((await act("acknowledged"))?.status, "acknowledged");
      equal(await act("resolved"), undefined);
      equal((await readIncident(store.read, ORG, seen.id))?.status, "acknowledged");
      equal(await readIncident(store.read, "other", seen.id), undefined);
    });
  });

  test("lines are suggested from what people said, the last word about a finding counts", async () => {
    await inWorld(makeEmpty, async ({ store, ids }) => {
      const say = (decision: string, score: number, verdict: "confirmed" | "false_positive") =>
        store.transact((tx) =>
          giveFeedback(tx, ORG, {
            ids,
            at: NOON,
            madeBy: "user:rita",
            incident: "i",
            decision,
            kind: "cyber",
            detector: "model",
            score,
            verdict,
            note: "",
          }),
        );
      for (let i = 0; i < 20; i++) await say(`f${i}`, 50 + i, "false_positive");
      for (let i = 0; i < 4; i++) await say(`c${i}`, 60 + 10 * i, "false_positive");
      for (let i = 0; i < 4; i++) await say(`c${i}`, 60 + 10 * i, "confirmed");
      const told = { kind: "cyber", confirmed: 4, falsePositives: 20, suggested: 69, keeps: 0.75 };
      deepEqual(await calibrate(store.read, ORG), [told]);
    });
  });

  test("an alert arrives signed, comes again after a failure, and only what was asked for is sent", async () => {
    const heard: { headers: Record<string, unknown>; body: string }[] = [];
    let status = 500;
    const server = createServer((request, response) => {
      let body = "";
      request.on("data", (chunk: Buffer) => (body += chunk.toString()));
      request.on("end", () => {
        heard.push({ headers: request.headers, body });
        response.writeHead(status, { location: "http://127.0.0.1:1/" }).end("x".repeat(100_000));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/siem?token=1`;
    const secret = new Secret("siem-secret");
    const alerts: ConnectedAlert[] = [
      { id: "soc", kind: "webhook", url, secret, events: ["finding.high", "decision.*"] },
    ];
    try {
      await inWorld(
        makeEmpty,
        async ({ call, room, store, clock }) => {
          await call({ kind: "secret", confidence: 90 });
          await call({ kind: "email", confidence: 90 });
          for (let i = 0; i < 5; i++) await call(undefined, { outcome: "blocked", policies: "cap.bio" });
          await room.look();
          deepEqual(heard.map(({ body }) => (JSON.parse(body) as { type: string }).type).sort(), [
            "decision.blocked",
            "finding.high",
          ]);
          const states = async () =>
            (await listDeliveries(store.read, ORG, {}, { limit: 10 })).map(({ status: its, detail }) => [its, detail]);
          deepEqual(await states(), [
            ["waiting", "answered 500"],
            ["waiting", "answered 500"],
          ]);
          status = 302;
          clock.pass(6_000);
          await room.look();
          equal(heard.length, 4, "a redirect is a failure and is not followed");
          status = 204;
          clock.pass(40_000);
          await room.look();
          await room.look();
          equal(heard.length, 6);
          deepEqual(await states(), [
            ["sent", ""],
            ["sent", ""],
          ]);
          const [first] = heard;
          const { headers, body } = first as (typeof heard)[number];
          const said = `${String(headers["webhook-id"])}.${String(headers["webhook-timestamp"])}.${body}`;
          const signature = createHmac("sha256", "siem-secret").update(said).digest("base64");
          equal(headers["webhook-signature"], `v1,${signature}`);
          const blocked = heard.map((one) => JSON.parse(one.body) as { type: string; data: { count?: number } });
          equal(blocked.find(({ type }) => type === "decision.blocked")?.data.count, 5);
        },
        alerts,
      );
    } finally {
      server.close();
    }
  });

  test("what somebody is to be told is written with what it is about, so that a crash in between loses neither", async () => {
    const alerts: ConnectedAlert[] = [
      { id: "soc", kind: "webhook", url: "http://127.0.0.1:1/", secret: undefined, events: ["*"] },
    ];
    await inWorld(
      makeEmpty,
      async ({ call, store, another }) => {
        const told = async () => (await listDeliveries(store.read, ORG, {}, { limit: 10 })).map(({ event }) => event);
        await call({ kind: "secret", confidence: 90 });
        // The process ends where the last of it is written: nothing of it is there.
        const dying: Store = {
          ...store,
          transact: (work) =>
            store.transact(async (tx) => {
              await work(tx);
              throw new Error("the process ended");
            }),
        };
        await another(dying)
          .look()
          .catch(() => {});
        deepEqual([await incidents(store), await told()], [[], []]);
        await another().look();
        deepEqual([(await incidents(store)).length, await told()], [1, ["finding.high"]]);
      },
      alerts,
    );
  });

  test("a flood of events is told as so many and one number", async () => {
    const alerts: ConnectedAlert[] = [
      { id: "soc", kind: "webhook", url: "http://127.0.0.1:1/", secret: undefined, events: ["*"] },
    ];
    await inWorld(
      makeEmpty,
      async ({ call, room, store }) => {
        for (let i = 0; i < 150; i++) await call({ kind: "secret", confidence: 90 }, { principal: `user:u${i}` });
        await room.look();
        const sent = await listDeliveries(store.read, ORG, {}, { limit: 200 });
        equal(sent.length, 60);
        equal(sent.filter(({ event }) => event === "alerts.suppressed").length, 1);
      },
      alerts,
    );
  });

  test("what somebody is to be told is written with what it is about, so that a crash in between loses neither", async () => {
    const alerts: ConnectedAlert[] = [
      { id: "soc", kind: "webhook", url: "http://127.0.0.1:1/", secret: undefined, events: ["*"] },
    ];
    await inWorld(
      makeEmpty,
      async ({ call, clock, ids, another, store }) => {
        await call({ kind: "secret", confidence: 90 });
        const crashing: Store = Object.create(store, {
          transact: {
            value: (work: Parameters<Store["transact"]>[0]) =>
              store.transact(async (tx) => {
                await work(tx);
                if ((await tx.selectFrom("incidents").selectAll().execute()).length > 0) throw new Error("gone");
              }),
          },
        });
        const first = makeFindings({
          store: crashing,
          clock,
          ids,
          log: silentLog,
          everyMs: 0,
          organizations: () => [ORG],
          landscape: () => ({ alerts, guardrails: {} }),
        });
        await first.look().catch(() => {});
        await first.close();
        const counts = async () => [
          (await incidents(store)).length,
          (await listDeliveries(store.read, ORG, {}, { limit: 9 })).length,
        ];
        deepEqual(await counts(), [0, 0]);
        clock.pass(60_000);
        await another().look();
        deepEqual(await counts(), [1, 1]);
      },
      alerts,
    );
  });

  test("what happened long ago opens an incident and wakes nobody", async () => {
    const alerts: ConnectedAlert[] = [
      { id: "soc", kind: "webhook", url: "http://127.0.0.1:1/", secret: undefined, events: ["*"] },
    ];
    await inWorld(
      makeEmpty,
      async ({ call, room, store, clock }) => {
        await call({ kind: "secret", confidence: 90 });
        clock.pass(2 * 3_600_000);
        await room.look();
        equal((await incidents(store)).length, 1);
        deepEqual(await listDeliveries(store.read, ORG, {}, { limit: 10 }), []);
      },
      alerts,
    );
  });
}

async function incidents(store: Store) {
  return (await listIncidents(store.read, ORG, {}, { limit: 100 })).toReversed();
}

interface World {
  store: Store;
  clock: ReturnType<typeof movingClock>;
  ids: ReturnType<typeof uuidV7>;
  room: ReturnType<typeof makeFindings>;
  another(its?: Store): ReturnType<typeof makeFindings>;
  call(
    found: { kind: string; confidence: number } | undefined,
    row?: { principal?: string; outcome?: "allowed" | "blocked"; policies?: string },
  ): Promise<void>;
}

function movingClock() {
  let now = NOON;
  const pass = (ms: number) => void (now += ms);
  return { ...fixedClock(NOON), now: () => now, pass };
}

async function inWorld(
  makeEmpty: () => Promise<Bed>,
  work: (world: World) => Promise<void>,
  alerts: readonly ConnectedAlert[] = [],
  guardrails: Guardrails = {},
): Promise<void> {
  const bed = await makeEmpty();
  const clock = movingClock();
  const ids = uuidV7(clock, seededRandom(7));
  const rooms: ReturnType<typeof makeFindings>[] = [];
  try {
    const store = await bed.open({ clock });
    const another = (its = store) => {
      const room = makeFindings({
        store: its,
        clock,
        ids,
        log: silentLog,
        organizations: () => [ORG],
        landscape: () => ({ alerts, guardrails }),
        everyMs: 0,
      });
      rooms.push(room);
      return room;
    };
    const call: World["call"] = async (
      found,
      { principal = "user:alice", outcome = "allowed", policies = "" } = {},
    ) => {
      const id = ids.next();
      const at = clock.now();
      const finding = found && {
        detector: "model",
        rule: "r",
        part: 0,
        place: "messages[0].content",
        start: 0,
        end: 4,
        masked: "igno…",
        ...found,
      };
      const body = JSON.stringify({ v: 2, o: outcome, ...(finding ? { found: [finding] } : {}) });
      const row = {
        id,
        org: ORG,
        at,
        kind: "model",
        outcome,
        result: outcome === "allowed" ? "completed" : "refused",
        adjusted: "",
        principal,
        subject: principal,
        team: "eng",
        workflow: "none",
        session: "s",
        asked: "smart",
        model: "m",
        tier: "t",
        code: "",
        policies,
        tokens_in: 1,
        tokens_out: 1,
        cost_nano: null,
        duration_ms: 1,
        completion: "{}",
      };
      await store.append({ bodies: [{ id, org: ORG, at, writer: "w", body }], decisions: [row] });
    };
    await work({ store, clock, ids, room: another(), another, call });
  } finally {
    await Promise.all(rooms.map((room) => room.close()));
    await bed.end();
  }
}
