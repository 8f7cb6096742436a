import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { makeAccess } from "./access-queries.ts";
import { makeApprovals } from "./approvals/index.ts";
import { writingSteps } from "./approving.ts";
import { makeBudgets } from "./budgets/index.ts";
import { makeCatalog } from "./catalog/index.ts";
import { type Loaded, casesBeside } from "./config/index.ts";
import { makeContext } from "./context/index.ts";
import {
  consolePage,
  listen,
  makeApiDoor,
  makeDecisionDoor,
  makeMcpDoor,
  makeMetricsDoor,
  makeHooks,
  makeModelDoor,
  makePages,
  makeRegistryDoor,
} from "./doors/index.ts";
import { httpUpstream, makeExecution, makeGivenAnswers, makePeers, sandboxUpstream } from "./execution/index.ts";
import { readySql } from "./effects/index.ts";
import { catalogReports, makeFindings } from "./findings/index.ts";
import type { Rooms } from "./govern.ts";
import type { ToolRooms } from "./govern-tool.ts";
import { tryJudge } from "./shown-to-judges.ts";
import { type JudgesRoom, makeJudges } from "./judges/index.ts";
import { type Identity, makeIdentity, openRootKey, ownerChain } from "./identity/index.ts";
import {
  type Clock,
  type Ids,
  type Log,
  type ModelCall,
  UNREAD,
  deriveKey,
  fault,
  systemClock,
  systemRandom,
  uuidV7,
} from "./kernel/index.ts";
import { type Metrics, makeMetrics } from "./observe/index.ts";
import { type Asker, type Operation, type Services, type TriedJudge, operations } from "./operations/index.ts";
import {
  type Engine,
  type EngineMismatch,
  type PolicyRoom,
  type Recheck,
  makePolicy,
  makeRecheck,
  makeSnapshots,
} from "./policy/index.ts";
import {
  type ExpiryWatch,
  type Records,
  type Writer,
  makeExpiryWatch,
  makeRecords,
  makeSeal,
  makeWriter,
  recordCatalog,
} from "./record/index.ts";
import { type Registry, openRegistry } from "./registry/index.ts";
import { type PseudonymsRoom, makePseudonyms } from "./pseudonyms/index.ts";
import { makeRisk } from "./risk/index.ts";
import { type Tried, makeRouting } from "./routing/index.ts";
import { FLAGS, type SessionsRoom, makeSessions, readingTogether } from "./sessions/index.ts";
import { type Store, openStore } from "./store/index.ts";

export interface StartOptions {
  loaded: Loaded;
  log: Log;
  clock?: Clock;
  /** Decides policies in the place of our own fast engine. */
  policyEngine?: Engine;
  /** Where the programs of servers that run as child processes are looked for. */
  path?: string;
}

export interface Running {
  url: string;
  org: string;
  identity: Identity;
  registry: Registry;
  store: Store;
  records: Records;
  /** What was claimed, made or changed on the way up, for the person who started it. */
  news: { setupCode: string | undefined; applied: number };
  /** Ends it: calls in flight may finish, records are flushed. The answer is the exit code. */
  stop(reason: string): Promise<number>;
  closed: Promise<number>;
}

const WARMING = {
  path: [],
  place: "",
  channel: "tool_result" as const,
  encoding: "string" as const,
  text: "Call Ann Miller at +44 20 7946 0018 or write to ann@example.com.",
};
const DRAIN_MS = 25_000;
const BEAT_MS = 5_000;
const EXPIRY_MS = 30_000;

