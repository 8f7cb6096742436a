import { equal } from "node:assert/strict";
import { test } from "node:test";
import { startUpstream } from "../../test/fakes/upstream.ts";
import { assessed, callOf } from "../../test/policy/acme.ts";
import { silentLog, systemClock } from "../kernel/index.ts";
import type { ConnectedModel } from "../registry/index.ts";
import { makeRisk } from "../risk/index.ts";
import { makeRouting } from "../routing/index.ts";
import { httpUpstream } from "./models/http.ts";
import { sandboxUpstream } from "./models/sandbox.ts";
import { makeExecution } from "./perform.ts";
import type { Reply } from "./types.ts";

// Guarantee: a call whose decision cannot be written is not answered, and its provider is stopped.
test("a call whose decision cannot be written is not answered, and its provider is stopped", async () => {
  await using upstream = await startUpstream();
  const execution = makeExecution({
    clock: systemClock,
    given: { remember: () => Promise.resolve(), providerOf: () => Promise.resolve(undefined) },
    http: httpUpstream(),
    sandbox: sandboxUpstream(),
    risk: makeRisk({ log: silentLog, clock: systemClock }),
    routing: makeRouting({ clock: systemClock, speaks: () => undefined }),
  });
  const provider = {
    id: "p",
    api: "openai-compatible",
    baseUrl: `${upstream.url}/v1`,
    key: undefined,
    keys: [],
    regions: [],
  };
  const model = { id: "m", upstream: "fake-model", tier: "frontier", rank: 0, regions: [], price: undefined, provider };
  const candidate = model as unknown as ConnectedModel;
  const body = Buffer.from('{"model":"m","messages":[{"role":"user","content":"x"}]}');
  let answered = 0;
  const said = () => {
    answered += 1;
  };
  const reply: Reply = {
    begin: said,
    write: () => true,
    onDrain() {},
    end: said,
    fail: said,
    limits: () => ({}),
    onGone() {},
  };
  // The provider never answers by itself: only being stopped ends the exchange.
  upstream.queue({ stall: -1 });
  const durable = Promise.withResolvers<void>();
  const performing = execution.perform({
    call: callOf({ body, members: new Map([["model", [9, 12] as const]]) }),
    route: {
      asked: "m",
      declared: undefined,
      candidates: [
        { model: candidate, ruling: { outcome: "allowed", candidate, obligations: [], reasons: [] }, skip: undefined },
      ],
    },
    session: "s",
    assessment: assessed(),
    reply,
    admit: () => undefined,
    beside: () => {},
    headers: () => ({}),
    durable: durable.promise,
    settled: () => Promise.resolve(),
    onRevoked: () => () => {},
  });
  await upstream.arrived(1);
  durable.reject(new Error("the disk is full"));
  const performance = await performing;
  equal(performance.refusal?.status, 503);
  equal(performance.result, "failed");
  await upstream.received[0]?.closed;
  equal(upstream.received[0]?.aborted, true);
  equal(answered, 0);
  await execution.close();
});
