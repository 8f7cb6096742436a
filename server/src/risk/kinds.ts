/** What a kind of finding is called, weighs and stands for. The one table: classes, masks and placeholders follow from it. */
export interface Kind {
  /** Its share in the privacy score. */
  weight: number;
  /** The data class that is its own. */
  dataClass: string;
  /** Leads to a person by itself, so that it is customers' data unless somebody knows better. */
  leads: boolean;
  /** A guess of a built-in that cannot know: taken out only where its own class is named. */
  weak?: true;
  /** How two spellings of one value are told to be the same. */
  same: "exact" | "letters" | "digits" | "alnum";
  /** What may be shown of it: so many characters of the beginning and of the end. */
  shown: { head: number; tail: number };
}

const kind = (
  weight: number,
  dataClass: string,
  { leads = true, same = "alnum" as Kind["same"], head = 0, tail = 2, weak = false } = {},
): Kind => ({ weight, dataClass, leads, same, shown: { head, tail }, ...(weak ? { weak: true as const } : {}) });

export const KINDS: Readonly<Record<string, Kind>> = {
  secret: kind(60, "secret", { leads: false, same: "exact" }),
  card: kind(40, "pii.card", { same: "digits", tail: 4 }),
  ssn: kind(40, "pii.ssn", { same: "digits" }),
  national_id: kind(35, "pii.national_id"),
  passport: kind(35, "pii.passport"),
  iban: kind(30, "pii.iban", { head: 2, tail: 4 }),
  licence: kind(25, "pii.licence"),
  bank: kind(25, "pii.bank"),
  birthdate: kind(20, "pii.birthdate", { same: "exact", tail: 0 }),
  phone: kind(15, "pii.phone", { same: "digits" }),
  email: kind(10, "pii.email", { same: "letters" }),
  // Names and data of other kinds that a judge with a model of its own has seen.
  person: kind(10, "pii.name", { same: "letters", head: 1, tail: 0 }),
  personal: kind(10, "pii.other", { same: "exact", tail: 0 }),
  location: kind(10, "pii.location", { leads: false, same: "exact", tail: 0 }),
  crypto: kind(10, "pii.crypto", { leads: false, same: "exact", head: 4 }),
  ip: kind(5, "pii.ip", { leads: false, same: "letters", tail: 0, head: 3 }),
  mac: kind(5, "pii.mac", { leads: false, same: "alnum", tail: 0, head: 3 }),
  plate: kind(5, "pii.plate", { leads: false, tail: 1, weak: true }),
  name: kind(3, "pii.name", { leads: false, same: "letters", head: 1, tail: 0, weak: true }),
  address: kind(5, "pii.address", { leads: false, same: "letters", tail: 0, weak: true }),
};

/** Every class that something built in can find, and what gathers them. */
export const BUILT_IN_CLASSES: readonly string[] = [
  "secret",
  "pii",
  "pii.customer",
  ...Object.values(KINDS).flatMap(({ dataClass }) => (dataClass === "secret" ? [] : [dataClass])),
];

export function isWeak(name: string): boolean {
  return KINDS[name]?.weak === true;
}
