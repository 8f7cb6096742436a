import type { Dialect, JudgedSpan } from "../types.ts";
import { member, scoreOf } from "./words.ts";

/*
 * Presidio's analyzer: where names, addresses and other personal data stand. It scores no domain; what it finds is
 * redacted and counted like what the built-in detectors find.
 */

/** Entities by the kinds that detectors have; nothing is taken of those that are empty. */
const KINDS: Record<string, string> = {
  PERSON: "person",
  LOCATION: "address",
  EMAIL_ADDRESS: "email",
  PHONE_NUMBER: "phone",
  CREDIT_CARD: "card",
  IBAN_CODE: "iban",
  IP_ADDRESS: "ip",
  CRYPTO: "crypto",
  MEDICAL_LICENSE: "licence",
  US_SSN: "ssn",
  US_PASSPORT: "passport",
  US_DRIVER_LICENSE: "licence",
  US_BANK_NUMBER: "bank",
  DATE_TIME: "",
  URL: "",
  NRP: "",
};
/** Two letters of a country: a number that it gives its people. */
const NATIONAL = /^[A-Z]{2}_/;
const MAX_SPANS = 5_000;
/** What it is less sure of than this is not taken. */
const LEAST = 35;

export const presidio: Dialect = {
  version: "presidio@1",
  window: 50_000,
  joins: false,
  labels: {},
  questions: ({ url = "", language = "en" }, { segments }) => [
    {
      by: "post",
      url: `${url.replace(/\/+$/, "")}/analyze`,
      auth: "bearer",
      body: { text: segments[0]?.text ?? "", language },
    },
  ],
  read({ json }, { judge, unit }) {
    if (!Array.isArray(json) || json.length > MAX_SPANS) return undefined;
    const text = unit.segments[0]?.text ?? "";
    const places = placesOf(text);
    const spans: JudgedSpan[] = [];
    for (const one of json) {
      const [type, start, end] = [member(one, "entity_type"), member(one, "start"), member(one, "end")];
      const confidence = scoreOf(member(one, "score"));
      if (typeof type !== "string" || !/^[A-Z][A-Z0-9_]{0,63}$/.test(type) || confidence === undefined)
        return undefined;
      if (!isPlace(start, places.length) || !isPlace(end, places.length) || start >= end) return undefined;
      const kind = KINDS[type] ?? (NATIONAL.test(type) ? "national_id" : "personal");
      if (kind === "" || confidence < Math.max(LEAST, judge.threshold ?? 0)) continue;
      const [from, to] = [places[start] as number, places[end] as number];
      spans.push({ segment: 0, kind, rule: `presidio.${type.toLowerCase()}`, start: from, end: to, confidence });
    }
    return { scores: {}, spans };
  },
};

/** It counts characters where we count UTF-16 units: the place of each character, and the end. */
function placesOf(text: string): number[] {
  const places: number[] = [];
  let at = 0;
  for (const character of text) {
    places.push(at);
    at += character.length;
  }
  places.push(at);
  return places;
}

function isPlace(value: unknown, length: number): value is number {
  return typeof value === "number" && Number.isInteger(value) && value >= 0 && value < length;
}
