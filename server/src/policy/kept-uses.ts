import type { Chain } from "../identity/index.ts";
import { bounded, canonicalJson, sha256 } from "../kernel/index.ts";
import { failed } from "./kept-answers.ts";
import type { ToolUse } from "./rulings/candidates.ts";
import { fit } from "./rulings/facts.ts";
import type { KeptAnswer, Ruled } from "./rulings/uses.ts";
import type { ActiveSet } from "./sets/active.ts";
import type { State } from "./sets/states.ts";

const MAX_KEPT = 10_000;
/** A use that names more than this is one of a kind. */
const MAX_KEY = 2_000;

/** Answers about the use of tools, given again where everything that the policies read is the same. */
export function keepUses() {
  const kept = bounded<Ruled>(MAX_KEPT);
  const chainKeys = new WeakMap<Chain, string>();

  return {
    // Guarantee: a kept answer about a tool is never given to another principal, use, landscape or policy set.
    /** Where answers about one use by a chain are kept; undefined where they are not. */
    about(
      state: State,
      active: ActiveSet,
      { chain, use, supported }: { chain: Chain; use: ToolUse; supported: readonly string[] },
    ): KeptAnswer | undefined {
      const action = use.action ?? "call_tool";
      const key = active.factsKey(action);
      // Of another landscape than the one we decide with, or of none: an answer about it is no answer for later.
      if (!key || state.landscape.servers.get(use.server.id) !== use.server) return undefined;
      const { server, objects, hosts, operations, tool, ...rest } = use;
      const what = JSON.stringify([
        action,
        server.id,
        tool,
        operations,
        objects,
        hosts,
        canonicalJson(rest),
        supported,
      ]);
      if (what.length > MAX_KEY) return undefined;
      let who = chainKeys.get(chain);
      if (who === undefined) {
        who = sha256(canonicalJson({ print: chain.fingerprint, links: chain.links }));
        chainKeys.set(chain, who);
      }
      const head = `${state.serial} ${who} ${what}|`;
      return {
        // Who asks with what cannot be evaluated hears so each time.
        of: (facts) => (fit(facts) ? kept.get(head + key(facts)) : undefined),
        keep(facts, ruled) {
          if (!fit(facts) || ruled.rulings.some(failed)) return;
          for (const ruling of ruled.rulings) Object.freeze(ruling);
          Object.freeze(ruled.rulings);
          kept.set(head + key(facts), ruled);
        },
      };
    },
    clear: (): void => kept.clear(),
  };
}
