import { isMarked, LOCAL } from "../marks.ts";
import { mark, markCode, type Effect } from "../seen.ts";
import type { CommandClass } from "../../types.ts";
import type { Program, Use } from "../use.ts";

type What = Effect | CommandClass;

/** A program whose first words say what it does: `docker ps`, `npm run test`. */
export interface Verbs {
  /** Options that stand before the verb and have a value. */
  takes?: string;
  /** What is true whatever the verb is. */
  always?: readonly What[];
  /** Verbs by what they do; a verb may be two words, `system_prune`. The longest that fits counts. */
  verbs: Readonly<Record<string, readonly What[] | ((use: Use, args: readonly string[]) => string | undefined | void)>>;
  /** Without any verb. */
  bare?: readonly What[];
}

/**
 * Guarantee: a verb that is not known writes and runs code; it never counts as reading.
 */
export function verbs(spec: Verbs): Program {
  const takes = new Set((spec.takes ?? "").split(" "));
  return (use) => {
    const { seen } = use;
    if (spec.always !== undefined) mark(seen, spec.always);
    const words: { word: string; at: number }[] = [];
    for (let at = 0; at < use.args.length && words.length < 3; at += 1) {
      const arg = use.args[at] ?? "";
      if (takes.has(arg)) at += 1;
      else if (!arg.startsWith("-")) words.push({ word: arg.replaceAll("_", " "), at });
    }
    if (words.length === 0) {
      const asked = use.args.some((arg) => /^(-h|--help|help|-v|-V|--version|version)$/.test(arg));
      mark(seen, asked ? ["read"] : (spec.bare ?? ["read"]));
      return LOCAL;
    }
    for (let count = words.length; count > 0; count -= 1) {
      const name = words
        .slice(0, count)
        .map((one) => one.word)
        .join("_");
      const does = Object.hasOwn(spec.verbs, name) ? spec.verbs[name] : undefined;
      if (does === undefined) continue;
      if (typeof does === "function") return does(use, use.args.slice((words[count - 1]?.at ?? 0) + 1)) ?? LOCAL;
      mark(seen, does, does.includes("destructive") ? `${use.name} ${name}: takes away what there is` : undefined);
      return LOCAL;
    }
    if (
      /^(help|version|completion)$/.test(words[0]?.word ?? "") ||
      (use.args.includes("--help") && !words.some((one) => isMarked(one.word)))
    ) {
      mark(seen, ["read"]);
    } else markCode(seen, `${use.name} with an order that is not known`);
    return LOCAL;
  };
}

/** The same for several of them. */
export function each<T>(names: string, what: T): Record<string, T> {
  return Object.fromEntries(names.split(" ").map((name) => [name, what]));
}
