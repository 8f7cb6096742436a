import type { SpanMeasure } from "./report.ts";
import type { Found } from "./rows.ts";

/** Names that others give to what detectors find. */
const KIND_OF: Readonly<Record<string, string>> = {
  EMAIL_ADDRESS: "email",
  EMAIL: "email",
  PHONE_NUMBER: "phone",
  PHONE: "phone",
  CREDIT_CARD: "card",
  CARD: "card",
  IBAN_CODE: "iban",
  IBAN: "iban",
  IP_ADDRESS: "ip",
  IP: "ip",
  US_SSN: "us-ssn",
  SSN: "us-ssn",
  PERSON: "name",
  STREET_ADDRESS: "address",
  DATE_OF_BIRTH: "birthdate",
};

interface Counts {
  wanted: number;
  met: number;
  found: number;
  right: number;
}

/** Counts what was found and what was to be found; a place counts where the two overlap. */
export function makeSpanCounts() {
  const counts = new Map<string, Counts>();
  const of = (type: string): Counts => {
    const one = counts.get(type) ?? { wanted: 0, met: 0, found: 0, right: 0 };
    counts.set(type, one);
    return one;
  };
  return {
    add(row: Found, found: readonly { kind: string; start: number; end: number }[]): void {
      if (row.sort === "secret") {
        const one = of("secret");
        const seen = found.some(({ kind }) => kind === "secret");
        if (row.secret) one.wanted += 1;
        if (seen) one.found += 1;
        if (seen && row.secret) {
          one.met += 1;
          one.right += 1;
        }
        return;
      }
      const wanted = row.spans.map(({ type, start, end }) => ({
        kind: KIND_OF[type] ?? type.toLowerCase(),
        start,
        end,
      }));
      const meets = (
        a: { kind: string; start: number; end: number },
        b: { kind: string; start: number; end: number },
      ) => same(a.kind, b.kind) && a.start < b.end && b.start < a.end;
      for (const span of wanted) {
        const one = of(span.kind);
        one.wanted += 1;
        if (found.some((other) => meets(span, other))) one.met += 1;
      }
      for (const span of found) {
        const one = of(wanted.find((other) => meets(span, other))?.kind ?? span.kind);
        one.found += 1;
        if (wanted.some((other) => meets(span, other))) one.right += 1;
      }
    },
    told(): SpanMeasure[] {
      return [...counts].toSorted().map(([type, { wanted, met, found, right }]) => {
        const precision = right / found;
        const recall = met / wanted;
        return { type, wanted, precision, recall, f1: (2 * precision * recall) / (precision + recall) };
      });
    },
  };
}

/** `us-ssn` and `ssn` are one kind. */
function same(a: string, b: string): boolean {
  return a === b || a.endsWith(`-${b}`) || b.endsWith(`-${a}`);
}
