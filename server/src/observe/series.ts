/** Counts under labels. What comes when it is full is counted together, so that names cannot fill the memory. */
export interface Series {
  add(labels: Readonly<Record<string, string>>, by?: number): void;
  lines(): string[];
}

const MAX_SERIES = 1_000;
const OTHER = "other";

export function makeSeries(name: string, help: string): Series {
  const counts = new Map<string, number>();
  return {
    add(labels, by = 1) {
      const text = boundedLabels(counts, labels);
      counts.set(text, (counts.get(text) ?? 0) + by);
    },
    lines: () => [
      `# HELP ${name} ${help}`,
      `# TYPE ${name} counter`,
      ...[...counts].map(([labels, value]) => `${name}{${labels}} ${value}`),
    ],
  };
}

export interface Histogram {
  observe(labels: Readonly<Record<string, string>>, ms: number): void;
  lines(): string[];
}

/** Times under labels, in seconds as Prometheus wants them. */
export function makeHistogram(name: string, help: string, boundsMs: readonly number[]): Histogram {
  const all = new Map<string, { buckets: Float64Array; sumMs: number; count: number }>();
  return {
    observe(labels, ms) {
      const text = boundedLabels(all, labels);
      let one = all.get(text);
      if (!one) all.set(text, (one = { buckets: new Float64Array(boundsMs.length), sumMs: 0, count: 0 }));
      const at = boundsMs.findIndex((bound) => ms <= bound);
      if (at >= 0) one.buckets[at] = (one.buckets[at] ?? 0) + 1;
      one.sumMs += ms;
      one.count += 1;
    },
    lines() {
      const lines = [`# HELP ${name} ${help}`, `# TYPE ${name} histogram`];
      for (const [labels, { buckets, sumMs, count }] of all) {
        let below = 0;
        for (const [at, bound] of boundsMs.entries()) {
          below += buckets[at] ?? 0;
          lines.push(`${name}_bucket{${labels},le="${bound / 1000}"} ${below}`);
        }
        lines.push(
          `${name}_bucket{${labels},le="+Inf"} ${count}`,
          `${name}_sum{${labels}} ${sumMs / 1000}`,
          `${name}_count{${labels}} ${count}`,
        );
      }
      return lines;
    },
  };
}

function boundedLabels(known: ReadonlyMap<string, unknown>, labels: Readonly<Record<string, string>>): string {
  let text = "";
  for (const name in labels) text += `${text === "" ? "" : ","}${name}="${escaped(labels[name] ?? "")}"`;
  if (known.has(text) || known.size < MAX_SERIES) return text;
  return Object.keys(labels)
    .map((name) => `${name}="${OTHER}"`)
    .join(",");
}

const ESCAPED = /[\\"\n]/;

function escaped(value: string): string {
  // Each call is counted, and names hardly ever need it.
  if (!ESCAPED.test(value)) return value;
  return value.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
}
