import { deepEqual, equal, match, ok } from "node:assert/strict";
import { suite, test } from "node:test";
import { FIXTURES } from "./fixtures/index.ts";
import { deltasOf } from "./deltas.ts";
import type { Answer, Prompt } from "./form.ts";
import { toolNamesFor } from "./tool-names.ts";

const NAMES = [`mcp__${"server".repeat(10)}__search`, `mcp__${"server".repeat(10)}__seek`, "my.tool:x", "1st", "ok"];

const promptOf = (format: Prompt["format"]): Prompt => ({
  format,
  stream: false,
  system: [],
  turns: [
    { role: "assistant", parts: NAMES.map((name, at) => ({ kind: "call", id: `c${at}`, name, arguments: "{}" })) },
    { role: "user", parts: NAMES.map((name, at) => ({ kind: "result", id: `c${at}`, name, parts: [] })) },
  ],
  tools: NAMES.map((name) => ({ kind: "function", name })),
  toolChoice: { kind: "tool", name: NAMES[0] ?? "" },
});

suite("names of tools that another format would refuse", () => {
  for (const { format } of FIXTURES.filter((one) => one.format !== "anthropic.messages")) {
    test(`${format} gets names it takes, the same wherever one stands, and calls come back under the caller's`, () => {
      const names = toolNamesFor(format, promptOf("anthropic.messages"));
      const sent = names.prompt.tools.map(({ name }) => name);
      equal(new Set(sent).size, NAMES.length);
      equal(sent.at(-1), "ok");
      for (const name of sent) match(name, format === "gemini.generate" ? /^[A-Za-z_][\w.:-]{0,63}$/ : /^[\w-]{1,64}$/);
      for (const turn of names.prompt.turns)
        deepEqual(
          turn.parts.map((part) => ("name" in part ? part.name : "")),
          sent,
        );
      deepEqual(names.prompt.toolChoice, { kind: "tool", name: sent[0] });

      const answer: Answer = {
        format,
        id: "a",
        model: "m",
        choices: [
          {
            index: 0,
            stop: "tools",
            parts: sent.map((name, at) => ({ kind: "call", id: `c${at}`, name, arguments: "{}" })),
          },
        ],
      };
      deepEqual(
        names.answer(answer).choices[0]?.parts.map((part) => (part.kind === "call" ? part.name : "")),
        NAMES,
      );
      const streamed = [...deltasOf(answer)].map((delta) => names.delta(delta));
      deepEqual(
        streamed.flatMap((delta) => (delta.kind === "open" && delta.opening.kind === "call" ? delta.opening.name : [])),
        NAMES,
      );
    });

    test(`${format}: a prompt of its own keeps its names`, () => {
      const prompt = promptOf(format);
      ok(toolNamesFor(format, prompt).prompt === prompt);
    });
  }
});
