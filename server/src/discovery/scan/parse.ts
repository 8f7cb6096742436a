import { type ParseError, parse as parseJsonc } from "jsonc-parser";
import { parse as parseToml } from "smol-toml";
import { parse as parseYaml } from "yaml";
import { isRecord } from "../../kernel/index.ts";

/** A file's value; what is wrong with it says where, and never what stands there. */
export function parsed(format: "json" | "toml" | "yaml", text: string): { value: unknown } | { problem: string } {
  try {
    if (format === "toml") return { value: parseToml(text) };
    if (format === "yaml") return { value: parseYaml(text, { maxAliasCount: 100, logLevel: "error" }) as unknown };
    const errors: ParseError[] = [];
    const value: unknown = parseJsonc(text, errors, { allowTrailingComma: true });
    const [first] = errors;
    if (!first) return { value };
    return { problem: `not valid JSON, line ${text.slice(0, first.offset).split("\n").length}` };
  } catch (error) {
    const line = (error as { line?: unknown }).line;
    const where = typeof line === "number" ? `, line ${line}` : "";
    const name = { json: "JSON", toml: "TOML", yaml: "YAML" }[format];
    return { problem: error instanceof RangeError ? `${name} that is too deep` : `not valid ${name}${where}` };
  }
}

const MAX_ENTRIES = 1_000;

/** What stands at the end of some steps, with the steps that were taken; `*` is every member. */
export function at(value: unknown, steps: readonly string[], taken: readonly string[] = []): [string[], unknown][] {
  const [step, ...rest] = steps;
  if (step === undefined) return [[[...taken], value]];
  if (!isRecord(value)) return [];
  if (step !== "*") return Object.hasOwn(value, step) ? at(value[step], rest, [...taken, step]) : [];
  return Object.entries(value)
    .slice(0, MAX_ENTRIES)
    .flatMap(([name, inner]) => at(inner, rest, [...taken, name]));
}
