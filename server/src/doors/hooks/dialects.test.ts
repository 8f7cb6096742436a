import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import type { Json } from "../../kernel/index.ts";
import { answerIn, canAsk } from "./answer.ts";
import { DIALECTS } from "./dialects/index.ts";
import { project } from "./project.ts";
import { GATES, HOOK_CLIENTS, HOOK_KINDS, type Verdict } from "./types.ts";

/* server/test/vectors/hooks/CLIENT.json: payloads as clients send them, what is read of each, and each answer to it. */

interface Case {
  name: string;
  /** Named by the address, where the payload names no event. */
  event?: string;
  payload: Record<string, unknown>;
  read?: Json;
  answers?: Record<string, Json>;
}

const FOLDER = join(import.meta.dirname, "..", "..", "..", "test", "vectors", "hooks");
const UPDATE = process.env["UPDATE_GOLDEN"] === "1";

const VERDICTS: readonly Verdict[] = [
  { say: "pass" },
  { say: "allow", reason: "Policy allows this." },
  { say: "deny", reason: "Policy forbids this." },
  { say: "ask", reason: "Say why." },
  { say: "rewrite", reason: "Not with that.", output: { command: "echo [redacted]" } },
  { say: "warn", context: "This is data." },
  { say: "redact", output: { text: "[redacted]" }, context: "Something was taken out." },
  { say: "hold", reason: "This waits.", output: { text: "This waits." } },
];

for (const client of HOOK_CLIENTS) {
  describe(`the dialect of ${client}`, () => {
    const dialect = DIALECTS[client];
    const file = join(FOLDER, `${client}.json`);
    const golden = JSON.parse(readFileSync(file, "utf8")) as { client: string; cases: Case[] };
    const found = golden.cases.map((one) => {
      const projected = project(dialect, one.payload, one.event);
      const { row, native } = projected.ok ? projected.event : projected;
      const read = projected.ok ? { ...projected.event, row: undefined } : { wrong: projected.message };
      const words: Record<string, Json> = {};
      // What is not decided about is not answered but with nothing; where it is, each answer that can be given.
      for (const verdict of VERDICTS) {
        const { body, said } = answerIn(row, native, verdict);
        if (said !== "pass") words[verdict.say] = body;
      }
      return {
        name: one.name,
        ...(one.event === undefined ? {} : { event: one.event }),
        payload: one.payload,
        read: JSON.parse(JSON.stringify(read)) as Json,
        ...(Object.keys(words).length > 0 ? { answers: words } : {}),
      };
    });
    if (UPDATE) writeFileSync(file, `${JSON.stringify({ client, cases: found }, null, 2)}\n`);

    for (const [at, one] of found.entries())
      test(one.name, () => {
        if (!UPDATE) assert.deepEqual(one, golden.cases[at]);
      });

    test("every event of its table has a payload among the vectors", () => {
      const named = new Set(golden.cases.map(({ event, payload }) => event ?? String(payload[dialect.fields.event])));
      assert.deepEqual(
        Object.keys(dialect.events).filter((event) => !named.has(event)),
        [],
      );
    });

    test("every event is of a known kind, and what is decided about can be refused", () => {
      for (const [event, row] of Object.entries(dialect.events)) {
        assert.ok(HOOK_KINDS.includes(row.kind), event);
        // Copilot documents that a prompt cannot be stopped.
        if (GATES.has(row.kind) && event !== "userPromptSubmitted") assert.ok(row.answers?.deny !== undefined, event);
      }
    });
  });
}

test("Guarantee: where a client does not understand what was decided, it hears the stricter word that it does", () => {
  for (const dialect of Object.values(DIALECTS)) {
    for (const [event, row] of Object.entries(dialect.events)) {
      if (!GATES.has(row.kind) || row.answers?.deny === undefined) continue;
      assert.equal(answerIn(row, event, { say: "deny", reason: "" }).said, "deny", event);
      const asked = answerIn(row, event, { say: "ask", reason: "Why?" }).said;
      assert.ok(asked === "ask" || asked === "deny", `${dialect.client} ${event}: ${asked}`);
      // A deny without a word is none to some clients.
      assert.match(JSON.stringify(answerIn(row, event, { say: "deny", reason: "" }).body), /Lumos|deny/, event);
    }
  }
  const results = DIALECTS.codex.events["PostToolUse"];
  assert.ok(results);
  assert.equal(answerIn(results, "PostToolUse", { say: "redact", output: {}, context: "c" }).said, "hold");
});

test("Guarantee: what must be taken out of a tool's input and cannot be is not done", () => {
  const verdict = { say: "rewrite", reason: "Not with that.", output: {} } as const;
  for (const dialect of Object.values(DIALECTS)) {
    for (const [event, row] of Object.entries(dialect.events)) {
      if (row.kind !== "tool.requested") continue;
      const { said } = answerIn(row, event, verdict);
      assert.equal(said, row.answers?.rewrite === undefined ? "deny" : "rewrite", event);
    }
  }
});

test("Codex is never told `ask`, and never a bare `allow`", () => {
  for (const [event, row] of Object.entries(DIALECTS.codex.events)) {
    const words = VERDICTS.filter(({ say }) => say !== "rewrite")
      .map((verdict) => JSON.stringify(answerIn(row, event, verdict).body))
      .join("\n");
    assert.ok(!/"permissionDecision":"(?:ask|allow)"/.test(words), event);
  }
});

test("nobody at the machine is asked in a mode in which nobody is", () => {
  const dialect = DIALECTS["claude-code"];
  const row = dialect.events["PreToolUse"];
  assert.ok(row);
  assert.equal(canAsk(dialect, { row, mode: "default" }), true);
  assert.equal(canAsk(dialect, { row, mode: "bypassPermissions" }), false);
  assert.equal(canAsk(DIALECTS.codex, { row: DIALECTS.codex.events["PreToolUse"] ?? row, mode: undefined }), false);
});
