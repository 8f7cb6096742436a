import { type Term, YES, NO, all, any, atMostOne, either, not, same } from "./terms.ts";

/*
 * The unknowns of a question. Texts and sets of texts range over what they are compared with and a few others
 * that nobody named: which of those others it is makes no difference to a policy, so a handful stands for all.
 */

/** One unknown: `context.base.geo`, `resource.regions`, `principal.active`. */
export interface Slot {
  readonly path: string;
  readonly kind: "flag" | "number" | "text" | "set";
  readonly index: number;
  /** Least and greatest, of numbers. */
  readonly range?: readonly [number, number];
}

/** A text that may be an unknown one. */
export type Text = { literal: string } | { slot: Slot } | { when: Term; yes: Text; otherwise: Text };

/** A text that stands for "some other", distinct from each that is named. */
export const OTHER = "\u0000other";

/** More members than this are not told apart, and nothing is called proved. */
const MAX_OTHERS = 24;

export interface Symbols {
  slot(path: string, kind: Slot["kind"], range?: readonly [number, number]): Slot;
  /** The unknown as a formula or number. */
  is(slot: Slot): Term;
  /** Makes the text one that the slot may be, or contain. */
  name(slot: Slot, literal: string): void;
  equal(one: Text, other: Text): Term;
  contains(set: Slot, text: Text): Term;
  /** For every text a set may contain, both sides; the texts nobody named included. */
  members(one: Slot, other: Slot): [Term, Term][];
  each(slot: Slot): { text: string; is: Term }[];
  /** How much is known: two equal readings in a row, and nothing is being added any more. */
  size(): number;
  /** A yes or no that nothing is known about, one for each key. */
  opaque(key: string): Term;
  matches(slot: Slot, pattern: string, holds: (text: string) => boolean): Term;
  /** From here on every text is known; the same questions are then asked again. */
  settle(): void;
  readonly settled: boolean;
  declarations(): string[];
  /** What must be asked for to know a whole world. */
  unknowns(): readonly Unknown[];
  /** True where too many others would have been needed. */
  readonly crowded: boolean;
}

export type Unknown =
  | { term: Term; about: "slot"; slot: Slot; member?: string }
  | { term: Term; about: "opaque"; key: string }
  | { term: Term; about: "match"; pattern: string; slot: Slot; member: string };

interface Family {
  texts: Set<string>;
  scalars: Set<Slot>;
  sets: Set<Slot>;
  /** In order, once settled, and the place of each. */
  members: string[];
  places: Map<string, number>;
}

