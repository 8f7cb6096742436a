import type { ConnectedKey, ConnectedModel } from "../registry/index.ts";

/*
 * What health and latency are kept under. The organization is part of each name: what happens to the provider
 * of one organization says nothing about another's of the same name.
 */

export function modelName({ provider, id }: ConnectedModel): string {
  return `model ${provider.org} ${provider.id} ${id}`;
}

export function keyName({ provider }: ConnectedModel, key: ConnectedKey): string {
  return `key ${provider.org} ${provider.id} ${key.id}`;
}

/** One key at one model: providers count their limits by both. */
export function shareName({ provider, id }: ConnectedModel, key: ConnectedKey | undefined): string {
  return `share ${provider.org} ${provider.id} ${id} ${key?.id ?? ""}`;
}
