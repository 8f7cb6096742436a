import { beginsAt } from "../chars.ts";
import type { Span } from "../types.ts";
import type { Cue } from "./documents.ts";

/*
 * Names of people and postal addresses, by what stands around them. Weak: it cannot know a name it has not
 * been told of, and takes other words with a capital for one. A model or a judge does better.
 */

const WORD = String.raw`\p{Lu}[\p{L}'’-]{1,30}`;
const NEXT = String.raw`(?:[ \u00a0](?:\p{Lu}\.|${WORD}))?`;
const NAME = new RegExp(`^${WORD}${NEXT}${NEXT}${NEXT}`, "u");
const NO_NAME =
  /^(?:The|This|That|Sir|Madam|Team|All|Customer|Customers|User|Users|Everyone|Friend|Colleague|Colleagues|Support|Hiring|Manager|Santa|Lord|God|Please|Thanks|Thank|And|But|For|If|In|It|My|Our|We|You|Your|What|When|Where|Who|Why|How|Is|Are|Not|No|New|There|Then|They|He|She|Mr|Mrs|Ms|Dr|Here|Best|Kind|Regards|Hello|Hi|Dear|Ich|Der|Die|Das|Damen|Herren|Sehr|Les|Le|La|El|Los|Un|Una|String|Null|None|True|False|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday|January|February|March|April|May|June|July|August|September|October|November|December|Google|Microsoft|Apple|Amazon|Python|Java|JavaScript|SQL|API|JSON|XML|HTML|CSS|AI|GPT|Claude)$/;

const push = (found: Span[], start: number, end: number, confidence: number) =>
  found.push({ kind: "name", rule: "weak-name", start, end, confidence });

