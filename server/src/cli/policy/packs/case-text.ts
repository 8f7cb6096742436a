import { parse } from "yaml";
import { fault } from "../../../kernel/index.ts";
import { type Names, fillText, namesIn } from "./names.ts";

/* cases.yaml as text: what is added stands between two comments, and what somebody wrote keeps every byte. */

/** One case as it is written, a text of several lines that begins with `- name:`. */
export interface CaseText {
  name: string;
  text: string;
}

/** The cases of a pack in an organization's names, apart from those that need what the organization lacks. */
export function fillCases(
  pack: { name: string; cases: string },
  names: Names,
  missing: ReadonlySet<string>,
): { cases: CaseText[]; leftOut: { name: string; needs: string[] }[] } {
  const cases: CaseText[] = [];
  const leftOut: { name: string; needs: string[] }[] = [];
  for (const block of pack.cases.split(/^(?=- name: )/m).filter((text) => text.startsWith("- name: "))) {
    const [first = "", ...rest] = block.split("\n");
    const name = `${pack.name}: ${first.slice("- name: ".length).trim()}`;
    const needs = namesIn(block).filter((key) => missing.has(key));
    if (needs.length > 0) leftOut.push({ name, needs });
    else cases.push({ name, text: `- name: ${JSON.stringify(name)}\n${fillText(rest.join("\n"), names).trimEnd()}\n` });
  }
  return { cases, leftOut };
}

/** The text with one section put in, in place of the same section if it is there. */
export function withSection(text: string, section: string, about: string, cases: readonly CaseText[]): string {
  const begin = `# Begin: ${section}.`;
  const end = `# End: ${section}.`;
  const body = cases.length === 0 ? "" : `${begin} ${about}\n${cases.map((one) => one.text).join("")}${end}\n`;
  const from = text.indexOf(begin);
  const to = from < 0 ? -1 : text.indexOf(end, from);
  if (to >= 0) {
    const rest = text.slice(to + end.length).replace(/^\n/, "");
    return `${text.slice(0, from)}${body}${rest}`;
  }
  const before = text === "" || text.endsWith("\n") ? text : `${text}\n`;
  return `${before}${body}`;
}

/** The cases in a text that is about to be written; a fault where adding to it does not give a list. */
export function readCaseText(text: string, file: string): unknown[] {
  if (text.trim() === "") return [];
  let value: unknown;
  try {
    value = parse(text, { maxAliasCount: 0 });
  } catch {
    value = undefined;
  }
  // Comments alone are no list and no mistake.
  if (value === null) return [];
  if (Array.isArray(value)) return value as unknown[];
  throw fault("usage", {
    public: `${file} is not a list with one case to an entry (- name: ...), so nothing can be added to it. Nothing was written.`,
  });
}
