import type { Clock, Random } from "../kernel/index.ts";
import type { ConnectedKey, ConnectedModel } from "../registry/index.ts";
import { type Circuits, type Rest, makeCircuits } from "./circuits.ts";
import { chanceOf, placeOf } from "./dice.ts";
import { keyName, modelName, shareName } from "./names.ts";
import type { Tried } from "./types.ts";

/** Which models and keys may be used now, learned from how calls went. */
export interface Health {
  /** A sentence while a model rests, or while all its keys do. */
  rests(model: ConnectedModel): string | undefined;
  /** The session's key, or the next one while that one rests; with none healthy, the one that rests least. */
  keyFor(model: ConnectedModel, session: string): ConnectedKey | undefined;
  /** Whether there is a key beside this one that may be used. */
  otherKey(model: ConnectedModel, key: ConnectedKey | undefined): boolean;
  learn(tried: Tried): void;
  counts: Circuits["counts"];
}

/*
 * Three kinds of circuits. A model's own: what fails there fails with every key. A key's own: it is not
 * accepted. A key at a model: how much of the model the key may use.
 */
export function makeHealth(parts: { clock: Clock; random: Random }): Health {
  const circuits = makeCircuits(parts);

  const keyRest = (model: ConnectedModel, key: ConnectedKey | undefined): Rest | undefined => {
    const share = circuits.rest(shareName(model, key));
    const own = key && circuits.rest(keyName(model, key));
    return share && own ? (share.leftMs > own.leftMs ? share : own) : (share ?? own);
  };

  const least = (model: ConnectedModel): Rest | undefined => {
    const { keys } = model.provider;
    if (keys.length === 0) return keyRest(model, undefined);
    let shortest: Rest | undefined;
    for (const key of keys) {
      const rest = keyRest(model, key);
      if (!rest) return undefined;
      if (!shortest || rest.leftMs < shortest.leftMs) shortest = rest;
    }
    return shortest;
  };

  const namesOf = ({ model, key }: Pick<Tried, "model" | "key">): string[] => [
    modelName(model),
    shareName(model, key),
    ...(key ? [keyName(model, key)] : []),
  ];

  return {
    rests(model) {
      const rest = circuits.rest(modelName(model)) ?? least(model);
      return rest && `${REASONS[rest.why]}, ${Math.ceil(rest.leftMs / 1000)} s left`;
    },

    keyFor(model, session) {
      const { keys } = model.provider;
      let chosen = keys[0];
      if (keys.length > 1) {
        const ranked = keys.map((key) => ({
          key,
          restMs: keyRest(model, key)?.leftMs ?? 0,
          place: placeOf(chanceOf(`${session} ${key.id}`), key.weight),
        }));
        ranked.sort((a, b) => a.restMs - b.restMs || (a.place === b.place ? 0 : a.place < b.place ? -1 : 1));
        chosen = ranked[0]?.key;
      }
      for (const name of namesOf({ model, key: chosen })) circuits.claim(name);
      return chosen;
    },

    otherKey: (model, key) =>
      model.provider.keys.some((other) => other.id !== key?.id && keyRest(model, other) === undefined),

    learn(tried) {
      const { model, key, status, failure } = tried;
      const share = shareName(model, key);
      const settle = (told: "succeeded" | "released", except?: string) => {
        for (const name of namesOf(tried)) if (name !== except) circuits[told](name);
      };
      // Guarantee: what a caller does wrong, or breaks off, never makes a model or key rest.
      if (failure === "aborted") return settle("released");
      if (tried.ok) return settle(status !== undefined && status >= 300 ? "released" : "succeeded");
      // Guarantee: a key that is not accepted rests alone; the provider's other keys go on.
      if (status === 401 || status === 403) {
        settle("released");
        // 403 may be about this model alone.
        circuits.opened(status === 401 && key ? keyName(model, key) : share);
        return;
      }
      if (status === 429) {
        settle("released", share);
        circuits.opened(share, tried.retryAfterMs);
        return;
      }
      if (failure === undefined && status !== undefined && status < 500 && status !== 408 && status !== 409) {
        return settle("released");
      }
      const name = modelName(model);
      settle("released", name);
      if (tried.retryAfterMs === undefined) circuits.failed(name);
      else circuits.opened(name, tried.retryAfterMs);
    },

    counts: circuits.counts,
  };
}

const REASONS: Record<Rest["why"], string> = {
  asked: "asked for rest",
  failing: "rests after failures",
  probing: "is being tried by another call",
};
