import type { Span } from "../types.ts";
import { dateAfter } from "./dates.ts";
import { abaRouting } from "./national/checks.ts";
import { readBech32, readEthereum } from "./crypto.ts";

/** Looks at what stands around a word of a text, from `start` to `end`. */
export type Cue = (text: string, start: number, end: number, found: Span[]) => void;

/** Words that may stand between what a number is and the number. */
const FILLERS =
  /^(?:no|nr|num|number|nummer|num[ée]ro|n[úu]mero|numero|id|is|was|the|with|my|his|her|of|valid|issued|is:|code|card|ist|lautet|est|es|que|è|en|de|du|der|die|holder|value|and|bank|for|type|us|uk|ca|eu)$/i;
const WINDOW = 64;

/** The first word behind a cue that has the shape, over fillers and marks; two words that are neither end it. */
function wordAfter(text: string, end: number, shape: RegExp): { start: number; end: number } | undefined {
  const piece = text.slice(end, end + WINDOW);
  const words = /[\p{L}\p{N}](?:[\p{L}\p{N}]|-(?=\p{N}))*/gu;
  let strange = 0;
  for (let match = words.exec(piece); match !== null; match = words.exec(piece)) {
    if (/\n\s*\n/.test(piece.slice(0, match.index))) return undefined;
    const stop = match.index + match[0].length;
    if (stop === piece.length && end + WINDOW < text.length) return undefined;
    if (shape.test(match[0]) && /\d/.test(match[0])) return { start: end + match.index, end: end + stop };
    if (!FILLERS.test(match[0]) && ++strange > 1) return undefined;
  }
  return undefined;
}

function numbered(
  kind: string,
  rule: string,
  shape: RegExp,
  confidence: number,
  check?: (word: string) => boolean,
): Cue {
  return (text, _start, end, found) => {
    const word = wordAfter(text, end, shape);
    if (word === undefined || (check !== undefined && !check(text.slice(word.start, word.end)))) return;
    found.push({ kind, rule, ...word, confidence });
  };
}

const passport = numbered("passport", "passport", /^[A-Z0-9]{6,10}$/, 85);
const licence = numbered("licence", "driving-licence", /^(?=(?:[A-Z-]*\d){3})[A-Z0-9][A-Z0-9-]{4,17}$/, 80);
const routing = numbered("bank", "routing-number", /^\d{9}$/, 92, abaRouting);
const account = numbered("bank", "account-number", /^\d{6,17}$/, 70);
const sortCode = numbered("bank", "sort-code", /^\d{2}-\d{2}-\d{2}$|^\d{6}$|^\d{3}-\d{3}$/, 80);
const bic = numbered("bank", "bic", /^[A-Z]{6}[A-Z0-9]{2}(?:[A-Z0-9]{3})?$/, 75);
const clabe = numbered("bank", "clabe", /^\d{18}$/, 90);
const plate = numbered("plate", "weak-plate", /^(?=[A-Z0-9-]*[A-Z])[A-Z0-9][A-Z0-9-]{3,9}$/, 45);

const birth: Cue = (text, _start, end, found) => {
  const date = dateAfter(text, end);
  if (date !== undefined) found.push({ kind: "birthdate", rule: "birthdate", ...date, confidence: 85 });
};

const PAIR =
  /(-?\d{1,2}\.\d{3,})°?\s?[NS]?[\s,;/]{1,4}(?:(?:"?(?:lon|lng|long)(?:gitude)?"?)[\s:="']{1,4})?(-?\d{1,3}\.\d{3,})/i;

const place: Cue = (text, _start, end, found) => {
  const piece = text.slice(end, end + 72);
  const match = PAIR.exec(piece);
  if (match === null || match.index > 24 || /\d/.test(piece.slice(0, match.index))) return;
  if (Math.abs(Number(match[1])) > 90 || Math.abs(Number(match[2])) > 180) return;
  const start = end + match.index;
  found.push({ kind: "location", rule: "coordinates", start, end: start + match[0].length, confidence: 80 });
};

/** Words, apart by `|`, and what to look for around them. */
export const DOCUMENT_CUES: readonly (readonly [string, Cue])[] = [
  [
    "passport|reisepass|passeport|pasaporte|passaporto|passaporte|paspoort|pasaport|паспорт|护照|旅券|パスポート",
    passport,
  ],
  [
    "driver's license|drivers license|driver license|driving licence|driving license|driver's licence|drivers licence|driver licence|fuehrerschein|führerschein|permis de conduire|patente di guida|carnet de conducir|licencia de conducir|carta de condu|rijbewijs|körkort|driverlicense|driver_license|drivinglicence|licence number|license number|dl number|dl#|dl no",
    licence,
  ],
  ["routing|aba number|aba no|transit number|rtn", routing],
  [
    "account number|account no|acct|bank account|account #|account is|kontonummer|konto-nr|kontonr|numéro de compte|número de cuenta|rekeningnummer|account_number|accountnumber",
    account,
  ],
  ["sort code|sort_code|sortcode|bsb", sortCode],
  ["swift|bic ", bic],
  ["clabe", clabe],
  [
    "license plate|licence plate|number plate|plate number|kennzeichen|immatriculation|matrícula|targa|nummerplade|kenteken|vehicle registration|registration plate",
    plate,
  ],
  [
    "born|dob|d.o.b|date of birth|birth date|birthdate|birthday|dateofbirth|birth_date|date_of_birth|geboren|geburtsdatum|geburtstag|geb.|né le|née le|date de naissance|nacido|nacida|fecha de nacimiento|nato il|nata il|data di nascita|nascido|nascida|data de nascimento|geboortedatum|geboren op|född|fødselsdato|født|syntymäaika|urodzony|urodzona|data urodzenia|doğum tarihi|生年月日|出生日期|出生于|생년월일|дата рождения|تاريخ الميلاد",
    birth,
  ],
  ["lat|coordinate|gps|location|geo:|position|standort|koordinaten|coordonnées|coordenadas|/@|?q=|ll=", place],
  ["bc1", readBech32],
  ["0x", readEthereum],
];
