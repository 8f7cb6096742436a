import type { Frame, Lost } from "../codec.ts";
import { deltasOf } from "../deltas.ts";
import type { Answer, JsonObject } from "../form.ts";
import { ResponseWriter } from "./write-stream.ts";

/** A whole answer is what its stream would have ended with. */
export function writeAnswer(answer: Answer, frame: Frame, lost: Lost): JsonObject {
  const writer = new ResponseWriter(frame, lost);
  for (const delta of deltasOf(answer)) writer.write(delta);
  return writer.response;
}
