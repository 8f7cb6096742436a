import { isRecord, type Millis } from "../../kernel/index.ts";
import { mergeState, packState, unpackState } from "../memory/pack.ts";
import { COUNT, copyState } from "../memory/state.ts";
import {
  MAX_FRAMES,
  MAX_THREADS,
  MAX_THREAD_TERMS,
  type WideState,
  copyWide,
  freshWide,
  mergeWide,
} from "../wide/state.ts";
import { PRINCIPAL_HALF_LIFE, TEAM_HALF_LIFE } from "../wide/see.ts";
import type { Entry, Row, WideEntry } from "./types.ts";

/** How long a session is kept after its last call. */
const KEPT_MS: Millis = 30 * 24 * 3_600_000;

/** Takes in what is stored: as it is where nothing was seen here yet, otherwise both together. */
export function takeIn(entry: Entry | WideEntry, row: Row, now: Millis): void {
  if (Number(row.version) === entry.version) return;
  if (entry.kind === "session") {
    const stored = unpackState(row.state, listed(row.taint), now);
    entry.state = entry.state.counts[COUNT.calls] === 0 ? stored : mergeState(stored, entry.state, entry.base);
    entry.base = copyState(stored);
    entry.counted.clear();
    for (const digest of entry.state.seen) entry.counted.set(digest, (entry.counted.get(digest) ?? 0) + 1);
    // Marks are written with the session; a row that somebody forgot has lost them.
  } else {
    const stored = unpackWide(row.state, now);
    entry.state = mergeWide(stored, entry.state, entry.base, { now, halfLifeMs: halfLifeOf(entry) });
    entry.base = copyWide(stored);
  }
  entry.version = Number(row.version);
}

/** The row to write, and what it becomes the base of. */
export function rowOf(entry: Entry | WideEntry, now: Millis): Row {
  const expires = Math.max(now, entry.touchedAt) + KEPT_MS;
  const common = { key: entry.key, org: entry.org, kind: entry.kind, name: entry.name, version: entry.version + 1 };
  if (entry.kind !== "session") {
    const text = JSON.stringify({ v: 1, ...entry.state });
    const none = { principal: entry.name, subject: "", risk: 0, turns: 0, flags: "", taint: "" };
    return { ...common, ...none, started_at: entry.touchedAt, at: entry.touchedAt, expires_at: expires, state: text };
  }
  const { state } = entry;
  return {
    ...common,
    principal: entry.principal,
    subject: entry.subject,
    risk: entry.risk,
    turns: Math.round(state.counts[COUNT.turns] ?? 0),
    flags: entry.flags.join(","),
    taint: [...state.taint].join(","),
    started_at: state.startedAt,
    at: state.lastAt,
    expires_at: expires,
    state: packState(state),
  };
}

/** What to do once a row is on the disk: from there on only what is new is added. The calls go on meanwhile. */
export function settling(entry: Entry | WideEntry, row: Row): (entry: Entry | WideEntry) => void {
  if (entry.kind === "session") {
    const base = copyState(entry.state);
    const marks = entry.marks.length;
    return () => {
      entry.version = row.version;
      entry.base = base;
      entry.marks.splice(0, marks);
    };
  }
  const base = copyWide(entry.state);
  return () => {
    entry.version = row.version;
    entry.base = base;
  };
}

function halfLifeOf(entry: WideEntry): Millis {
  return entry.kind === "team" ? TEAM_HALF_LIFE : PRINCIPAL_HALF_LIFE;
}

export function listed(text: string): string[] {
  return text === "" ? [] : text.split(",");
}

function unpackWide(text: string, now: Millis): WideState {
  const state = freshWide(now);
  let read: unknown;
  try {
    read = JSON.parse(text);
  } catch {
    return state;
  }
  if (!isRecord(read)) return state;
  const number = (value: unknown) => (typeof value === "number" && Number.isFinite(value) ? value : 0);
  state.calls = number(read["calls"]);
  state.extracts = number(read["extracts"]);
  state.at = number(read["at"]);
  const list = (value: unknown, most: number) => (Array.isArray(value) ? value.filter(isRecord).slice(0, most) : []);
  state.threads = list(read["threads"], MAX_THREADS).map((one) => ({
    id: number(one["id"]),
    terms: Array.isArray(one["terms"]) ? one["terms"].map(number).slice(0, MAX_THREAD_TERMS) : [],
    count: number(one["count"]),
    sum: number(one["sum"]),
    parts: number(one["parts"]),
    sessions: number(one["sessions"]),
    people: number(one["people"]),
  }));
  state.frames = list(read["frames"], MAX_FRAMES).map((one) => ({
    id: number(one["id"]),
    count: number(one["count"]),
    low: number(one["low"]),
    high: number(one["high"]),
  }));
  return state;
}
