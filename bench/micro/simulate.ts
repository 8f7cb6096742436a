// How many recorded decisions a second are decided again, twice each: with the live set and with a candidate.
// In the processor's own time of one thread, so that others on the machine do not count.
// `node bench/micro/simulate.ts [ROWS]`: with a number, so many rows are also read from SQLite by the whole thing.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { silentLog, systemClock, systemRandom, timeOfId, uuidV7 } from "../../server/src/kernel/index.ts";
import type { Policy } from "../../server/src/config/index.ts";
import { openSimulation } from "../../server/src/policy/simulation/open.ts";
import type { RecordedAnswer } from "../../server/src/policy/simulation/simulation.ts";
import { packBody } from "../../server/src/record/body.ts";
import { makeFacets } from "../../server/src/record/facets.ts";
import { makeRecords } from "../../server/src/record/index.ts";
import { questionReader } from "../../server/src/record/recorded.ts";
import { openStore } from "../../server/src/store/index.ts";
import { acmeLandscape, acmeRoom, assessed, callOf, chainOf, modelsOf, quiet } from "../../server/test/policy/acme.ts";

const CHAINS = [
  ["user:alice@acme.test"],
  ["user:sam@acme.test"],
  ["agent:triage-bot", "user:sam@acme.test"],
  ["agent:release-bot", "user:alice@acme.test"],
  ["application:helpdesk", "user:dana@acme.test"],
];
const PAGE = 1_000;
const ORDER = { filter: {}, expected: [], allowedKinds: [], allowedCount: 0, limit: 50 };

const wanted = Number(process.argv[2] ?? 0);
for (const count of [100, 1_000]) {
  const policies = setOf(count);
  for (const [what, rows, distinct] of [
    ["all different", 4_000, 4_000],
    ["one in twenty different", 8_000, 400],
  ] as const) {
    const { answers } = await recorded(policies, rows, distinct);
    await measure(`fast, ${count} policies, ${what}`, "fast", policies, answers);
  }
  const few = (await recorded(policies, 20, 20)).answers;
  await measure(`reference, ${count} policies, all different`, "reference", policies, few);
}
if (wanted > 0) await wholly(wanted);

async function measure(what: string, engine: "fast" | "reference", live: Policy[], answers: RecordedAnswer[]) {
  let best = Infinity;
  let asked = 0;
  for (let round = 0; round < (engine === "fast" ? 3 : 1); round += 1) {
    const opened = await openSimulation(
      { ...ORDER, candidate: candidateOf(live), live, now: systemClock.now() },
      engine,
    );
    if (!opened.ok) throw new Error(opened.error);
    const before = process.threadCpuUsage();
    for (let from = 0; from < answers.length; from += PAGE) opened.value.take(answers.slice(from, from + PAGE));
    const { user, system } = process.threadCpuUsage(before);
    asked = opened.value.report().asked;
    best = Math.min(best, (user + system) / 1_000);
    opened.value.close();
  }
  const rate = Math.round((answers.length / best) * 1_000);
  const us = ((best / asked) * 1_000).toFixed(1);
  console.log(
    `${what.padEnd(52)} ${String(rate).padStart(8)} rows/s  ${String(asked).padStart(6)} decided, ${us} µs each`,
  );
}

