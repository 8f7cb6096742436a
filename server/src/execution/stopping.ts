import type { Attempt, Attempted } from "./models/attempt.ts";

/**
 * Ends what runs for a call, whoever has a reason to, and whatever it is doing at that moment. A class, as
 * everything is that comes with each call and has getters: V8 gives those of an object literal a record of
 * their own that is old from birth, and whatever it reaches then lives until the next full collection.
 */
export class Stopping {
  /** Why the call was stopped; undefined while it may go on. */
  stopped: string | undefined;
  #running: Attempt | undefined;
  #wake: (() => void) | undefined;
  #aborting: AbortController | undefined;

  /** Aborted once it was; made only for those who ask. */
  get signal(): AbortSignal {
    this.#aborting ??= new AbortController();
    if (this.stopped !== undefined) this.#aborting.abort();
    return this.#aborting.signal;
  }

  stop(detail: string): void {
    this.stopped ??= detail;
    this.#running?.stop(detail);
    this.#aborting?.abort();
    this.#wake?.();
  }

  /** Starts an attempt, unless the call was stopped before, and waits for its end. */
  run(attempt: Attempt): Promise<Attempted> {
    this.#running = attempt;
    if (this.stopped === undefined) attempt.start();
    else attempt.stop(this.stopped);
    return attempt.done;
  }

  /** Waits, or until the call is stopped. */
  pause(ms: number): Promise<void> {
    return new Promise<void>((resume) => {
      const timer = setTimeout(resume, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resume();
      };
      if (this.stopped !== undefined) this.#wake();
    });
  }
}
