import { makePersonal } from "./personal/personal.ts";
import { makeSecrets } from "./secrets/secrets.ts";
import type { Detector } from "./types.ts";

/** The detectors that come with Lumos. */
export function builtInDetectors(): Detector[] {
  return [makeSecrets(), makePersonal()];
}
