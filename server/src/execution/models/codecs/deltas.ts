import type { Answer, Choice, Delta, Part } from "./form.ts";

/** A whole answer as the steps of a stream. */
export function* deltasOf(answer: Answer): Generator<Delta> {
  yield {
    kind: "start",
    id: answer.id,
    model: answer.model,
    ...(answer.createdS === undefined ? {} : { createdS: answer.createdS }),
  };
  for (const choice of answer.choices) yield* choiceDeltas(choice);
  if (answer.usage) {
    const { serviceTier } = answer;
    yield { kind: "usage", usage: answer.usage, ...(serviceTier === undefined ? {} : { serviceTier }) };
  }
  yield { kind: "end" };
}

function* choiceDeltas(choice: Choice): Generator<Delta> {
  const { index } = choice;
  for (const [part, value] of choice.parts.entries()) {
    yield* partDeltas({ choice: index, part }, value);
  }
  if (choice.logprobs !== undefined) yield { kind: "logprobs", choice: index, logprobs: choice.logprobs };
  yield {
    kind: "stop",
    choice: index,
    stop: choice.stop,
    ...(choice.stopRaw === undefined ? {} : { raw: choice.stopRaw }),
    ...(choice.stopSequence === undefined ? {} : { sequence: choice.stopSequence }),
  };
}

function* partDeltas(at: { choice: number; part: number }, value: Part): Generator<Delta> {
  switch (value.kind) {
    case "text":
      yield { kind: "open", ...at, opening: { kind: "text" } };
      yield { kind: "grow", ...at, text: value.text };
      if (value.citations) yield { kind: "cited", ...at, citation: value.citations };
      break;
    case "refusal":
      yield { kind: "open", ...at, opening: { kind: "refusal" } };
      yield { kind: "grow", ...at, text: value.text };
      break;
    case "thinking":
      if (value.redacted) {
        yield { kind: "whole", ...at, value };
        return;
      }
      yield { kind: "open", ...at, opening: { kind: "thinking", ...(value.id === undefined ? {} : { id: value.id }) } };
      if (value.text !== "") yield { kind: "grow", ...at, text: value.text };
      if (value.sealed) yield { kind: "sealed", ...at, sealed: value.sealed };
      break;
    case "call":
      yield {
        kind: "open",
        ...at,
        opening: { kind: "call", id: value.id, name: value.name, ...(value.custom ? { custom: true } : {}) },
      };
      if (value.sealed) yield { kind: "sealed", ...at, sealed: value.sealed };
      yield { kind: "grow", ...at, text: value.arguments };
      break;
    case "media":
    case "result":
    case "other":
      yield { kind: "whole", ...at, value };
      return;
    default:
      value satisfies never;
  }
  yield { kind: "close", ...at };
}
