import { type Clock, deriveKey, type Log, type Random } from "../kernel/index.ts";
import type { Landscape, Registry } from "../registry/index.ts";
import type { Store } from "../store/index.ts";
import { makeKeys } from "./keys.ts";
import { makeLocal } from "./local.ts";
import { makeLookups } from "./lookups.ts";
import { ownerActive, parseRef, principalIn } from "./principals.ts";
import { makeRecognizer, REFUSALS } from "./recognize.ts";
import { openRevocations } from "./revocations.ts";
import { makeSetup, type Setup } from "./setup.ts";
import { isLocalToken } from "./token.ts";
import type { Identity } from "./types.ts";
import { makeUsage } from "./usage.ts";
import { makeWatches } from "./watches.ts";

export interface IdentityParts {
  store: Store;
  registry: Registry;
  clock: Clock;
  random: Random;
  log: Log;
  rootKey: Uint8Array;
}

export async function makeIdentity(parts: IdentityParts): Promise<Identity> {
  const { store, registry, clock, random, log } = parts;
  const pepper = deriveKey(parts.rootKey, "key-pepper");
  const watches = makeWatches(log);
  const usage = makeUsage(store, log);
  const revocations = await openRevocations({
    store,
    now: clock.now(),
    log,
    hear: ({ org, entity }) => {
      if (entity.startsWith("key:")) recognizer.forget(entity.slice(4));
      watches.cut(org, entity);
    },
  });
  const lookups = makeLookups(store.read);
  const recognizer = makeRecognizer({
    store,
    registry,
    clock,
    pepper,
    lookups,
    revocations,
    used: usage.used,
  });
  const keys = makeKeys({
    store,
    registry,
    clock,
    random,
    pepper,
    issued: (tx, principal) => setup.issued(tx, principal),
  });
  const setup: Setup = makeSetup({ store, registry, clock, random, rootKey: parts.rootKey, insertKey: keys.insert });
  const local = makeLocal({ registry, random });

  const stops = [
    keys.onRekeyed((id) => recognizer.forget(id)),
    store.onSignal("restored", () => {
      recognizer.forgetAll();
      revocations.load().catch((error: unknown) => log.error("identity.revocations.unread", { error }));
      cutUnknownKeys().catch((error: unknown) => log.error("identity.keys.unread", { error }));
    }),
    registry.onChange((landscape) => cutInactive(landscape)),
    revocations.close,
    usage.close,
  ];

  // Guarantee: a principal that is disabled or removed has its open calls cut, and so have its agents.
  const cutInactive = (landscape: Landscape) => {
    const org = landscape.organization.id;
    for (const entity of watches.watched(org)) {
      if (!parseRef(entity)) continue;
      const principal = principalIn(landscape, entity, clock.now());
      if (!principal?.active || !ownerActive(landscape, principal)) watches.cut(org, entity);
    }
  };

  // Guarantee: open calls of a key that a restored backup does not know are cut.
  const cutUnknownKeys = async () => {
    for (const org of watches.organizations()) {
      for (const entity of watches.watched(org)) {
        if (!entity.startsWith("key:")) continue;
        const row = await lookups.find(entity.slice(4));
        if (!row || row.revoked_at !== null) watches.cut(org, entity);
      }
    }
  };

  return {
    recognize(call, need) {
      if (!call.credential) return REFUSALS.missing;
      const token = call.credential.reveal();
      if (isLocalToken(token)) return local.recognize(token, call, need);
      return recognizer.recognize(token, call.onBehalfOf?.reveal(), need);
    },
    watch(chain, cut) {
      const stop = watches.add(chain.org, chain.entities, cut);
      if (recognizer.stillHolds(chain)) return stop;
      // Guarantee: what is revoked between recognizing a call and watching it still cuts it.
      stop();
      const timer = setImmediate(cut);
      return () => clearImmediate(timer);
    },
    issueKey: keys.issueKey,
    rotateKey: keys.rotateKey,
    revokeKey: keys.revokeKey,
    revoke: keys.revoke,
    listKeys: keys.listKeys,
    openSetup: setup.openSetup,
    claimSetup: setup.claimSetup,
    localToken: local.token,
    close() {
      for (const stop of stops) stop();
    },
  };
}
