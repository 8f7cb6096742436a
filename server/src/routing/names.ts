import type { ConnectedKey, ConnectedModel } from "../registry/index.ts";

/*
 * What health and latency are kept under. The organization is part of each name: what happens to the provider
 * of one organization says nothing about another's of the same name.
 */

interface Names {
  model: string;
  byKey: Map<string, { own: string; share: string }>;
}

/** A call asks for its names several times, and new text must be hashed each time. */
const known = new WeakMap<ConnectedModel, Names>();

export function modelName(model: ConnectedModel): string {
  return namesOf(model).model;
}

export function keyName(model: ConnectedModel, key: ConnectedKey): string {
  return keyNames(model, key).own;
}

/** One key at one model: providers count their limits by both. */
export function shareName(model: ConnectedModel, key: ConnectedKey | undefined): string {
  return keyNames(model, key).share;
}

function namesOf(model: ConnectedModel): Names {
  let names = known.get(model);
  if (!names) {
    const { provider, id } = model;
    names = { model: `model ${provider.org} ${provider.id} ${id}`, byKey: new Map() };
    known.set(model, names);
  }
  return names;
}

function keyNames(model: ConnectedModel, key: ConnectedKey | undefined): { own: string; share: string } {
  const { byKey } = namesOf(model);
  const keyId = key?.id ?? "";
  let names = byKey.get(keyId);
  if (!names) {
    const { provider, id } = model;
    // A key that took another one's place under the same id begins anew.
    const own = key?.mark === undefined ? keyId : `${keyId} ${key.mark}`;
    names = {
      own: `key ${provider.org} ${provider.id} ${own}`,
      share: `share ${provider.org} ${provider.id} ${id} ${own}`,
    };
    byKey.set(keyId, names);
  }
  return names;
}