export function makeSymbols(): Symbols {
  const slots = new Map<string, Slot>();
  const families: Family[] = [];
  const parents: number[] = [];
  const opaques = new Map<string, Term>();
  const patterns = new Map<string, { slot: Slot; pattern: string; holds: (text: string) => boolean }>();
  let settled = false;
  let crowded = false;

  const root = (at: number): number => {
    let top = at;
    while (parents[top] !== top) top = parents[top] as number;
    return top;
  };
  const family = (slot: Slot): Family => families[root(slot.index)] as Family;
  const join = (one: Slot, other: Slot) => {
    const [a, b] = [root(one.index), root(other.index)];
    if (a === b) return;
    const [into, from] = [families[a] as Family, families[b] as Family];
    for (const text of from.texts) into.texts.add(text);
    for (const slot of from.scalars) into.scalars.add(slot);
    for (const slot of from.sets) into.sets.add(slot);
    parents[b] = a;
  };
  const memberTerm = (slot: Slot, member: string): Term => {
    const place = family(slot).places.get(member);
    if (place === undefined) throw new Error(`a text of ${slot.path} was not known beforehand`);
    return `s${slot.index}_${place}`;
  };

  const symbols: Symbols = {
    slot(path, kind, range) {
      let slot = slots.get(path);
      if (!slot) {
        if (settled) throw new Error(`${path} was not known beforehand`);
        slot = { path, kind, index: parents.length, ...(range ? { range } : {}) };
        slots.set(path, slot);
        parents.push(slot.index);
        const own: Family = { texts: new Set(), scalars: new Set(), sets: new Set(), members: [], places: new Map() };
        if (kind === "text") own.scalars.add(slot);
        if (kind === "set") own.sets.add(slot);
        families.push(own);
      }
      return slot;
    },
    is: (slot) => `s${slot.index}`,
    name(slot, literal) {
      if (!settled) family(slot).texts.add(literal);
    },
    equal(one, other) {
      if ("when" in one) return either(one.when, symbols.equal(one.yes, other), symbols.equal(one.otherwise, other));
      if ("when" in other) return symbols.equal(other, one);
      if ("literal" in one) {
        if ("literal" in other) return one.literal === other.literal ? YES : NO;
        return symbols.equal(other, one);
      }
      if ("literal" in other) {
        symbols.name(one.slot, other.literal);
        return settled ? memberTerm(one.slot, other.literal) : symbols.is(one.slot);
      }
      if (one.slot === other.slot) return YES;
      if (!settled) {
        join(one.slot, other.slot);
        return symbols.is(one.slot);
      }
      const { members } = family(one.slot);
      return any(members.map((member) => all([memberTerm(one.slot, member), memberTerm(other.slot, member)])));
    },
    contains(set, text) {
      if ("when" in text)
        return either(text.when, symbols.contains(set, text.yes), symbols.contains(set, text.otherwise));
      if ("literal" in text) {
        symbols.name(set, text.literal);
        return settled ? memberTerm(set, text.literal) : symbols.is(set);
      }
      if (!settled) {
        join(set, text.slot);
        return symbols.is(set);
      }
      const { members } = family(set);
      return any(members.map((member) => all([memberTerm(set, member), memberTerm(text.slot, member)])));
    },
    members(one, other) {
      if (!settled) {
        join(one, other);
        return [];
      }
      return family(one).members.map((member) => [memberTerm(one, member), memberTerm(other, member)]);
    },
    each: (slot) =>
      settled
        ? family(slot).members.map((text) => ({ text, is: memberTerm(slot, text) }))
        : [...family(slot).texts].map((text) => ({ text, is: symbols.is(slot) })),
    size: () => slots.size + opaques.size + [...slots.values()].reduce((sum, slot) => sum + family(slot).texts.size, 0),
    opaque(key) {
      let term = opaques.get(key);
      if (term === undefined) {
        if (settled) throw new Error("a condition was not known beforehand");
        opaques.set(key, (term = `o${opaques.size}`));
      }
      return term;
    },
    matches(slot, pattern, holds) {
      const key = `${slot.path}\n${pattern}`;
      if (!patterns.has(key)) patterns.set(key, { slot, pattern, holds });
      if (!settled) return symbols.is(slot);
      const nth = [...patterns.keys()].indexOf(key);
      return any(
        family(slot).members.map((member, place) => {
          const its = member.startsWith(OTHER) ? `m${nth}_${place}` : holds(member) ? YES : NO;
          return all([memberTerm(slot, member), its]);
        }),
      );
    },
    settle() {
      settled = true;
      for (const [index, own] of families.entries()) {
        if (root(index) !== index) continue;
        const sets = own.sets.size;
        // One other for each text, and one for each way of standing in some of the sets and not in others.
        const wanted = own.scalars.size + Math.min(2 ** sets - 1, sets ** 2 + (sets * (sets + 1)) / 2);
        if (wanted > MAX_OTHERS) crowded = true;
        const others = Array.from({ length: Math.min(wanted, MAX_OTHERS) }, (_, place) => `${OTHER}${place}`);
        own.members = [...[...own.texts].toSorted(), ...others];
        own.places = new Map(own.members.map((member, place) => [member, place]));
      }
    },
    get settled() {
      return settled;
    },
    get crowded() {
      return crowded;
    },
    declarations() {
      const lines: string[] = [];
      const flag = (term: Term) => lines.push(`(declare-const ${term} Bool)`);
      for (const slot of slots.values()) {
        const own = symbols.is(slot);
        if (slot.kind === "flag") flag(own);
        else if (slot.kind === "number") {
          lines.push(`(declare-const ${own} Int)`);
          const [least, greatest] = slot.range ?? [-(2 ** 52), 2 ** 52];
          lines.push(`(assert (and (<= ${least < 0 ? `(- ${-least})` : least} ${own}) (<= ${own} ${greatest})))`);
        } else {
          const terms = family(slot).members.map((member) => memberTerm(slot, member));
          for (const term of terms) flag(term);
          if (slot.kind === "text") lines.push(`(assert ${any(terms)})`, `(assert ${atMostOne(terms)})`);
        }
      }
      for (const term of opaques.values()) flag(term);
      for (const unknown of symbols.unknowns()) if (unknown.about === "match") flag(unknown.term);
      return lines;
    },
    unknowns() {
      const found: Unknown[] = [];
      for (const slot of slots.values()) {
        if (slot.kind === "flag" || slot.kind === "number") found.push({ term: symbols.is(slot), about: "slot", slot });
        else
          for (const member of family(slot).members)
            found.push({ term: memberTerm(slot, member), about: "slot", slot, member });
      }
      for (const [key, term] of opaques) found.push({ term, about: "opaque", key });
      [...patterns.values()].forEach(({ slot, pattern }, nth) =>
        family(slot).members.forEach((member, place) => {
          if (member.startsWith(OTHER)) found.push({ term: `m${nth}_${place}`, about: "match", pattern, slot, member });
        }),
      );
      return found;
    },
  };
  return symbols;
}

/** Two sets, member by member. */
export function sameMembers(pairs: readonly [Term, Term][]): Term {
  return all(pairs.map(([one, other]) => same(one, other)));
}

export function isNone(terms: Iterable<Term>): Term {
  return not(any(terms));
}
