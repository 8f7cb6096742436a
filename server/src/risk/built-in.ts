import { builtInWeights, makeModel, type Model } from "./model/index.ts";
import { makePersonal } from "./personal/personal.ts";
import { makeSecrets } from "./secrets/secrets.ts";
import type { Detector } from "./types.ts";

/** The detectors that come with Lumos. */
export function builtInDetectors(): Detector[] {
  return [makeSecrets(), makePersonal()];
}

/** Read from disk once, however many rooms there are. */
let known: Model | undefined;
export function builtInModel(): Model {
  known ??= makeModel(builtInWeights());
  return known;
}
