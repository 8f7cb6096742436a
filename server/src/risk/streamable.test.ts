import assert from "node:assert/strict";
import { test } from "node:test";
import { makePersonal } from "./personal/personal.ts";
import { makeSecrets } from "./secrets/secrets.ts";
import type { Detector } from "./types.ts";

const HEX = "0f1e2d3c4b5a69788796a5b4c3d2e1f0";
const PASSWORD = ["Tr0ub", "4dor&3"].join("");

const SENTENCES = [
  "please call Yusuf Rossi at (512) 555-6985 before noon, or 0171 2678416 ext. 12 after it",
  "my number is 4155552671 and hers 415-555-2671x123 is new",
  "4155552671 is my number and 20 12 34 56 is his",
  "she was born on March 12, 1985 in a small town, he on 3 de marzo de 1990 or 12th of may 1991",
  "DOB: 1985-07-14 and passport number is C01X00T47 for the visa",
  "pay DE89 3704 0044 0532 0130 00 or card 4111 1111 1111 1111 now please",
  "the social security number 119-20-9053 belongs to nobody, bare 119209053 too",
  "codice fiscale RSSMRA85T10A562S of the client, dni 12345678Z here",
  "AB 12 34 56 C is a number of insurance, 943 476 5919 is my nhs number",
  "from 181.145.33.211 to 2001:db8:610a::1147 over 00:1A:2B:3C:4D:5E today",
  "lat 52.520008, longitude 13.404954 is the place, coordinates 52.520008, 13.404954 too",
  "write to ana.b+news@firm.example or to bob@firm.example soon",
  "dear Mr. Hiroshi Kowalski, my name is Maria de la Cruz and i live at 48 Elm Street, London or 12 rue de la Paix, Paris",
  "ship to Hauptstraße 12, 10115 Berlin or 246 Calle Mayor, Porto please",
  "routing number 021000021 and account number is 12345678901 for the transfer",
  `the password is ${PASSWORD} but password = "${PASSWORD} horse" is not`,
  `adafruit api key: ${HEX} and export ADAFRUIT_TOKEN=${HEX} in the shell`,
  `{"api_key": "${HEX}", "next": "a plain word"} and so on`,
  `machine api.example.com login bob password ${PASSWORD} end`,
  `curl -u admin:${PASSWORD} https://x.example and https://user:${PASSWORD}@host.example is bad`,
];

const key = ({ rule, start, end }: { rule: string; start: number; end: number }) => `${rule} ${start}-${end}`;

function differences(detector: Detector, text: string): string[] {
  const whole = detector.detect(text, "assistant");
  const found: string[] = [];
  for (const match of text.matchAll(/(?<=\s)[a-z]/g)) {
    const at = match.index;
    const part = detector.detect(text.slice(0, at + 1), "assistant");
    const before = part.filter(({ end }) => end <= at).map(key);
    const expected = whole.filter(({ start }) => start < at).map(key);
    if (before.join() !== expected.join())
      found.push(`${text.slice(0, at + 1)}: ${before.join()} but ${expected.join()}`);
  }
  return found;
}

test("Guarantee: nothing that is found in an answer goes on behind a plain word, so that it may stream", () => {
  for (const detector of [makePersonal(), makeSecrets()]) {
    for (const text of [...SENTENCES, SENTENCES.join(". ")]) assert.deepEqual(differences(detector, text), []);
  }
});

test("in a prompt more is found, as it is all there", () => {
  const found = makePersonal().detect("born 3 de marzo de 1990", "prompt");
  assert.deepEqual(
    found.map(({ kind }) => kind),
    ["birthdate"],
  );
});
