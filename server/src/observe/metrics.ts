import { makeHistogram, makeSeries } from "./series.ts";

/** Counters and histograms of this process, in Prometheus' text format. */
export interface Metrics {
  callEnded(end: {
    kind: string;
    outcome: string;
    result: string;
    code: string;
    ms: number;
    fallback?: { reason: string; from: string; to: string; team: string };
    guarded?: { mode: string; result: string };
    /** Of the use of a tool that is there: whose it is, and through which door it was asked for. */
    used?: { server: string; door: string };
  }): void;
  /** One try at a model, whatever came of it. */
  upstreamTried(tried: { model: string; provider: string; result: string; firstByteMs: number | undefined }): void;
  /** A policy that does not decide would have changed calls. */
  wouldChange(change: { policy: string; stage: string; change: string; count: number }): void;
  /** Something was found that nobody handles yet. */
  incidentOpened(incident: { kind: string; severity: string }): void;
  /** A detector of an organization's own matched in a call. */
  detectorMatched(matched: { org: string; detector: string; stage: string; matches: number }): void;
  /** The same model is asked once more. */
  retried(again: { model: string; provider: string }): void;
  /** Adds a value that is asked for when the metrics are read. */
  gauge(name: string, help: string, read: () => number, label?: string): void;
  /** The same for what only ever grows. */
  counter(name: string, help: string, read: () => number, label?: string): void;
  render(): string;
}

const BOUNDS_MS = [1, 2, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 30_000, 60_000];

export function makeMetrics(): Metrics {
  const calls = new Map<string, number>();
  const buckets = new Float64Array(BOUNDS_MS.length + 1);
  let sumMs = 0;
  let count = 0;
  const asked: { name: string; help: string; type: string; read: () => number; label: string }[] = [];
  const fallbacks = makeSeries("lumos_fallbacks_total", "Answers by another model than the one that was meant to.");
  const guards = makeSeries("lumos_answers_inspected_total", "Answers that were inspected, by what came of it.");
  const uses = makeSeries("lumos_tool_calls_total", "Uses of tools that have ended, by server and what came of them.");
  const incidents = makeSeries("lumos_incidents_total", "Incidents that were opened, by what was found.");
  const retries = makeSeries("lumos_retries_total", "Tries at a model after one that failed.");
  const wouldChange = makeSeries(
    "lumos_policy_would_change_total",
    "Calls that policies in shadow, or canaries for others, would have changed.",
  );
  const matched = makeSeries(
    "lumos_detector_matches_total",
    "Matches of organizations' own detectors in calls, those in shadow too.",
  );
  const upstream = makeSeries("lumos_upstream_tries_total", "Tries at models, by what came of them.");
  const firstBytes = makeHistogram(
    "lumos_upstream_first_byte_seconds",
    "From the send to the first byte of a provider's answer.",
    BOUNDS_MS,
  );

  return {
    callEnded({ kind, outcome, result, code, ms, fallback, guarded, used }) {
      if (used) uses.add({ server: used.server, door: used.door, outcome, result, code });
      if (guarded) guards.add(guarded);
      if (fallback) fallbacks.add(fallback);
      const labels = `kind="${kind}",outcome="${outcome}",result="${result}",code="${code}"`;
      calls.set(labels, (calls.get(labels) ?? 0) + 1);
      const at = BOUNDS_MS.findIndex((bound) => ms <= bound);
      const bucket = at < 0 ? BOUNDS_MS.length : at;
      buckets[bucket] = (buckets[bucket] as number) + 1;
      sumMs += ms;
      count += 1;
    },
    upstreamTried({ model, provider, result, firstByteMs }) {
      upstream.add({ provider, model, result });
      if (firstByteMs !== undefined) firstBytes.observe({ provider, model }, firstByteMs);
    },
    incidentOpened({ kind, severity }) {
      incidents.add({ kind, severity });
    },
    retried({ model, provider }) {
      retries.add({ provider, model });
    },
    detectorMatched({ matches, ...labels }) {
      matched.add(labels, matches);
    },
    wouldChange({ count: by, ...labels }) {
      wouldChange.add(labels, by);
    },
    gauge(name, help, read, label = "") {
      asked.push({ name, help, type: "gauge", read, label });
    },
    counter(name, help, read, label = "") {
      asked.push({ name, help, type: "counter", read, label });
    },
    render() {
      const lines = [
        "# HELP lumos_calls_total Governed calls that have ended.",
        "# TYPE lumos_calls_total counter",
        ...[...calls].map(([labels, value]) => `lumos_calls_total{${labels}} ${value}`),
        "# HELP lumos_call_duration_seconds From the first byte of a call to its record.",
        "# TYPE lumos_call_duration_seconds histogram",
      ];
      let below = 0;
      for (const [at, bound] of BOUNDS_MS.entries()) {
        below += buckets[at] as number;
        lines.push(`lumos_call_duration_seconds_bucket{le="${bound / 1000}"} ${below}`);
      }
      lines.push(
        `lumos_call_duration_seconds_bucket{le="+Inf"} ${count}`,
        `lumos_call_duration_seconds_sum ${sumMs / 1000}`,
        `lumos_call_duration_seconds_count ${count}`,
      );
      for (const series of [fallbacks, guards, uses, incidents, retries, wouldChange, matched, upstream, firstBytes])
        lines.push(...series.lines());
      for (const [name, same] of Map.groupBy(asked, (one) => one.name)) {
        lines.push(`# HELP ${name} ${same[0]?.help ?? ""}`, `# TYPE ${name} ${same[0]?.type ?? "gauge"}`);
        for (const { label, read } of same) lines.push(`${name}${label === "" ? "" : `{${label}}`} ${read()}`);
      }
      return `${lines.join("\n")}\n`;
    },
  };
}
