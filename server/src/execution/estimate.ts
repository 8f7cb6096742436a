import type { ConnectedModel } from "../registry/index.ts";
import { goneAfter, told } from "./endings.ts";
import { carriesOpaque } from "./models/codecs/opaque.ts";
import { NOTHING_USED, countAnswer } from "./models/counted.ts";
import type { WireFor } from "./models/providers/index.ts";
import type { CandidateStory, Performance, Work } from "./types.ts";
import { ungivenBecause } from "./ungiven.ts";

/**
 * Whether the tokens of this prompt are counted by nobody: its model's provider counts none, or in another format,
 * or would refuse the blobs of others that the prompt holds.
 */
export function isEstimated(wireFor: WireFor, { call }: Work, model: ConnectedModel): boolean {
  if (call.ask.operation !== "count") return false;
  const wire = wireFor(model, call.ask);
  return "problem" in wire || wire.format !== call.ask.format || carriesOpaque(call.ask.body);
}

/** Says how many tokens a prompt may have, without asking a provider. */
export async function estimate(
  work: Work,
  model: ConnectedModel,
  story: CandidateStory,
  stories: CandidateStory[],
): Promise<Performance> {
  const { ask } = work.call;
  const detail = "the count is an estimate";
  const end = { kind: "answered", result: "completed", status: 200, usage: NOTHING_USED, detail } as const;
  const performance = told(story, end, stories, model, { firstByteMs: undefined, upstreamMs: undefined });
  try {
    await work.durable;
    await work.settled(performance);
  } catch (error) {
    return goneAfter(ungivenBecause(error), stories);
  }
  const body = countAnswer(ask.format, ask.tokensIn);
  work.reply.begin(200, {
    ...work.headers(model, []),
    "content-type": "application/json",
    "content-length": String(body.length),
  });
  work.reply.end(body);
  return performance;
}