/** A name right behind a cue: over spaces, a line's end and one opening quote. */
function nameAfter(confidence: number, { wholeOnly = false } = {}): Cue {
  return (text, start, end, found) => {
    if (!beginsAt(text, start)) return;
    const piece = text.slice(end, end + 64);
    const lead = /^[\s:="'“,]{0,6}/.exec(piece)?.[0].length ?? 0;
    const match = NAME.exec(piece.slice(lead));
    if (match === null || NO_NAME.test(match[0].split(" ")[0] as string)) return;
    if (wholeOnly && !match[0].includes(" ")) return;
    push(found, end + lead, end + lead + match[0].length, confidence);
  };
}

/** A first name that many bear, and a word with a capital behind it. */
const firstName: Cue = (text, start, end, found) => {
  if (!beginsAt(text, start) || !/\p{Lu}/u.test(text[start] as string)) return;
  const match = NAME.exec(text.slice(start, start + 64));
  if (match === null || match[0].length <= end - start + 1 || text[end] !== " ") return;
  push(found, start, start + match[0].length, 40);
};

const FIRST_NAMES =
  "James John Robert Michael William David Richard Joseph Thomas Charles Daniel Matthew Anthony Mark Steven Andrew Paul Joshua Kevin Brian George Edward Mary Patricia Jennifer Linda Elizabeth Barbara Susan Jessica Sarah Karen Lisa Nancy Betty Sandra Margaret Ashley Emily Michelle Amanda Melissa Laura Anna Emma Olivia Sophia Hans Peter Klaus Wolfgang Jürgen Stefan Andreas Markus Ursula Monika Petra Sabine Jean Pierre Michel Philippe Nathalie Isabelle Sylvie Catherine Marie José Antonio Manuel Francisco Juan Carmen María Ana Josefa Giuseppe Giovanni Mario Luigi Francesca Giulia João Paulo Mohammed Ahmed Ali Fatima Omar Hassan Wei Chen Yuki Hiroshi Kenji Priya Rahul Amit Sanjay Ivan Dmitri Olga Natalia Elena Katarzyna Piotr Jan Anders Lars Erik Ingrid".split(
    " ",
  );

const PART = String.raw`(?:\p{Lu}[\p{L}'.’-]{0,24}|\d{1,3}(?:st|nd|rd|th)) `;
const STREET = new RegExp(
  String.raw`(?:^|[\s,;:"'(])(\d{1,5}[A-Za-z]?,? ${PART}(?:${PART})?(?:${PART})?(?:${PART})?)$`,
  "u",
);
const PLACE = String.raw`\p{Lu}[\p{L}'’-]{1,24}`;
const TOWN = new RegExp(
  String.raw`^(?:\.?,? (?:Apt|Suite|Unit|#|Floor|Flat)\.? ?[\w-]{1,6})?(?:\.?,? (?:\d{4,6} )?${PLACE}(?: ${PLACE})?(?: ${PLACE})?)?(?:,? [A-Z]{2}(?![A-Za-z]))?(?:,? \d{4,6}(?:-\d{4})?)?`,
  "u",
);
const HOUSE = /^ ?\d{1,4} ?[a-hA-H]?(?![\w.-]|,\d)/;

/** `48 Elm Street, London`: the number stands before. */
const streetAfterNumber: Cue = (text, start, end, found) => {
  if (/[\p{L}\p{N}]/u.test(text[end] ?? "")) return;
  const from = Math.max(0, start - 70);
  const match = STREET.exec(text.slice(from, start));
  if (match === null) return;
  pushAddress(text, start - (match[1] as string).length, end, found);
};

/** `Hauptstraße 12`, `29 Hauptstraße`: the word itself holds what it is. */
const streetWord: Cue = (text, start, end, found) => {
  let begin = start;
  while (begin > start - 30 && begin > 0 && /[\p{L}-]/u.test(text[begin - 1] as string)) begin -= 1;
  if (begin === start || !/\p{Lu}/u.test(text[begin] as string)) return;
  around(text, begin, end, found);
};

const ARTICLE = String.raw`(?:(?:de|la|le|les|des|du|del|della|dei|da|do|dos|das) |l'|d')?`;
const BEFORE_NAME = new RegExp(String.raw`^${ARTICLE}${ARTICLE}${PLACE}(?: ${PLACE})?(?: ${PLACE})?`, "u");

/** `Calle Mayor 12`, `246 Calle Mayor`, `12 rue de la Paix`. */
const streetBefore: Cue = (text, start, end, found) => {
  if (!beginsAt(text, start)) return;
  const match = BEFORE_NAME.exec(text.slice(end, end + 80));
  if (match !== null) around(text, start, end + match[0].length, found);
};

function around(text: string, begin: number, end: number, found: Span[]): void {
  const house = HOUSE.exec(text.slice(end, end + 8)) ?? /^, \d{1,4}(?![\w.-])/.exec(text.slice(end, end + 8));
  if (house !== null) return pushAddress(text, begin, end + house[0].trimEnd().length, found);
  const before = /(?:^|[^\w])(\d{1,4}[a-h]?,? )$/i.exec(text.slice(Math.max(0, begin - 10), begin));
  if (before !== null) pushAddress(text, begin - (before[1] as string).length, end, found);
}

function pushAddress(text: string, start: number, end: number, found: Span[]): void {
  const town = TOWN.exec(text.slice(end, end + 80))?.[0].length ?? 0;
  found.push({ kind: "address", rule: "weak-address", start, end: end + town, confidence: 50 });
}

export const PEOPLE_CUES: readonly (readonly [string, Cue])[] = [
  [
    "my name is|name's|ich heiße|ich heisse|mein name ist|je m'appelle|me llamo|mi nombre es|mi chiamo|meu nome é|mijn naam is|jag heter",
    nameAfter(50),
  ],
  [
    `mr. |mrs. |ms. |dr. |prof. |mr |mrs |herr |frau |monsieur |madame |señor |señora |sra. |sr. |signor |signora `,
    nameAfter(50),
  ],
  ["call |met |with |soy |sono |ik ben |ich bin |je suis |moi c'est ", nameAfter(35, { wholeOnly: true })],
  [
    "dear |hi |hello |hallo |liebe |lieber |bonjour |cher |chère |hola |estimado |estimada |caro |cara |querido |ciao ",
    nameAfter(35),
  ],
  [
    "regards,|sincerely,|best,|cheers,|grüße,|grüßen|cordialement,|saludos,|atentamente,|saluti,|danke,|merci,",
    nameAfter(40),
  ],
  [
    `"name"|full_name"|fullname"|first_name"|last_name"|customer_name"|name:|patient|attention|attn|issued to|belongs to|on behalf of|signed by|employee|customer name|kunde|contact person`,
    nameAfter(40, { wholeOnly: true }),
  ],
  [FIRST_NAMES.join("|"), firstName],
  [
    "street|avenue|road|lane|drive|boulevard|court|square|terrace|crescent|parkway|highway|st|ave|rd|blvd|ln",
    streetAfterNumber,
  ],
  ["straße|strasse|weg|platz|allee|gasse|gata|gatan|vej|straat|laan", streetWord],
  ["rue |calle |via |rua |avenida |avenue |boulevard |plaza |piazza |viale |praça |carrer ", streetBefore],
];
