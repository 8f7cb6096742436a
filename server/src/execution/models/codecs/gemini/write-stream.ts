import type { Usage } from "../../../../kernel/index.ts";
import type { Frame, Lost, StreamWriter } from "../codec.ts";
import type { CallPart, Delta, Json, JsonObject, Opening, Stop } from "../form.ts";
import { answering } from "./answers.ts";
import { writtenLogprobs } from "./logprobs.ts";
import { listOf, objectOf, some } from "./members.ts";
import { ISSUER, signatureOf } from "./signatures.ts";
import { finishReasonOf } from "./stops.ts";
import { writtenUsage } from "./usage.ts";
import { writeCall, writeParts } from "./write-parts.ts";

const FORMAT = "gemini.generate";

type Open = { opening: Opening; call: CallPart | undefined };

interface Candidate {
  open: Map<number, Open>;
  /** What the last event says of the candidate beside why it stopped. */
  closing: JsonObject;
  logprobs: Json[];
  stop: Stop | undefined;
}

/** Texts go out as they come; a call only once it is whole; why it stopped and what was used with the last event. */
export function writeStream(frame: Frame, lost: Lost): StreamWriter {
  const candidates = new Map<number, Candidate>();
  const writing = answering(false, lost);
  const names = { modelVersion: frame.model, responseId: frame.call };
  let usage: Usage | undefined;

  const at = (choice: number): Candidate => {
    let found = candidates.get(choice);
    if (!found) {
      found = { open: new Map(), closing: {}, logprobs: [], stop: undefined };
      candidates.set(choice, found);
    }
    return found;
  };
  const event = (response: JsonObject) => `data: ${JSON.stringify({ ...response, ...names })}\n\n`;
  const said = (choice: number, parts: JsonObject[]) =>
    parts.length === 0 ? "" : event({ candidates: [{ content: { role: "model", parts }, index: choice }] });

  const last = (): string => {
    if (candidates.size === 0) at(0);
    const written = [...candidates].map(([index, one]) => ({
      // Clients take an event without a part for one that failed.
      content: { role: "model", parts: [{ text: "" }] },
      finishReason: finishReasonOf(one.stop ?? "end", undefined),
      index,
      ...some("logprobsResult", writtenLogprobs({ content: one.logprobs })),
      ...one.closing,
    }));
    return event({ candidates: written, ...(usage ? { usageMetadata: writtenUsage(usage) } : {}) });
  };

  return {
    write(delta: Delta): string {
      switch (delta.kind) {
        case "start":
          usage = delta.usage;
          return "";
        case "open": {
          const { opening } = delta;
          const call: CallPart | undefined = opening.kind === "call" ? { ...opening, arguments: "" } : undefined;
          at(delta.choice).open.set(delta.part, { opening, call });
          return "";
        }
        case "grow": {
          const open = at(delta.choice).open.get(delta.part);
          if (open?.call) {
            open.call.arguments += delta.text;
            return "";
          }
          const thought = open?.opening.kind === "thinking" ? { thought: true } : {};
          return delta.text === "" ? "" : said(delta.choice, [{ text: delta.text, ...thought }]);
        }
        case "sealed": {
          const open = at(delta.choice).open.get(delta.part);
          if (open?.call) {
            open.call.sealed = delta.sealed;
            return "";
          }
          const id = open?.opening.kind === "thinking" ? open.opening.id : undefined;
          const thoughtSignature = signatureOf(delta.sealed, some("id", id));
          const thought = delta.sealed.issuer === ISSUER ? {} : { thought: true };
          return said(delta.choice, [{ text: "", ...thought, thoughtSignature }]);
        }
        case "close": {
          const { open } = at(delta.choice);
          const call = open.get(delta.part)?.call;
          open.delete(delta.part);
          return call ? said(delta.choice, [writeCall(call, writing)]) : "";
        }
        case "whole":
          return said(delta.choice, writeParts([delta.value], writing));
        case "cited":
          if (delta.citation.format !== FORMAT) lost.add("citations");
          else Object.assign(at(delta.choice).closing, ...delta.citation.values.map((value) => objectOf(value) ?? {}));
          return "";
        case "logprobs":
          at(delta.choice).logprobs.push(...listOf(objectOf(delta.logprobs)?.["content"]));
          return "";
        case "stop":
          at(delta.choice).stop = delta.stop;
          return "";
        case "usage":
          ({ usage } = delta);
          return "";
        case "end":
          return last();
        case "failed":
          return "";
        default:
          delta satisfies never;
          return "";
      }
    },
  };
}
