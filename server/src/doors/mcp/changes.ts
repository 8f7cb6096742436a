import type { Millis } from "../../kernel/index.ts";
import type { McpParts } from "./types.ts";

/** What lists became others, for those who listen. */
export interface Changes {
  /** `server` is undefined where it may be any: policy has changed. */
  hear(org: string, hearer: (server: string | undefined) => void): () => void;
  tell(org: string, server: string | undefined): void;
  close(): void;
}

/** A burst of changes is told once. */
const TOGETHER_MS: Millis = 50;

/** Tells of changes to pinned tools and to who may use what. */
export function makeChanges({ catalog, registry }: Pick<McpParts, "catalog" | "registry">): Changes {
  const hearers = new Map<string, Set<(server: string | undefined) => void>>();
  const waiting = new Map<string, Set<string | undefined>>();
  let timer: NodeJS.Timeout | undefined;

  const flush = () => {
    timer = undefined;
    const told = [...waiting];
    waiting.clear();
    for (const [org, servers] of told) {
      const what = servers.has(undefined) ? [undefined] : servers;
      for (const server of what) for (const hearer of hearers.get(org) ?? []) hearer(server);
    }
  };
  const tell = (org: string, server: string | undefined) => {
    if (!hearers.has(org)) return;
    const servers = waiting.get(org) ?? new Set();
    waiting.set(org, servers.add(server));
    timer ??= setTimeout(flush, TOGETHER_MS).unref();
  };
  const stops = [catalog.onChange(tell), registry.onChange(({ organization }) => tell(organization.id, undefined))];

  return {
    hear(org, hearer) {
      const own = hearers.get(org) ?? new Set();
      hearers.set(org, own.add(hearer));
      return () => {
        own.delete(hearer);
        if (own.size === 0) hearers.delete(org);
      };
    },
    tell,
    close() {
      clearTimeout(timer);
      for (const stop of stops) stop();
    },
  };
}
