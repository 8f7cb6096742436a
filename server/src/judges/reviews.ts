import type { Log } from "../kernel/index.ts";
import type { Judged, Judging } from "./judges.ts";

/** A look at a session's conversation after a call of it, when the session has become doubtful. */
export interface Review {
  org: string;
  session: string;
  /** The call at hand: its texts are the conversation as far as it is known. */
  call: string;
  judging: Omit<Judging, "because" | "mode" | "stop">;
  /** Hears what the conversation scores, for the session it is of. */
  heard?(scores: Judged["scores"]): void;
}

export interface Reviewed {
  org: string;
  session: string;
  call: string;
  judged: Judged;
}

export interface Reviews {
  /** Takes a review on; false where too many wait or the session's is under way. It never blocks a call. */
  ask(review: Review): boolean;
  /** Hears what came of each; the answer stops it. */
  reviewed(hear: (reviewed: Reviewed) => void): () => void;
  close(): void;
}

const MAX_WAITING = 50;
/** The conversations that wait hold at most this many characters. */
const MAX_CHARS = 8_000_000;
const AT_ONCE = 2;

export function makeReviews(parts: { judge(asked: Judging): Promise<Judged>; log: Log }): Reviews {
  const hearers = new Set<(reviewed: Reviewed) => void>();
  const ending = new AbortController();
  const sessions = new Set<string>();
  let waiting: Review[] = [];
  let chars = 0;
  let running = 0;

  const keyOf = ({ org, session }: Review) => `${org} ${session}`;
  const sizeOf = ({ judging }: Review) => judging.texts.reduce((sum, { text }) => sum + text.length, 0);

  const next = () => {
    while (running < AT_ONCE && !ending.signal.aborted) {
      const review = waiting.shift();
      if (!review) return;
      running += 1;
      void run(review).finally(() => {
        running -= 1;
        chars -= sizeOf(review);
        sessions.delete(keyOf(review));
        next();
      });
    }
  };

  const run = async ({ org, session, call, judging, heard }: Review): Promise<void> => {
    const judged = await parts.judge({ ...judging, because: "review", mode: "inline", stop: ending.signal });
    if (ending.signal.aborted) return;
    heard?.(judged.scores);
    for (const hear of hearers) {
      try {
        hear({ org, session, call, judged });
      } catch (error) {
        parts.log.error("judges.review_unheard", { call, error });
      }
    }
  };

  return {
    ask(review) {
      const size = sizeOf(review);
      if (ending.signal.aborted || waiting.length >= MAX_WAITING || chars + size > MAX_CHARS) return false;
      if (sessions.has(keyOf(review))) return false;
      sessions.add(keyOf(review));
      chars += size;
      waiting.push(review);
      next();
      return true;
    },
    reviewed(hear) {
      hearers.add(hear);
      return () => void hearers.delete(hear);
    },
    close() {
      ending.abort();
      waiting = [];
      hearers.clear();
    },
  };
}
