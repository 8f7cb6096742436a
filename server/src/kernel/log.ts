import { inspect } from "node:util";
import type { Clock } from "./clock.ts";
import { isFault } from "./faults.ts";
import { SECRET_MARK, Secret } from "./secret.ts";

export type LogLevel = "debug" | "info" | "warn" | "error";
export type LogFields = Record<string, unknown>;

/** One line of JSON an event, or a short line for people when a terminal reads it. Always on stderr. */
export interface Log {
  debug(event: string, fields?: LogFields): void;
  info(event: string, fields?: LogFields): void;
  warn(event: string, fields?: LogFields): void;
  error(event: string, fields?: LogFields): void;
  /** The same log with fields that every line carries. */
  with(fields: LogFields): Log;
}

export interface LogOptions {
  clock: Clock;
  write(line: string): void;
  level?: LogLevel;
  style?: "json" | "people";
}

const RANK: Record<LogLevel, number> = { debug: 0, info: 1, warn: 2, error: 3 };
const MAX_TEXT = 2_000;
const MAX_DEPTH = 5;
const MAX_ITEMS = 50;
/** Names whose values are secret whatever their type: a second net under the `Secret` type. */
const SECRET_NAME = /^(authorization|cookie|set-cookie|x-api-key|x-goog-api-key|password|secret|token|key|pepper)$/i;
/** Shapes of credentials that may stand inside a longer text, such as an error's message. */
const SECRET_TEXT = /\blmk_[a-z]+_[A-Za-z0-9_]{12,}|\bBearer\s+[A-Za-z0-9._~+/-]{8,}=*|\/\/[^/\s:@]+:[^/\s@]+@/g;

export function makeLog(options: LogOptions): Log {
  const threshold = RANK[options.level ?? "info"];
  const write = (level: LogLevel, event: string, fields: LogFields) => {
    if (RANK[level] < threshold) return;
    const safe = redact(fields, 0) as LogFields;
    const time = new Date(options.clock.now()).toISOString();
    options.write(
      options.style === "people"
        ? `${time.slice(11, 19)} ${level.padEnd(5)} ${event}${forPeople(safe)}\n`
        : `${JSON.stringify({ time, level, event, ...safe })}\n`,
    );
  };
  const make = (base: LogFields): Log => ({
    debug: (event, fields) => write("debug", event, { ...base, ...fields }),
    info: (event, fields) => write("info", event, { ...base, ...fields }),
    warn: (event, fields) => write("warn", event, { ...base, ...fields }),
    error: (event, fields) => write("error", event, { ...base, ...fields }),
    with: (fields) => make({ ...base, ...fields }),
  });
  return make({});
}

/** A log that goes nowhere. */
export const silentLog: Log = {
  debug: () => {},
  info: () => {},
  warn: () => {},
  error: () => {},
  with: () => silentLog,
};

// Guarantee: no secret in the log.
function redact(value: unknown, depth: number): unknown {
  if (value instanceof Secret) return SECRET_MARK;
  if (typeof value === "string") return clip(value.replace(SECRET_TEXT, SECRET_MARK));
  if (typeof value === "bigint") return value.toString();
  if (typeof value !== "object" || value === null) return value;
  if (value instanceof Uint8Array) return `[${value.length} bytes]`;
  if (value instanceof Error) return redactError(value, depth);
  if (depth >= MAX_DEPTH) return "[deep]";
  if (Array.isArray(value)) return value.slice(0, MAX_ITEMS).map((item) => redact(item, depth + 1));
  const out: LogFields = {};
  for (const [name, member] of Object.entries(value).slice(0, MAX_ITEMS)) {
    out[name] = SECRET_NAME.test(name) ? SECRET_MARK : redact(member, depth + 1);
  }
  return out;
}

function redactError(error: Error, depth: number): LogFields {
  const out: LogFields = { name: error.name, message: redact(error.message, depth) };
  if (isFault(error)) {
    out["code"] = error.code;
    if (error.internal !== undefined) out["internal"] = redact(error.internal, depth);
  }
  if (error.stack) out["stack"] = redact(error.stack, depth);
  if (error.cause !== undefined && depth < MAX_DEPTH) out["cause"] = redact(error.cause, depth + 1);
  return out;
}

function clip(text: string): string {
  return text.length > MAX_TEXT ? `${text.slice(0, MAX_TEXT)}… (${text.length} characters)` : text;
}

function forPeople(fields: LogFields): string {
  const parts = Object.entries(fields).map(
    ([name, value]) =>
      `${name}=${typeof value === "string" ? value : inspect(value, { breakLength: Infinity, depth: 4 })}`,
  );
  return parts.length > 0 ? `  ${parts.join(" ")}` : "";
}
