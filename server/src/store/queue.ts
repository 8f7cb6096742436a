/** One at a time, in the order of asking. */
export function makeQueue(): { enter(): Promise<() => void>; idle(): boolean } {
  let busy = false;
  const line: (() => void)[] = [];
  const leaveOnce = () => {
    let left = false;
    return () => {
      if (left) return;
      left = true;
      const next = line.shift();
      if (next) next();
      else busy = false;
    };
  };
  return {
    enter: () => {
      if (!busy) {
        busy = true;
        return Promise.resolve(leaveOnce());
      }
      return new Promise((resolve) => line.push(() => resolve(leaveOnce())));
    },
    idle: () => !busy,
  };
}
