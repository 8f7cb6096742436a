import type { Term } from "./terms.ts";

export type Answered = "yes" | "no" | "unknown";

/** Decides formulas. It keeps its thread while it does, so that it belongs into one that is thrown away. */
export interface Solver {
  /** Forgets everything and takes this. */
  begin(script: string, limitMs: number): void;
  add(script: string): void;
  /** Whether all of these can hold together; then also what each of `wanted` is. */
  can(terms: readonly Term[], wanted?: readonly Term[]): { answer: Answered; values: ReadonlyMap<Term, string> };
  close(): void;
}

/** What we use of the package besides its types. */
interface Module {
  readonly HEAPU8: Uint8Array;
  readonly PThread?: { terminateAllThreads(): void };
  _malloc(bytes: number): number;
  _free(at: number): void;
  ccall(name: string, returns: "string", takes: readonly "number"[], given: readonly number[]): string;
}

const MEMORY_MB = 1_024;
const NONE: ReadonlyMap<Term, string> = new Map();

/** Undefined where the package is not installed. Everything else that is wrong with it is thrown. */
export async function openSolver(): Promise<Solver | undefined> {
  let loaded: typeof import("z3-solver");
  try {
    loaded = await import("z3-solver");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ERR_MODULE_NOT_FOUND") return undefined;
    throw error;
  }
  const { Z3, em } = await loaded.init();
  const module = em as Module;
  Z3.global_param_set("memory_max_size", String(MEMORY_MB));
  let context = Z3.mk_context(Z3.mk_config());

  const tell = (script: string): string => {
    // The package's own call keeps its text on a stack that is gone before another thread has read it.
    const bytes = Buffer.from(`${script}\0`);
    const at = module._malloc(bytes.length);
    try {
      module.HEAPU8.set(bytes, at);
      const said = module.ccall("Z3_eval_smtlib2_string", "string", ["number", "number"], [Number(context), at]);
      const wrong = /\(error "([^"]*)"/.exec(said);
      if (wrong) throw new Error(`the solver: ${wrong[1]}`);
      return said.trim();
    } finally {
      module._free(at);
    }
  };
  return {
    begin(script, limitMs) {
      Z3.del_context(context);
      context = Z3.mk_context(Z3.mk_config());
      tell(`(set-option :timeout ${Math.max(1, Math.round(limitMs))})\n${script}`);
    },
    add: (script) => void tell(script),
    can(terms, wanted = []) {
      const said = tell(`(push)\n${terms.map((term) => `(assert ${term})`).join("\n")}\n(check-sat)`);
      const values = said === "sat" && wanted.length > 0 ? valuesIn(tell(`(get-value (${wanted.join(" ")}))`)) : NONE;
      tell("(pop)");
      return { answer: said === "sat" ? "yes" : said === "unsat" ? "no" : "unknown", values };
    },
    close: () => module.PThread?.terminateAllThreads(),
  };
}

/** `((s0 true) (s1 (- 4)))` */
function valuesIn(said: string): Map<Term, string> {
  const found = new Map<Term, string>();
  for (const [, name, value] of said.matchAll(/\((\w+)\s+(\(-\s+\d+\)|\w+)\)/g))
    found.set(name as string, (value as string).replace(/^\(-\s+(\d+)\)$/, "-$1"));
  return found;
}
