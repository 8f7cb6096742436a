import type { SseEvent, StreamReader } from "../codec.ts";
import type { Delta, Json, JsonObject, Part } from "../form.ts";
import { blockOf, citedIn } from "./answers.ts";
import { type CallIds, callIds } from "./call-ids.ts";
import { readLogprobs } from "./logprobs.ts";
import { member, numberOf, objectOf, objectsOf, some, textOf } from "./members.ts";
import { readPart } from "./read-parts.ts";
import { stopOf } from "./stops.ts";
import { usageOf } from "./usage.ts";

interface Candidate {
  index: number;
  /** Number of the next part. */
  next: number;
  /** What the part before the next one is, where it still grows. */
  open: "text" | "thinking" | undefined;
  called: boolean;
  stopped: boolean;
}

/** Every event is a whole answer that holds what is new; usage is counted from the beginning. */
export function readStream(issuer: string): StreamReader {
  const candidates = new Map<number, Candidate>();
  let ids: CallIds | undefined;

  const candidateAt = (index: number): Candidate => {
    let found = candidates.get(index);
    if (!found) {
      found = { index, next: 0, open: undefined, called: false, stopped: false };
      candidates.set(index, found);
    }
    return found;
  };

  return {
    read(event: SseEvent): Delta[] {
      if (event.data === "") return [];
      const response = objectOf(JSON.parse(event.data) as Json);
      if (!response) throw new SyntaxError("an event that is no object");
      const error = objectOf(response["error"]);
      if (error) {
        const code = textOf(error["status"]) ?? String(numberOf(error["code"]) ?? "");
        return [{ kind: "failed", code, message: textOf(error["message"]) ?? "" }];
      }
      const out: Delta[] = [];
      const usage = usageOf(response);
      if (!ids) {
        const id = textOf(member(response, "responseId")) ?? "";
        ids = callIds(id);
        out.push({ kind: "start", id, model: textOf(member(response, "modelVersion")) ?? "", ...some("usage", usage) });
      }
      for (const [at, one] of objectsOf(response["candidates"]).entries()) {
        readCandidate(one, candidateAt(numberOf(one["index"]) ?? at), issuer, ids, out);
      }
      const blocked = blockOf(response);
      if (blocked && candidates.size === 0) block(blocked, candidateAt(0), out);
      if (usage && candidates.size > 0 && candidates.values().every((one) => one.stopped)) {
        out.push({ kind: "usage", usage, ...some("serviceTier", usage.serviceTier) });
      }
      return out;
    },
  };
}

function readCandidate(value: JsonObject, to: Candidate, issuer: string, ids: CallIds, out: Delta[]): void {
  for (const part of objectsOf(objectOf(value["content"])?.["parts"])) {
    for (const read of readPart(part, issuer, ids)) readInto(read, to, out);
  }
  const cited = citedIn(value);
  if (cited && to.open === "text") {
    out.push({ kind: "cited", choice: to.index, part: to.next - 1, citation: cited });
  }
  const logprobs = readLogprobs(member(value, "logprobsResult"));
  if (logprobs !== undefined) out.push({ kind: "logprobs", choice: to.index, logprobs });
  const finish = textOf(member(value, "finishReason"));
  if (finish === undefined || to.stopped) return;
  close(to, out);
  to.stopped = true;
  out.push({ kind: "stop", choice: to.index, stop: stopOf(finish, to.called), raw: finish });
}

function readInto(part: Part, to: Candidate, out: Delta[]): void {
  const choice = to.index;
  switch (part.kind) {
    case "text":
      if (part.text !== "") grow("text", part.text, to, out);
      return;
    case "thinking":
      if (part.redacted === true) {
        close(to, out);
        out.push({ kind: "whole", choice, part: to.next++, value: part });
        return;
      }
      if (part.text !== "" || part.sealed) grow("thinking", part.text, to, out);
      if (!part.sealed) return;
      out.push({ kind: "sealed", choice, part: to.next - 1, sealed: part.sealed });
      close(to, out);
      return;
    case "call": {
      close(to, out);
      const at = { choice, part: to.next++ };
      out.push({ kind: "open", ...at, opening: { kind: "call", id: part.id, name: part.name } });
      if (part.sealed) out.push({ kind: "sealed", ...at, sealed: part.sealed });
      out.push({ kind: "grow", ...at, text: part.arguments }, { kind: "close", ...at });
      to.called = true;
      return;
    }
    default:
      close(to, out);
      out.push({ kind: "whole", choice, part: to.next++, value: part });
  }
}

function grow(kind: "text" | "thinking", text: string, to: Candidate, out: Delta[]): void {
  if (to.open !== kind) {
    close(to, out);
    to.open = kind;
    out.push({ kind: "open", choice: to.index, part: to.next++, opening: { kind } });
  }
  if (text !== "") out.push({ kind: "grow", choice: to.index, part: to.next - 1, text });
}

function close(to: Candidate, out: Delta[]): void {
  if (to.open !== undefined) out.push({ kind: "close", choice: to.index, part: to.next - 1 });
  to.open = undefined;
}

function block(blocked: NonNullable<ReturnType<typeof blockOf>>, to: Candidate, out: Delta[]): void {
  const at = { choice: to.index, part: 0 };
  if (blocked.message !== undefined) {
    out.push({ kind: "open", ...at, opening: { kind: "refusal" } });
    out.push({ kind: "grow", ...at, text: blocked.message }, { kind: "close", ...at });
  }
  to.stopped = true;
  out.push({ kind: "stop", choice: to.index, stop: "filter", raw: blocked.reason });
}