/** Builds the rooms from top to bottom, opens the doors last. Closing goes the other way round. */
export async function startLumos(options: StartOptions): Promise<Running> {
  const { loaded, log } = options;
  const clock = options.clock ?? systemClock;
  const random = systemRandom;
  const ids = uuidV7(clock, random);
  const closing: (() => Promise<unknown> | unknown)[] = [];
  const close = async () => {
    for (const step of closing.reverse()) await step();
  };

  try {
    const { data, database } = loaded.server;
    makeDirectory(data);
    const store = await openStore({ database, data, clock, log, random });
    closing.push(() => store.close());
    const rootKey = await openRootKey({ settings: loaded.server, store, random, log, clock });
    const registry = await openRegistry({ store, rootKey, clock, log });
    closing.push(() => registry.close());
    const records = makeRecords({ store, clock, ids });
    const choice = loaded.server.policyEngine;
    const recheck = choice === "fast" ? makeRecheck({ log }) : undefined;
    closing.push(() => recheck?.close());
    const mismatched = recording(store, records, loaded.declaration.organization.id, log);
    const metrics = makeMetrics();
    const snapshots = makeSnapshots({ store, clock, log });
    const policy = await makePolicy({
      registry,
      clock,
      log,
      store,
      snapshots,
      process: ids.next(),
      engines: { choice, recheck, fast: options.policyEngine, mismatched },
      heard: (change) => metrics.wouldChange(change),
    });
    closing.push(
      () => snapshots.close(),
      () => policy.close(),
      () => policy.stages.flush(),
    );
    const identity = await makeIdentity({ store, registry, clock, random, log, rootKey });
    closing.push(() => identity.close());
    const risk = makeRisk({
      log,
      clock,
      heardOwn: (org, matches) => {
        for (const matched of matches) metrics.detectorMatched({ org, ...matched });
      },
    });
    // The first text that is read loads what detectors know; no call waits for that.
    risk.assess({ ask: { texts: [WARMING] } });
    closing.push(() => risk.close());
    await readySql();
    const catalog = await makeCatalog({
      store,
      registry,
      risk,
      clock,
      log,
      told: async (tx, news) => {
        await recordCatalog(tx, records, news);
        await findings.report(tx, news.org, catalogReports(news));
      },
    });
    closing.push(
      store.onSignal("restored", () => catalog.forget()),
      () => catalog.close(),
    );
    const peers = makePeers({
      clock,
      log,
      registry,
      path: options.path ?? "/usr/local/bin:/usr/bin:/bin",
      hides: [data, ...(loaded.server.rootKeyFrom?.kind === "file" ? [loaded.server.rootKeyFrom.file] : [])],
      definition: (org, server, tool) => catalog.tools(org).get(server)?.get(tool)?.definition,
    });
    closing.push(() => peers.close());
    const together = readingTogether(risk);
    const sessions = makeSessions({ store, clock, log, key: deriveKey(rootKey, "sessions"), together });
    closing.push(
      store.onSignal("restored", () => sessions.forget()),
      () => sessions.close(),
    );
    tellSessions(metrics, sessions);
    const pseudonyms = makePseudonyms({ store, clock, log, key: deriveKey(rootKey, "pseudonyms") });
    closing.push(
      store.onSignal("restored", () => pseudonyms.forget()),
      () => pseudonyms.close(),
    );
    tellPseudonyms(metrics, pseudonyms);
    let url = "";
    const approvals = makeApprovals({
      store,
      registry,
      clock,
      ids,
      log,
      publicUrl: () => loaded.server.publicUrl ?? url,
      stepped: writingSteps({ records, registry, ids }),
    });
    closing.push(
      store.onSignal("restored", () => approvals.forget()),
      () => approvals.close(),
    );
    const context = makeContext({ registry, clock });
    const services: Services = {
      access: makeAccess({ registry, context, policy, catalog, identity, records, store, clock }),
      approvals,
      store,
      registry,
      identity,
      policy,
      snapshots,
      records,
      catalog,
      peers,
      risk,
      sessions,
      judges: { try: (asked) => tryOf(rooms, ids, asked) },
      clock,
      ids,
      log,
      loaded,
    };
    const applied = await applyFile(services);

    tellPolicy(metrics, policy, recheck);
    const writer = makeWriter({ store, ids, log });
    const budgets = await makeBudgets({ store, clock, ids, log });
    closing.push(() => budgets.close());
    const routing = makeRouting({
      clock,
      random,
      speaks: (model, ask) => execution.speaks(model, ask),
      heard: (tried) => metrics.upstreamTried(upstreamTry(tried)),
      heardAgain: ({ model }) => metrics.retried({ model: model.id, provider: model.provider.id }),
    });
    for (const state of ["open", "half_open"] as const) {
      const help = "Circuits of models and keys that are not closed.";
      metrics.gauge("lumos_circuits", help, () => routing.circuits()[state], `state="${state}"`);
    }
    const execution = makeExecution({
      risk,
      clock,
      given: makeGivenAnswers({ store, clock }),
      http: httpUpstream(),
      sandbox: sandboxUpstream(),
      routing,
    });
    // Guarantee: what was kept before a restore is not given after it.
    const judges = makeJudges({ clock, random, log, consult: execution.consult });
    judges.reviews.reviewed(recordingReviews(store, records, log));
    closing.push(
      store.onSignal("restored", () => {
        execution.forget();
        judges.forget();
      }),
      () => execution.close(),
      () => judges.close(),
    );

    const rooms: ToolRooms = {
      identity,
      registry,
      context,
      risk,
      sessions,
      judges,
      pseudonyms,
      policy,
      catalog,
      approvals,
      budgets,
      routing,
      execution,
      record: makeSeal({
        writer,
        clock,
        log,
        soleOrganization: () => only(registry.organizations()),
        ended: (end) => metrics.callEnded(end),
      }),
      clock,
      log,
    };
    await writer.beat();
    const organizations = () => registry.organizations();
    const expiry = makeExpiryWatch({ store, records, stages: policy.stages, organizations, clock, log });
    for (const end of ["soon", "expired"] as const) {
      const help = "Policies that switch themselves off within 14 days, and those that have.";
      metrics.gauge("lumos_policies_ending", help, () => expiry.counts()[end], `end="${end}"`);
    }
    await lookForEnds(expiry, log);
    const findings = makeFindings({
      store,
      clock,
      ids,
      log,
      organizations,
      landscape: (org) => registry.landscape(org),
      heard: (_org, news) => {
        for (const { incident, opened } of news) if (opened) metrics.incidentOpened(incident);
      },
    });
    closing.push(() => findings.close());
    const publicUrl = () => loaded.server.publicUrl ?? url;
    const hooks = makeHooks({ rooms, ids, records, store, publicUrl, report: (...found) => findings.report(...found) });
    rooms.seen = hooks.seen;
    closing.push(() => hooks.close());
    closing.push(() => writer.leave(), beating(writer, log), watchingEnds(expiry, log));

    const mcp = makeMcpDoor({
      rooms,
      peers,
      ids,
      random,
      key: deriveKey(rootKey, "mcp-state"),
      publicUrl: loaded.server.publicUrl,
    });
    closing.push(() => mcp.close());

    const doors = await listen(
      {
        doors: {
          models: makeModelDoor({ rooms, ids }),
          decisions: makeDecisionDoor({
            rooms,
            ids,
            pages: makePages({ key: deriveKey(rootKey, "search-pages"), clock }),
            publicUrl: loaded.server.publicUrl,
          }),
          mcp,
          hooks,
          api: makeApiDoor({ operations, services, log }),
          registry: makeRegistryDoor({
            identity,
            registry,
            store,
            clock,
            log,
            rooms,
            ids,
            publicUrl: loaded.server.publicUrl,
          }),
          ready: () => store.health(),
          metrics: makeMetricsDoor({ identity, clock, render: () => metrics.render() }),
          console: consolePage(),
        },
        log,
      },
      loaded.server.listen,
    );
    url = doors.url;
    closing.push(removing(ownerFile(data, doors.url, identity)));
    const setup = await identity.openSetup();

    let stopping: Promise<number> | undefined;
    let ended: (code: number) => void = () => {};
    const closed = new Promise<number>((resolve) => {
      ended = resolve;
    });
    const stop = async (reason: string): Promise<number> => {
      log.info("stopping", { reason });
      mcp.endStreams();
      const { cut } = await doors.drain(DRAIN_MS);
      if (cut > 0) log.warn("calls were cut because they did not end in time", { cut });
      await close();
      log.info("stopped");
      ended(0);
      return 0;
    };
    return {
      url: doors.url,
      org: loaded.declaration.organization.id,
      identity,
      registry,
      store,
      records,
      news: { setupCode: setup?.code.reveal(), applied },
      stop: (reason) => (stopping ??= stop(reason)),
      closed,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What a look at a conversation came to, and cost, is found in the records: its calls were sealed before. */
function recordingReviews(store: Store, records: Records, log: Log): Parameters<JudgesRoom["reviews"]["reviewed"]>[0] {
  return ({ org, session, call, judged: { story, scores } }) => {
    const subject = { kind: "judges" as const, id: story.judge };
    const details = { session, call, scores, ...story };
    store
      .transact((tx) => records.change(tx, { org, actor: "system", action: "judges.review", subject, details }))
      .catch((error: unknown) => log.error("judges.review_unrecorded", { error, call }));
  };
}

/** A judge as somebody tries it: asked for the one who asks, about a text that belongs to no call. */
async function tryOf(rooms: Rooms, ids: Ids, { chain, id, text, channel, stop }: TriedJudge) {
  const landscape = rooms.registry.landscape(chain.org);
  const judge = landscape?.judges.get(id);
  if (!landscape || !judge) return undefined;
  const part = { path: [], place: "text", channel, encoding: "string" as const, text };
  const call: ModelCall = {
    kind: "model",
    id: ids.next(),
    at: rooms.clock.now(),
    startedAt: rooms.clock.elapsed(),
    credential: undefined,
    onBehalfOf: undefined,
    stated: {},
    ip: "",
    client: "",
    ask: { ...UNREAD, model: judge.model.id, texts: [part], tokensIn: Math.ceil(text.length / 4) },
  };
  const context = rooms.context.gather(call, chain);
  const about = { call, chain, context, assessment: rooms.risk.assess(call), guardrails: landscape.guardrails };
  return tryJudge(rooms, { judge, about, landscape, stop });
}

/** An answer of policy that was wrong is found in the records, whoever looks at the log. */
function recording(store: Store, records: Records, own: string, log: Log): (mismatch: EngineMismatch) => void {
  return ({ org = own, snapshot, ...found }) => {
    const record = {
      org,
      actor: "system",
      action: "policy.engine.mismatch",
      subject: { kind: "organization" as const, id: org },
      details: { snapshot, ...found },
    };
    store
      .transact((tx) => records.change(tx, record))
      .catch((error: unknown) => log.error("policy.engine.mismatch_unrecorded", { error, snapshot, ...found }));
  };
}

function tellPolicy(metrics: Metrics, policy: PolicyRoom, recheck: Recheck | undefined): void {
  const asked = "Evaluations of policies that the reference engine was asked again, by what came of it.";
  for (const result of ["same", "mismatch", "unanswered", "skipped"] as const)
    metrics.counter("lumos_policy_rechecks_total", asked, () => recheck?.counts[result] ?? 0, `result="${result}"`);
  for (const engine of ["fast", "reference"] as const) {
    const help = "The engine that policies are decided with now.";
    metrics.gauge("lumos_policy_engine", help, () => (policy.engine === engine ? 1 : 0), `engine="${engine}"`);
  }
}

function tellSessions(metrics: Metrics, sessions: SessionsRoom): void {
  const { counts } = sessions;
  metrics.gauge("lumos_sessions", "Sessions in the memory of this process.", () => counts().known);
  metrics.gauge("lumos_sessions_unwritten", "Sessions that differ from what is stored.", () => counts().unwritten);
  const unread = "Calls whose session's past could not be read in time.";
  metrics.counter("lumos_sessions_unread_total", unread, () => counts().unread);
  const lost = "Changes to sessions that were let go of because the store was away for too long.";
  metrics.counter("lumos_sessions_lost_total", lost, () => counts().lost);
  const flagged = "Sessions that came to be flagged.";
  for (const flag of FLAGS)
    metrics.counter("lumos_session_flags_total", flagged, () => counts().flags[flag], `flag="${flag}"`);
}

function tellPseudonyms(metrics: Metrics, { counts }: PseudonymsRoom): void {
  const known = "Values whose pseudonym is in the memory of this process; no value is in it.";
  metrics.gauge("lumos_pseudonyms", known, () => counts().values);
  const unkept = "Calls in which something was redacted that cannot come back.";
  metrics.counter("lumos_pseudonyms_unkept_total", unkept, () => counts().unkept);
}

/** A try as the metrics count it. */
function upstreamTry({ model, ok, failure, status, firstByteMs }: Tried): Parameters<Metrics["upstreamTried"]>[0] {
  const answered = (status ?? 0) < 300;
  // With a good status and no failure before it, an answer that is not well broke off on the way.
  const result = failure ?? (answered ? (ok ? "ok" : "broken") : String(status));
  return { model: model.id, provider: model.provider.id, result, firstByteMs };
}

/**
 * Brings the store to what the file declares, when the file is another one than the last time. What was
 * changed through the API since stays until the file itself changes; `lumos drift` shows it.
 */
async function applyFile(services: Services): Promise<number> {
  const { loaded, store, registry, policy, clock, log } = services;
  const org = loaded.declaration.organization.id;
  const name = `applied_file:${org}`;
  const last = await store.read.selectFrom("installation").select("value").where("name", "=", name).executeTakeFirst();
  if (last?.value === loaded.digest && registry.landscape(org)) return 0;

  const apply = operations.find((operation) => operation.name === "apply") as Operation;
  const chain = ownerChain(org, registry.landscape(org)?.revision ?? 0);
  const asker: Asker = {
    org,
    chain,
    reach: "all",
    ifMatch: undefined,
    idempotencyKey: undefined,
    lastEventId: undefined,
    signal: new AbortController().signal,
  };
  const beside = loaded.file === undefined ? undefined : casesBeside(dirname(loaded.file));
  if (beside && !beside.ok) log.warn("policy.cases.not_read", { because: beside.error });
  const cases = beside?.ok && beside.value !== undefined ? { cases: beside.value } : {};
  const { body } = await apply.run(services, asker, { declaration: loaded.declaration, ...cases });
  await store.transact((tx) =>
    tx
      .insertInto("installation")
      .values({ name, value: loaded.digest, updated_at: clock.now() })
      .onConflict((conflict) => conflict.column("name").doUpdateSet({ value: loaded.digest, updated_at: clock.now() }))
      .execute(),
  );
  await registry.refresh(org);
  await policy.settled();
  const changes = (body as { changes: unknown[] }).changes.length;
  log.info("applied the configuration", { organization: org, changes });
  return changes;
}

/** How the command line on this machine finds the server and speaks for its owner. */
function ownerFile(data: string, url: string, identity: Identity): string {
  const file = join(data, "owner.json");
  rmSync(file, { force: true });
  writeFileSync(file, `${JSON.stringify({ url, token: identity.localToken().reveal() })}\n`, { mode: 0o600 });
  return file;
}

/** Tells the other processes that this one lives; what those that do not have left open is completed. */
function beating(writer: Writer, log: Log): () => void {
  const timer = setInterval(() => {
    writer.beat().catch((error: unknown) => log.warn("a sign of life could not be written", { error }));
  }, BEAT_MS);
  return () => clearInterval(timer);
}

function watchingEnds(expiry: ExpiryWatch, log: Log): () => void {
  const timer = setInterval(() => void lookForEnds(expiry, log), EXPIRY_MS);
  return () => clearInterval(timer);
}

function lookForEnds(expiry: ExpiryWatch, log: Log): Promise<void> {
  return expiry.look().catch((error: unknown) => log.warn("the end of a policy could not be recorded", { error }));
}

function removing(file: string): () => void {
  return () => rmSync(file, { force: true });
}

function makeDirectory(data: string): void {
  try {
    makeWithParents(data);
  } catch (error) {
    throw fault("data_unwritable", {
      public: `The data directory ${data} cannot be made.`,
      fix: "LUMOS_DATA=$HOME/.lumos npm start",
      cause: error,
    });
  }
}

/** One step after the other: Node's own recursive way never returns where a file system refuses with "not found". */
function makeWithParents(path: string): void {
  if (existsSync(path)) return;
  const parent = dirname(path);
  if (parent !== path) makeWithParents(parent);
  mkdirSync(path, { mode: 0o700 });
}

function only<T>(list: T[]): T | undefined {
  return list.length === 1 ? list[0] : undefined;
}
