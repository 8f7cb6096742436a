// What a test file reports to tools/tests.ts: one line of JSON a test, into a file of its own so that nothing the
// test prints can pass for a result.
import { inspect } from "node:util";
import type { TestEvent } from "node:test/reporters";

export interface TestLine {
  outcome: "passed" | "failed" | "skipped";
  name: string;
  line?: number;
  error?: string;
}

export default async function* report(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
  for await (const event of events) {
    const line = lineOf(event);
    if (line) yield `${JSON.stringify(line)}\n`;
  }
}

function lineOf(event: TestEvent): TestLine | undefined {
  if (event.type === "test:pass") {
    if (event.data.details.type === "suite") return undefined;
    const skipped = event.data.skip !== undefined || event.data.todo !== undefined;
    return { outcome: skipped ? "skipped" : "passed", name: event.data.name };
  }
  if (event.type !== "test:fail") return undefined;
  const error: unknown = event.data.details.error;
  // A parent that fails only because a child did would count the same defect twice.
  if (member(error, "failureType") === "subtestsFailed") return undefined;
  const place = event.data.line === undefined ? {} : { line: event.data.line };
  return { outcome: "failed", name: event.data.name, ...place, error: textOf(member(error, "cause") ?? error) };
}

function textOf(error: unknown): string {
  return typeof error === "string" ? error : inspect(error, { depth: 4, breakLength: 120 });
}

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null && name in value
    ? (value as Record<string, unknown>)[name]
    : undefined;
}
