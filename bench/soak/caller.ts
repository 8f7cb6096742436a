import { Agent, request } from "node:http";
import type { Kind } from "./kinds.ts";

/** How one call ended, as its caller saw it. */
export type Ended = "right" | "wrong" | "hung" | "unsent";

export interface Caller {
  call(kind: Kind, number: number): Promise<{ ended: Ended; detail: string }>;
  close(): void;
}

/** Far longer than any kind needs: who waits longer waits for good. */
const HUNG_MS = 60_000;

export function makeCaller(port: number, key: string): Caller {
  const agent = new Agent({ keepAlive: true, maxSockets: 2_000 });
  return {
    call: (kind, number) =>
      new Promise((resolve) => {
        let text = "";
        let status = 0;
        let over = false;
        const end = (ended: Ended, detail: string) => {
          if (over) return;
          over = true;
          clearTimeout(timer);
          resolve({ ended, detail });
        };
        const timer = setTimeout(() => {
          end("hung", `${kind.name} after ${text.length} bytes`);
          req.destroy();
        }, HUNG_MS);
        const judge = (complete: boolean) => {
          const right = kind.right(status, text, complete);
          end(right ? "right" : "wrong", right ? "" : `${kind.name}: ${status} ${complete} ${text.slice(0, 300)}`);
        };
        const body = Buffer.from(kind.body(number));
        const req = request(
          {
            host: "127.0.0.1",
            port,
            path: kind.path,
            method: "POST",
            agent,
            headers: {
              authorization: `Bearer ${key}`,
              "content-type": "application/json",
              "content-length": body.length,
            },
          },
          (res) => {
            status = res.statusCode ?? 0;
            res.on("data", (chunk: Buffer) => {
              if (text.length < 65_536) text += chunk.toString("latin1");
              if (!kind.leaves) return;
              judge(false);
              req.destroy();
            });
            res.on("end", () => judge(true));
            res.on("error", () => judge(false));
            res.on("close", () => judge(res.complete));
          },
        );
        req.on("error", (error) => end("unsent", `${kind.name}: ${error.message}`));
        req.end(body);
      }),
    close: () => agent.destroy(),
  };
}
