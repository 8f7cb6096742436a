import assert from "node:assert/strict";
import { test } from "node:test";
import { getCountries, getCountryCallingCode, getExampleNumber } from "libphonenumber-js/min";
import examples from "libphonenumber-js/examples.mobile.json";
import { isPossibleNumber } from "./calling-codes.ts";

test("an example number of every country that the reference library knows is possible", () => {
  const countries = getCountries();
  assert.ok(countries.length > 200);
  for (const country of countries) {
    const number = getExampleNumber(country, examples);
    if (number === undefined) continue;
    assert.ok(isPossibleNumber(number.number.slice(1)), `${country} ${number.number}`);
  }
});

test("every calling code that the reference library knows is in the table", () => {
  for (const country of getCountries()) {
    const code = getCountryCallingCode(country);
    const some = Array.from({ length: 14 }, (_, digits) => code + "2".repeat(digits + 1));
    assert.ok(some.some(isPossibleNumber), code);
  }
});

test("a code that nobody has, and too many or too few digits, are not possible", () => {
  for (const digits of ["9991234567", "2101234567", "1415555018", "141555501834", "33142780629123", "", "4"]) {
    assert.equal(isPossibleNumber(digits), false, digits);
  }
});
