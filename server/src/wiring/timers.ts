import type { Log } from "../kernel/index.ts";
import type { ExpiryWatch, Writer } from "../record/index.ts";

const BEAT_MS = 5_000;
const EXPIRY_MS = 30_000;

/** Tells the other processes that this one lives; what those that do not have left open is completed. */
export function beating(writer: Writer, log: Log): () => void {
  const timer = setInterval(() => {
    writer.beat().catch((error: unknown) => log.warn("a sign of life could not be written", { error }));
  }, BEAT_MS);
  return () => clearInterval(timer);
}

export function watchingEnds(expiry: ExpiryWatch, log: Log): () => void {
  const timer = setInterval(() => void lookForEnds(expiry, log), EXPIRY_MS);
  return () => clearInterval(timer);
}

export function lookForEnds(expiry: ExpiryWatch, log: Log): Promise<void> {
  return expiry.look().catch((error: unknown) => log.warn("the end of a policy could not be recorded", { error }));
}
