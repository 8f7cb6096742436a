import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Declaration, loadConfiguration, type ObjectKind, type ObjectOf } from "../src/config/index.ts";
import { fixedClock, type Log, silentLog, systemRandom } from "../src/kernel/index.ts";
import { openRegistry, type Registry } from "../src/registry/index.ts";
import { openStore, type Store } from "../src/store/index.ts";

export const ACME = join(dirname(fileURLToPath(import.meta.url)), "organizations", "acme", "lumos.yaml");

/** The organization acme as its file declares it. */
export function acme(env: Record<string, string> = {}): Declaration {
  const loaded = loadConfiguration({ file: ACME, env, cwd: dirname(ACME) });
  if (!loaded.ok) throw new Error(`acme does not load: ${JSON.stringify(loaded.error)}`);
  return loaded.value.declaration;
}

export interface RegistryWorld {
  store: Store;
  registry: Registry;
  clock: ReturnType<typeof fixedClock>;
  rootKey: Uint8Array;
  data: string;
  apply(declaration: Declaration): ReturnType<Registry["apply"]>;
  put<K extends ObjectKind>(
    org: string,
    kind: K,
    spec: ObjectOf<K>,
    expect?: number | "absent",
  ): ReturnType<Registry["put"]>;
  remove(org: string, kind: ObjectKind, id: string, expect?: number): ReturnType<Registry["remove"]>;
  /** The same database under another registry, as another process would have it. */
  another(parts?: { rootKey?: Uint8Array; log?: Log }): Promise<Registry>;
  close(): Promise<void>;
}

export async function makeRegistryWorld(
  options: { database?: string; rootKey?: Uint8Array } = {},
): Promise<RegistryWorld> {
  const data = mkdtempSync(join(tmpdir(), "lumos-registry-"));
  const clock = fixedClock(Date.parse("2026-11-21T12:00:00Z"));
  const log = silentLog;
  const store = await openStore({ database: options.database ?? "sqlite", data, clock, log, random: systemRandom });
  const rootKey = options.rootKey ?? systemRandom.bytes(32);
  const registry = await openRegistry({ store, rootKey, clock, log });
  const opened = [registry];
  const committed = async <T>(org: string, work: () => Promise<T>): Promise<T> => {
    const done = await work();
    await registry.refresh(org);
    return done;
  };
  return {
    store,
    registry,
    clock,
    rootKey,
    data,
    apply: (declaration) =>
      committed(declaration.organization.id, () => store.transact((tx) => registry.apply(tx, declaration))),
    put: (org, kind, spec, expect) =>
      committed(org, () =>
        store.transact((tx) =>
          registry.put(tx, org, kind, spec, { origin: "api", ...(expect === undefined ? {} : { expect }) }),
        ),
      ),
    remove: (org, kind, id, expect) =>
      committed(org, () =>
        store.transact((tx) => registry.remove(tx, org, kind, id, expect === undefined ? {} : { expect })),
      ),
    another: async (parts = {}) => {
      const one = await openRegistry({ store, rootKey: parts.rootKey ?? rootKey, clock, log: parts.log ?? log });
      opened.push(one);
      return one;
    },
    close: async () => {
      for (const one of opened) one.close();
      await store.close();
      rmSync(data, { recursive: true, force: true });
    },
  };
}

/** Waits until something holds; a signal takes its time, but not for ever. */
export async function eventually(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    if (await holds()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error("it never came to hold");
}
