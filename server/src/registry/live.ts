import type { Declaration, ObjectKind } from "../config/index.ts";
import { fault, type Log } from "../kernel/index.ts";
import type { Store } from "../store/index.ts";
import { byPosition } from "./difference.ts";
import { connectJudgeKey, serviceId } from "./judges.ts";
import { buildLandscape, connectKeys } from "./landscape.ts";
import { KINDS, readWhole, TOPIC, type Whole } from "./rows.ts";
import type { Sealer } from "./seal.ts";
import type { Landscape } from "./types.ts";

export interface Live {
  landscape(org: string): Landscape | undefined;
  organizations(): string[];
  onChange(hear: (landscape: Landscape) => void): () => void;
  refresh(org: string): Promise<void>;
  refreshAll(): Promise<void>;
  close(): void;
}

/** The landscapes of all organizations in memory, renewed after each change. */
export async function openLive(parts: { store: Store; sealer: Sealer; log: Log }): Promise<Live> {
  const { store, sealer, log } = parts;
  const known = new Map<string, Landscape>();
  const hearers = new Set<(landscape: Landscape) => void>();
  const queues = new Map<string, { running: Promise<void>; next: Promise<void> | undefined }>();
  let open = true;

  /** Organizations whose revision may have gone back, as a restored database does. */
  const anew = new Set<string>();

  const renew = async (org: string) => {
    const replace = anew.delete(org);
    const whole = await readWhole(store.read, sealer, org);
    if (!open) return;
    if (!whole) {
      known.delete(org);
      return;
    }
    const before = known.get(org);
    if (before && before.revision >= whole.revision && !replace) return;
    const landscape = landscapeOf(whole);
    known.set(org, landscape);
    for (const hear of hearers) {
      try {
        hear(landscape);
      } catch (error) {
        log.error("registry.listener_failed", { org, revision: whole.revision, error });
      }
    }
  };

  /** One reading at a time; whoever asks during one waits for the next, which surely sees their commit. */
  const refresh = (org: string): Promise<void> => {
    const queue = queues.get(org);
    if (!queue) {
      const running = renew(org).finally(() => queues.delete(org));
      queues.set(org, { running, next: undefined });
      return running;
    }
    queue.next ??= queue.running.catch(() => {}).then(() => refresh(org));
    return queue.next;
  };

  // Listening begins before the first reading, so that a change in between is not missed.
  const stop = store.onSignal(TOPIC, (org) => {
    refresh(org).catch((error: unknown) => log.error("registry.refresh_failed", { org, error }));
  });
  const refreshAll = async () => {
    const rows = await store.read.selectFrom("revisions").select("org").execute();
    for (const org of new Set([...known.keys(), ...rows.map((row) => row.org)])) {
      anew.add(org);
      await refresh(org);
    }
  };
  // Another database stands in place of this one, or news was missed: nothing that is known counts.
  const stopRestored = store.onSignal("restored", () => {
    refreshAll().catch((error: unknown) => log.error("registry.refresh_failed", { error }));
  });
  try {
    await refreshAll();
  } catch (error) {
    stop();
    stopRestored();
    throw asOpeningFault(error);
  }

  return {
    landscape: (org) => known.get(org),
    organizations: () => [...known.keys()].sort(),
    onChange(hear) {
      hearers.add(hear);
      return () => hearers.delete(hear);
    },
    refresh,
    refreshAll,
    close() {
      open = false;
      stop();
      stopRestored();
      hearers.clear();
    },
  };
}

/** In the order of the ladder for tiers, by id for the rest: the same objects give the same landscape everywhere. */
function landscapeOf(whole: Whole): Landscape {
  const objects = Object.fromEntries(
    KINDS.map((kind) => {
      const kept = whole.objects.filter((object) => object.kind === kind);
      kept.sort(kind === "tiers" ? byPosition : (a, b) => (a.id < b.id ? -1 : 1));
      return [kind, kept.map((object) => object.spec)];
    }),
  ) as unknown as Declaration["objects"] satisfies Record<ObjectKind, unknown>;
  const keys = new Map([
    ...objects.providers.map((provider) => [provider.id, connectKeys(provider)] as const),
    ...objects.judges.map((judge) => [serviceId(judge.id), connectJudgeKey(judge)] as const),
  ]);
  const declaration = { organization: whole.organization.spec, guardrails: whole.guardrails.spec, objects };
  return buildLandscape(declaration, whole.revision, keys);
}

function asOpeningFault(error: unknown): unknown {
  // What GCM throws when the key is not the one that sealed.
  const wrongKey = error instanceof Error && /unable to authenticate|Unsupported state/i.test(error.message);
  if (!wrongKey) return error;
  return fault("invalid_configuration", {
    public: "The root key does not open what this database keeps.",
    fix: "Start with the root key (LUMOS_ROOT_KEY, or the data directory) this database was written under.",
    cause: error,
  });
}
