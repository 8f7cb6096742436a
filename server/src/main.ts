import { makeAccess } from "./access/index.ts";
import { makeApprovals } from "./approvals/index.ts";
import { writingSteps } from "./approving.ts";
import { makeBudgets } from "./budgets/index.ts";
import { makeCatalog } from "./catalog/index.ts";
import type { Loaded } from "./config/index.ts";
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
import type { ToolRooms } from "./govern-tool.ts";
import { makeJudges } from "./judges/index.ts";
import { type Identity, makeIdentity, openRootKey } from "./identity/index.ts";
import { type Clock, type Log, deriveKey, systemClock, systemRandom, uuidV7 } from "./kernel/index.ts";
import { makeMetrics } from "./observe/index.ts";
import { type Services, operations } from "./operations/index.ts";
import { type Engine, makePolicy, makeRecheck, makeSnapshots } from "./policy/index.ts";
import { type Records, makeExpiryWatch, makeRecords, makeSeal, makeWriter, recordCatalog } from "./record/index.ts";
import { type Registry, openRegistry } from "./registry/index.ts";
import { makePseudonyms } from "./pseudonyms/index.ts";
import { makeRisk } from "./risk/index.ts";
import { makeRouting } from "./routing/index.ts";
import { makeSessions, readingTogether } from "./sessions/index.ts";
import { type Store, openStore } from "./store/index.ts";
import {
  applyFile,
  beating,
  lookForEnds,
  makeDirectory,
  ownerFile,
  recordMismatches,
  recordReviews,
  removing,
  tellCircuits,
  tellEndings,
  tellPolicy,
  tellPseudonyms,
  tellSessions,
  tryOf,
  upstreamTry,
  watchingEnds,
} from "./wiring/index.ts";

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
    const mismatched = recordMismatches(store, records, loaded.declaration.organization.id, log);
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
    metrics.gauge("lumos_approvals_pending", "Calls that wait for a person.", () => approvals.counts().pending);
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
    tellCircuits(metrics, routing);
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
    judges.reviews.reviewed(recordReviews(store, records, log));
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
    tellEndings(metrics, expiry);
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

function only<T>(list: T[]): T | undefined {
  return list.length === 1 ? list[0] : undefined;
}
