/* What a target tells about itself under /metrics, before and after a load. */
import { request } from "node:http";

export type Samples = Map<string, number>;

/** Values by name and labels; empty when there is nothing to read. */
export function scrape(port: number): Promise<Samples> {
  return new Promise((resume) => {
    const asked = request({ host: "127.0.0.1", port, path: "/metrics", agent: false, timeout: 5_000 }, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (part: string) => void (text += text.length < 4_000_000 ? part : ""));
      response.on("end", () => resume(response.statusCode === 200 ? parse(text) : new Map()));
      response.on("error", () => resume(new Map()));
    });
    asked.on("error", () => resume(new Map()));
    asked.on("timeout", () => asked.destroy());
    asked.end();
  });
}

export function parse(text: string): Samples {
  const samples: Samples = new Map();
  for (const line of text.split("\n")) {
    const match = /^(?<name>[a-zA-Z_:][\w:]*(?:\{.*\})?) (?<value>[-+.\deE]+)/.exec(line);
    if (match?.groups) samples.set(match.groups["name"] ?? "", Number(match.groups["value"]));
  }
  return samples;
}

export interface Timing {
  name: string;
  count: number;
  meanUs: number;
}

/** Mean of each histogram or summary in seconds over what was added between two readings. */
export function timings(before: Samples, after: Samples): Timing[] {
  const added = (key: string): number => (after.get(key) ?? 0) - (before.get(key) ?? 0);
  return [...after.keys()]
    .filter((key) => /_seconds_sum(?:\{|$)/.test(key))
    .map((key) => {
      const count = added(key.replace("_seconds_sum", "_seconds_count"));
      return { name: key.replace("_seconds_sum", ""), count, meanUs: (added(key) / count) * 1e6 };
    })
    .filter(({ count }) => count > 0);
}

/** Counters about caches and decisions that moved. */
export function movements(before: Samples, after: Samples): Record<string, number> {
  const moved = [...after]
    .filter(([key]) => /cache|decision/i.test(key) && !/_bucket|_sum|_seconds/.test(key))
    .map(([key, value]) => [key, value - (before.get(key) ?? 0)] as const)
    .filter(([, by]) => by !== 0);
  return Object.fromEntries(moved.slice(0, 50));
}
