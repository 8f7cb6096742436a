import { bounded } from "../kernel/index.ts";

/** Requests at the same time, for each judge. */
export interface Places {
  /** Resolves to what gives the place back; undefined where none was free in time. */
  take(name: string, most: number, stop: AbortSignal): Promise<(() => void) | undefined>;
}

interface Room {
  taken: number;
  waiting: ((got: (() => void) | undefined) => void)[];
}

const MAX_WAITING = 200;

export function makePlaces(): Places {
  const rooms = bounded<Room>(1_000);

  return {
    async take(name, most, stop) {
      let room = rooms.get(name);
      if (!room) rooms.set(name, (room = { taken: 0, waiting: [] }));
      const own = room;
      const leave = () => {
        let left = false;
        return () => {
          if (left) return;
          left = true;
          const next = own.waiting.shift();
          if (next) next(leave());
          else own.taken -= 1;
        };
      };
      if (stop.aborted) return undefined;
      if (own.taken < most) {
        own.taken += 1;
        return leave();
      }
      if (own.waiting.length >= MAX_WAITING) return undefined;
      return new Promise((resolve) => {
        const give = (got: (() => void) | undefined) => {
          stop.removeEventListener("abort", tooLate);
          resolve(got);
        };
        const tooLate = () => {
          own.waiting = own.waiting.filter((one) => one !== give);
          give(undefined);
        };
        stop.addEventListener("abort", tooLate);
        own.waiting.push(give);
      });
    },
  };
}
