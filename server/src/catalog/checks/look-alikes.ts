import { type Definition, INSTRUCTIONS } from "../definition.ts";
import { shown } from "../shown.ts";
import type { Found, Looked } from "./found.ts";
import { type Alike, type NameIndex, indexNames, isMixed, nameOf } from "./names.ts";

/** Names to hold a name against: those of other servers, and the server's own. */
interface Names {
  own: NameIndex;
  theirs: NameIndex;
}

export function namesOf(server: string, definitions: readonly Definition[], others: Looked["others"]): Names {
  const theirs = [...others]
    .filter(([id]) => id !== server)
    .flatMap(([id, { tools }]) =>
      [...tools.keys()].filter((name) => name !== INSTRUCTIONS).map((name) => ({ ...nameOf(name), server: id })),
    );
  const own = definitions.filter(({ name }) => name !== INSTRUCTIONS).map(({ name }) => ({ ...nameOf(name), server }));
  return { own: indexNames(own), theirs: indexNames(theirs) };
}

const SAID: Record<Alike, string> = {
  same: "is called like",
  "written-otherwise": "differs only in case or separators from",
  "passes-for": "passes for",
  typo: "is a slip of the pen away from",
  near: "differs in two letters or fewer from",
};
const THEIRS: Record<Alike, Found["severity"]> = {
  same: "low",
  "written-otherwise": "medium",
  "passes-for": "high",
  typo: "high",
  near: "medium",
};
const OWN: Record<Alike, Found["severity"]> = {
  same: "low",
  "written-otherwise": "medium",
  "passes-for": "high",
  typo: "medium",
  near: "low",
};

export function lookAlikes(name: string, { own, theirs }: Names): Found[] {
  if (name === INSTRUCTIONS) return [];
  const found: Found[] = [];
  const it = nameOf(name);
  if (isMixed(name))
    found.push({ kind: "look-alike", severity: "high", detail: `${shown(name, 128)} mixes letters of two alphabets.` });
  for (const { other, how } of theirs.near(it))
    found.push({
      kind: "look-alike",
      severity: THEIRS[how],
      detail: `${shown(name, 128)} ${SAID[how]} ${shown(other.name, 128)} of the server ${other.server}.`,
    });
  for (const { other, how } of own.near(it))
    if (other.name !== name)
      found.push({
        kind: "look-alike",
        severity: OWN[how],
        detail: `${shown(name, 128)} ${SAID[how]} ${shown(other.name, 128)} of the same server.`,
      });
  return found;
}
