import type { Millis } from "../../kernel/index.ts";
import type { McpParts } from "./types.ts";

export interface Changed {
  /** Undefined where it may be any: policy has changed. */
  server: string | undefined;
  list: "tools" | "prompts" | "resources";
}

/** What lists became others, for those who listen. */
export interface Changes {
  hear(org: string, hearer: (change: Changed) => void): () => void;
  tell(org: string, change: Changed): void;
  close(): void;
}

/** A burst of changes is told once. */
const TOGETHER_MS: Millis = 50;

/** Tells of changes to pinned tools and to who may use what. */
export function makeChanges({ catalog, registry }: Pick<McpParts, "catalog" | "registry">): Changes {
  const hearers = new Map<string, Set<(change: Changed) => void>>();
  const waiting = new Map<string, Map<string, Changed>>();
  let timer: NodeJS.Timeout | undefined;

  const flush = () => {
    timer = undefined;
    const told = [...waiting];
    waiting.clear();
    for (const [org, changes] of told)
      for (const change of changes.values()) for (const hearer of hearers.get(org) ?? []) hearer(change);
  };
  const tell = (org: string, change: Changed) => {
    if (!hearers.has(org)) return;
    const changes = waiting.get(org) ?? new Map<string, Changed>();
    waiting.set(org, changes.set(`${change.list} ${change.server ?? ""}`, change));
    timer ??= setTimeout(flush, TOGETHER_MS).unref();
  };
  const stops = [
    catalog.onChange((org, server) => tell(org, { server, list: "tools" })),
    registry.onChange(({ organization }) => {
      for (const list of ["tools", "prompts", "resources"] as const) tell(organization.id, { server: undefined, list });
    }),
  ];

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
