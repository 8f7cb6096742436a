import type { Why } from "../record/index.ts";

/** What the use of a tool did, how long it took, and what it left behind in its session. */
export function toolText({ tool, facts }: Why): string[] {
  if (!tool) return [];
  const { does, effect, peerMs, bytes } = tool;
  const much = [
    does.operations.join(", "),
    does.unbounded ? "without bounds" : undefined,
    does.batch > 1 ? `up to ${does.batch} at once` : undefined,
    countOf(does.objects, "object"),
    countOf(does.hosts, "host"),
  ];
  const other = [
    peerMs === undefined ? undefined : `answered after ${peerMs} ms`,
    bytes === undefined ? undefined : `${bytes} bytes`,
    tool.elsewhere ? "carried out by whoever asked" : undefined,
    tool.useId === undefined ? undefined : `use ${tool.useId}`,
  ];
  const before = facts?.taint ?? [];
  return [
    `effect ${effect}: ${said(much)}`,
    said(other),
    before.length === 0 ? "" : `its session had ${before.join(", ")}`,
    tool.taint === undefined ? "" : `it put ${tool.taint.join(", ")} on its session`,
  ].filter((row) => row !== "");
}

/** What was found in an answer, masked, and what became of it. */
export function answerText({ guard }: Why): string[] {
  if (!guard) return [];
  const { findings, found = findings.length, redacted, stopped, uninspected } = guard;
  const verdict = [
    stopped && `stopped: ${stopped.why}`,
    redacted !== undefined && `${redacted} ${redacted === 1 ? "place" : "places"} redacted`,
    uninspected && `not inspected: ${uninspected.join(", ")}`,
  ].filter((one) => typeof one === "string");
  const rows = findings
    .slice(0, MOST)
    .map(({ kind, place, masked }) => `${kind} at ${place}${masked === "" ? "" : `: ${masked}`}`);
  const more = found > rows.length ? [`and ${found - rows.length} more`] : [];
  const nothing = verdict.length + rows.length === 0 ? ["looked at, nothing found"] : [];
  return [...verdict, ...rows, ...more, ...nothing];
}

const MOST = 20;

function countOf(count: number | undefined, what: string): string | undefined {
  return count === undefined ? undefined : `${count} ${count === 1 ? what : `${what}s`}`;
}

function said(parts: readonly (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined && part !== "").join("  ");
}
