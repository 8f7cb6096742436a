import type { Log } from "../../kernel/index.ts";
import { type Disagreement, agreeing } from "./agreeing.ts";
import type { Engine } from "./engine.ts";
import { openFast } from "./fast.ts";
import { openReference } from "./reference.ts";

/** Which engine is asked: one of them, or both, and then they must answer alike. */
export type EngineChoice = "fast" | "reference" | "both";

export interface Engines {
  /** The one whose answers count. */
  engine: Engine;
  /** The fastest there is, for searching: what it finds is asked again. */
  quick: Engine;
  close(): void;
}

export function openEngines(
  choice: EngineChoice,
  parts: { log: Log; heard: (disagreement: Disagreement) => void },
): Engines {
  const fast = openFast();
  const reference = openReference({ log: parts.log });
  const asked = { fast: [fast], reference: [reference], both: [fast, reference] }[choice];
  const close = () => {
    fast.close();
    reference.close();
  };
  return { engine: agreeing(asked, parts.heard), quick: choice === "reference" ? reference : fast, close };
}
