import type { Log } from "../kernel/index.ts";

/** Who in this process wants to hear which topic. */
export interface Hearers {
  on(topic: string, hear: (payload: string) => void): () => void;
  tell(topic: string, payload: string): void;
}

export function makeHearers(log: Log): Hearers {
  const byTopic = new Map<string, Set<(payload: string) => void>>();
  return {
    on: (topic, hear) => {
      const own = (payload: string) => hear(payload);
      const hearers = byTopic.get(topic) ?? new Set();
      byTopic.set(topic, hearers.add(own));
      return () => {
        hearers.delete(own);
      };
    },
    tell: (topic, payload) => {
      for (const hear of byTopic.get(topic) ?? []) {
        try {
          hear(payload);
        } catch (error) {
          log.error("store.hearer_failed", { topic, error });
        }
      }
    },
  };
}
