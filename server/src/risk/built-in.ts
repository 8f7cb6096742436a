import { builtInWeights, makeModel, type Model } from "./model/index.ts";
import { makePersonal } from "./personal/personal.ts";
import { makeSecrets } from "./secrets/secrets.ts";
import type { Detector } from "./types.ts";

/** The detectors that come with Lumos. */
export function builtInDetectors(): Detector[] {
  return [makeSecrets(), makePersonal()];
}

let model: Model | undefined;

/** The classifier that comes with Lumos: read from disk once a thread. */
export function builtInModel(): Model {
  model ??= makeModel(builtInWeights());
  return model;
}
