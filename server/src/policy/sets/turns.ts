import { fault } from "../../kernel/index.ts";

const MAX_WAITING = 8;

/** Who checks a set next: each check needs a thread and a copy of the engine. */
export interface Turns {
  /** For what the registry says: one at a time, none is refused. */
  live<T>(work: () => Promise<T>): Promise<T>;
  /** For what somebody asks about: one at a time beside those, and only so many wait. */
  asked<T>(work: () => Promise<T>): Promise<T>;
  /** When all live ones so far are done. */
  settled(): Promise<void>;
}

// Guarantee: checks that somebody asks for neither hold up what is live nor pile up.
export function makeTurns(): Turns {
  let live: Promise<unknown> = Promise.resolve();
  let asked: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  return {
    live(work) {
      const turn = live.then(work);
      live = turn.catch(() => undefined);
      return turn;
    },
    async asked(work) {
      if (waiting > MAX_WAITING)
        throw fault("rate_limited", { public: "Other checks of policies are waiting; try again when they are done." });
      waiting += 1;
      const turn = asked.then(work);
      asked = turn.catch(() => undefined);
      return turn.finally(() => (waiting -= 1));
    },
    settled: () => live.then(() => undefined),
  };
}
