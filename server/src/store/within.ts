import { fault } from "../kernel/index.ts";

/** What `work` makes, or a fault when it takes longer; the work itself cannot be stopped. */
export async function within<T>(timeoutMs: number, otherwise: string, work: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  try {
    return await Promise.race([
      work(),
      new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(fault("unavailable", { internal: otherwise })), timeoutMs);
      }),
    ]);
  } finally {
    clearTimeout(timer);
  }
}
