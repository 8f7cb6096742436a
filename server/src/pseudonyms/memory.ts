import type { Millis } from "../kernel/index.ts";
import type { Agreed } from "./keep.ts";

/** What this process knows of sessions: which value has which pseudonym. No value stands in it. */
export interface Memory {
  get(session: string, hash: string, now: Millis): Agreed | undefined;
  put(session: string, agreed: ReadonlyMap<string, Agreed>): void;
  forget(): void;
  readonly sessions: number;
  readonly values: number;
}

/** The session that was not asked for longest goes first. */
export function makeMemory(maxValues: number): Memory {
  const sessions = new Map<string, Map<string, Agreed>>();
  let values = 0;
  const touched = (session: string): Map<string, Agreed> | undefined => {
    const known = sessions.get(session);
    if (!known) return undefined;
    sessions.delete(session);
    sessions.set(session, known);
    return known;
  };
  return {
    get(session, hash, now) {
      const agreed = touched(session)?.get(hash);
      return agreed && agreed.expiresAt > now ? agreed : undefined;
    },
    put(session, agreed) {
      const known = touched(session) ?? new Map<string, Agreed>();
      sessions.set(session, known);
      values -= known.size;
      for (const [hash, one] of agreed) known.set(hash, one);
      values += known.size;
      for (const [oldest, held] of sessions) {
        if (values <= maxValues) break;
        sessions.delete(oldest);
        values -= held.size;
      }
    },
    forget() {
      sessions.clear();
      values = 0;
    },
    get sessions() {
      return sessions.size;
    },
    get values() {
      return values;
    },
  };
}
