import { keepStrongest } from "../overlap.ts";
import type { Detector, Span } from "../types.ts";
import { findEmails } from "./email.ts";
import { findNumbers } from "./numbers.ts";

/** Addresses and numbers that lead to a person: e-mail, phone, payment card, bank account. */
export function makePersonal(): Detector {
  return {
    name: "personal",
    version: "1",
    reach: 0,
    detect(text) {
      const found: Span[] = [];
      findEmails(text, found);
      findNumbers(text, found);
      return keepStrongest(found);
    },
  };
}