/** The whole of it: rows in SQLite, a thread that decides, this one handing over. */
async function wholly(rows: number): Promise<void> {
  const data = mkdtempSync(join(tmpdir(), "lumos-bench-"));
  const store = await openStore({ database: "sqlite", data, clock: systemClock, log: silentLog, random: systemRandom });
  try {
    const live = setOf(100);
    for (let done = 0; done < rows; done += 10_000) {
      const { bodies, facets } = await recorded(live, Math.min(10_000, rows - done), 2_000);
      for (let from = 0; from < bodies.length; from += 500)
        await store.transact(async (tx) => {
          await tx
            .insertInto("decision_bodies")
            .values(bodies.slice(from, from + 500))
            .execute();
          if (from === 0)
            await tx
              .insertInto("facets")
              .values(facets)
              .onConflict((conflict) => conflict.doNothing())
              .execute();
        });
    }
    const records = makeRecords({ store, clock: systemClock, ids: uuidV7(systemClock, systemRandom) });
    const delay = monitorEventLoopDelay({ resolution: 1 });
    delay.enable();
    const order = { ...ORDER, candidate: candidateOf(live), live, now: systemClock.now(), since: 0, until: 2 ** 45 };
    const startedAt = performance.now();
    for await (const event of records.simulate("acme", order, new AbortController().signal)) {
      if (!("report" in event)) continue;
      const seconds = (performance.now() - startedAt) / 1_000;
      const { read, flips, decidingMs, asked } = event.report;
      const mb = Math.round(process.memoryUsage.rss() / 1_048_576);
      const p99 = (delay.percentile(99) / 1e6).toFixed(1);
      console.log(
        `whole, SQLite: ${read} rows in ${seconds.toFixed(1)} s (${Math.round(read / seconds)} rows/s), deciding ${decidingMs} ms (${asked} questions), ${flips} flips; event loop p99 ${p99} ms, RSS ${mb} MB`,
      );
    }
  } finally {
    await store.close();
    rmSync(data, { recursive: true, force: true });
  }
}

/** Calls of acme's people that were decided, and read back as they are kept. */
async function recorded(policies: Policy[], rows: number, distinct: number) {
  const landscape = acmeLandscape(({ objects }) => {
    objects.policies = policies;
  });
  const { room } = await acmeRoom(landscape);
  const ids = uuidV7(systemClock, systemRandom);
  const facets = makeFacets();
  const pieces = new Map<string, string>();
  const bodies: { id: string; org: string; at: number; writer: string; body: string }[] = [];
  const chains = CHAINS.map((refs) => chainOf(landscape, ...refs));
  const candidates = modelsOf(landscape, "smart");
  for (let i = 0; i < rows; i += 1) {
    const n = i % distinct;
    const chain = chains[n % chains.length] ?? chains[0];
    if (!chain) throw new Error("no chain");
    const call = { ...callOf(), id: ids.next() };
    const assessment = assessed({ cyber: n % 101, bio: Math.floor(n / 101) % 60 });
    const context = { ...quiet, sessionRisk: Math.floor(n / 6_000) * 30, customer: `${i}` };
    const decision = room.decide({ call, chain, context, assessment, candidates });
    const at = timeOfId(call.id);
    const packed = packBody({ call, at, org: "acme", chain, assessment, decision }, decision.outcome, facets);
    for (const { hash, json } of packed.rows) pieces.set(hash, json);
    facets.written(packed.rows);
    bodies.push({ id: call.id, org: "acme", at, writer: "bench", body: packed.text });
  }
  room.close();
  const reader = questionReader(async (hashes) => new Map(hashes.map((hash) => [hash, pieces.get(hash) ?? "null"])));
  const answers: RecordedAnswer[] = await reader.read(bodies);
  return { answers, bodies, facets: [...pieces].map(([hash, json]) => ({ hash, json })) };
}

/** Acme's policies, and others like them about other domains, tiers and places. */
function setOf(count: number): Policy[] {
  const own = acmeLandscape().policies;
  const others = Array.from({ length: Math.max(0, count - own.length) }, (_, i) => {
    const id = `made.${i}`;
    const head = `@id("${id}") @why("Made.") forbid (principal in Lumos::Group::"${["eng", "support", "everyone"][i % 3]}", action in Lumos::Action::"use_model", resource)`;
    const condition = [
      `context.base.risk.weapons >= ${40 + (i % 60)} && resource in Lumos::Tier::"frontier"`,
      `context.base.dataClasses.contains("class-${i}")`,
      `context.base.environment == "env-${i}" && context.base.trustScore < ${i % 100}`,
      `["XX", "Y${i}"].contains(context.base.geo)`,
    ][i % 4];
    return { id, text: `${head} when { ${condition} };` };
  });
  return [...own, ...others];
}

function candidateOf(live: Policy[]): Policy[] {
  return live.map((policy) =>
    policy.id === "cap.cyber" ? { ...policy, text: policy.text.replace(">= 60", ">= 50") } : policy,
  );
}
