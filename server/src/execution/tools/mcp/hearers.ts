import type { PeerAnswer, PeerMessage } from "../types.ts";

/** Who hears what belongs to no request. */
export interface Hearers {
  notice(notice: PeerMessage): void;
  /** Undefined where nobody answers. */
  request(request: PeerMessage): Promise<PeerAnswer> | undefined;
  onNotice(hear: (notice: PeerMessage) => void): () => void;
  onRequest(answer: (request: PeerMessage) => Promise<PeerAnswer>): () => void;
  readonly listening: number;
  clear(): void;
}

export function makeHearers(failed: (error: unknown) => void): Hearers {
  const notices = new Set<{ hear(notice: PeerMessage): void }>();
  const answers: { answer(request: PeerMessage): Promise<PeerAnswer> }[] = [];
  return {
    notice(notice) {
      for (const { hear } of notices) {
        try {
          hear(notice);
        } catch (error) {
          failed(error);
        }
      }
    },
    // Whoever came last: of two sessions that share a peer, the one that is there still.
    request: (request) => answers.at(-1)?.answer(request),
    onNotice(hear) {
      const own = { hear };
      notices.add(own);
      return () => void notices.delete(own);
    },
    onRequest(answer) {
      const own = { answer };
      answers.push(own);
      return () => {
        const at = answers.indexOf(own);
        if (at >= 0) answers.splice(at, 1);
      };
    },
    get listening() {
      return notices.size;
    },
    clear() {
      notices.clear();
      answers.length = 0;
    },
  };
}
