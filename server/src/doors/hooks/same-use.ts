import { bounded, canonicalJson, sha256 } from "../../kernel/index.ts";
import type { Dialect, HookEvent, HookTool, Verdict } from "./types.ts";

/* One use of a tool is told by several events of some clients. It is decided about once. */

const MAX_KEPT = 20_000;
/** How long after the first of them the others may come. */
const WITHIN_MS = 60_000;

interface Ruled {
  at: number;
  /** Events that have been answered: one that comes again is another use. */
  heard: Set<string>;
  verdict: Promise<Verdict>;
}

export interface SameUse {
  /** The verdict about this use: the one another event of it has had, else what `decide` says. */
  verdict(
    about: { org: string; fingerprint: string; dialect: Dialect; event: HookEvent; tool: HookTool; now: number },
    decide: () => Promise<Verdict>,
  ): Promise<Verdict>;
}

// Guarantee: one use of a tool has one verdict, whichever of its events asks; another use is decided anew.
export function makeSameUse(): SameUse {
  const ruled = bounded<Ruled>(MAX_KEPT);
  return {
    async verdict({ org, fingerprint, dialect, event, tool, now }, decide) {
      const key = sha256(canonicalJson([org, fingerprint, event.client, event.session ?? "", useOf(dialect, tool)]));
      const known = ruled.get(key);
      if (known && now - known.at < WITHIN_MS && !known.heard.has(event.native)) {
        known.heard.add(event.native);
        return known.verdict;
      }
      const verdict = decide();
      ruled.set(key, { at: now, heard: new Set([event.native]), verdict });
      try {
        return await verdict;
      } catch (error) {
        ruled.delete(key);
        throw error;
      }
    },
  };
}

/** What tells a use apart: of a command the command, which events of one client write down differently. */
function useOf(dialect: Dialect, { name, input, mcp }: HookTool): unknown {
  if (mcp) return ["mcp", mcp.tool, input];
  const member = dialect.shells[name];
  return member === undefined ? ["tool", name, input] : ["shell", input[member]];
}
