import { createRequire } from "node:module";
import type { CountryCode } from "libphonenumber-js/max";

type Library = typeof import("libphonenumber-js/max");

let library: Library | undefined;

/** Loaded with the first number that needs it: most processes read one, and none should wait for it at its start. */
function load(): Library {
  library ??= createRequire(import.meta.url)("libphonenumber-js/max") as Library;
  return library;
}

/** Whether the plan of the country in the number (`+49...`), or of one of these countries, has such a number. */
export function isInPlans(number: string, countries: readonly string[] = []): boolean {
  const { parsePhoneNumberFromString } = load();
  if (number.startsWith("+")) return parsePhoneNumberFromString(number)?.isValid() === true;
  return countries.some((country) => parsePhoneNumberFromString(number, country as CountryCode)?.isValid() === true);
}
