import type { Attempt, Attempted } from "./models/attempt.ts";

/** Ends what runs for a call, whoever has a reason to, and whatever it is doing at that moment. */
export interface Stopping {
  /** Why the call was stopped; undefined while it may go on. */
  readonly stopped: string | undefined;
  /** Aborted once it was. */
  readonly signal: AbortSignal;
  stop(detail: string): void;
  /** Starts an attempt, unless the call was stopped before, and waits for its end. */
  run(attempt: Attempt): Promise<Attempted>;
  /** Waits, or until the call is stopped. */
  pause(ms: number): Promise<void>;
}

export function makeStopping(): Stopping {
  let stopped: string | undefined;
  let running: Attempt | undefined;
  let wake = () => {};
  const stopping = new AbortController();
  return {
    signal: stopping.signal,
    get stopped() {
      return stopped;
    },
    stop(detail) {
      stopped ??= detail;
      running?.stop(detail);
      stopping.abort();
      wake();
    },
    run(attempt) {
      running = attempt;
      if (stopped === undefined) attempt.start();
      else attempt.stop(stopped);
      return attempt.done;
    },
    pause: (ms) =>
      new Promise<void>((resume) => {
        const timer = setTimeout(resume, ms);
        wake = () => {
          clearTimeout(timer);
          resume();
        };
        if (stopped !== undefined) wake();
      }),
  };
}
