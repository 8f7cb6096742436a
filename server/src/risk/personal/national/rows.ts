import * as check from "./checks.ts";

/**
 * A number that a state gives to a person: its shape without marks (`9` a digit, `A` a letter, `#` either),
 * how it is written apart (lengths of the groups and what stands between them, `_` a space), its check, words near it, and how
 * sure it is without a word (0: not at all), without one but written apart, and with one.
 */
export interface NationalRow {
  rule: string;
  shapes: readonly string[];
  /** `3-2-4`, `3.3.3-2`: a mark between groups stands for itself; a space may stand for each of them. */
  written?: readonly string[];
  check: (number: string) => boolean;
  words: RegExp;
  alone: number;
  apart: number;
  near: number;
  /** What the finding is called, where it is no `national_id`. */
  kind?: string;
}

const row = (
  rule: string,
  shapes: string,
  written: string,
  check: NationalRow["check"],
  words: RegExp,
  [alone, apart, near]: readonly [number, number, number],
): NationalRow => ({
  rule,
  shapes: shapes.split(" "),
  written: written === "" ? [] : written.split(" "),
  check,
  words,
  alone,
  apart,
  near,
});

export const NATIONAL: readonly NationalRow[] = [
  {
    ...row(
      "us-ssn",
      "999999999",
      "3-2-4 3.2.4",
      check.americanSsn,
      /\bssn\b|social sec|soc\.? sec|\bss ?#/i,
      [0, 85, 97],
    ),
    kind: "ssn",
  },
  row("us-itin", "999999999", "3-2-4", check.americanItin, /itin|taxpayer|tax id/i, [0, 75, 95]),
  row("de-tax-id", "99999999999", "2-3-3-3", check.germanTaxId, /steuer|id-?nr|\btin\b|tax/i, [0, 0, 95]),
  row(
    "de-insurance",
    "99999999A999",
    "2-6-1-3",
    check.germanInsurance,
    /versicherung|rente|sozial|\bsvnr?\b|\brvnr/i,
    [60, 75, 95],
  ),
  row("de-identity-card", "A########9", "", check.sevenThreeOne, /ausweis|identity card/i, [0, 0, 80]),
  row(
    "fr-nir",
    "999999999999999 999999A99999999",
    "1-2-2-2-3-3-2 13-2",
    check.frenchNir,
    /s[ée]cu|\bnir\b|insee|assur/i,
    [85, 95, 98],
  ),
  row("es-dni", "99999999A", "8-1 2.3.3-1", check.spanishDni, /\bdni\b|\bnif\b|identidad|documento/i, [85, 90, 98]),
  row(
    "es-nie",
    "A9999999A",
    "1-7-1",
    (n) => /^[XYZ]/.test(n) && check.spanishNie(n),
    /\bnie\b|extranjer|identidad/i,
    [85, 90, 98],
  ),
  row(
    "it-codice-fiscale",
    "AAAAAA99A99A999A",
    "3-3-5-5 6-5-5",
    check.italianCode,
    /codice|fiscale|\bc\.?f\.?\b/i,
    [95, 95, 99],
  ),
  row("pt-nif", "999999999", "3-3-3", check.portugueseNif, /\bnif\b|contribuinte|fiscal/i, [0, 0, 90]),
  row("nl-bsn", "999999999", "4.2.3 3-3-3", check.dutchBsn, /\bbsn\b|burgerservice|sofi/i, [0, 0, 95]),
  row(
    "be-number",
    "99999999999",
    "2.2.2-3.2 6-3-2",
    check.belgianNumber,
    /rijksregister|national|insz|niss|\bbsn\b/i,
    [0, 90, 95],
  ),
  row("gb-nino", "AA999999A", "2-2-2-2-1", check.britishNino, /\bnino?\b|national insurance|insurance/i, [75, 90, 98]),
  row("gb-nhs", "9999999999", "3-3-4", check.britishNhs, /\bnhs\b|patient|health/i, [0, 0, 95]),
  row(
    "se-number",
    "9999999999 999999999999",
    "6-4 8-4",
    check.swedishNumber,
    /person(?:nummer|nr)|samordning|\bpnr\b|swedish/i,
    [0, 85, 95],
  ),
  row("fi-hetu", "999999999#", "6-4 6+4", (n) => check.finnishHetu(n), /hetu|henkil|personal/i, [0, 90, 98]),
  row(
    "fi-hetu-later",
    "999999A999#",
    "",
    (n) => /^.{6}[A-FYXWVU]/.test(n) && check.finnishHetu(n.slice(0, 6) + n.slice(7)),
    /hetu|henkil|personal/i,
    [85, 85, 98],
  ),
  row("dk-cpr", "9999999999", "6-4", check.danishCpr, /\bcpr\b|personnummer/i, [0, 65, 90]),
  row(
    "no-number",
    "99999999999",
    "6-5",
    check.norwegianNumber,
    /f[øo]dselsn|personnummer|\bfnr\b|norwegian/i,
    [70, 85, 97],
  ),
  row("pl-pesel", "99999999999", "", check.polishPesel, /pesel|ewidenc/i, [60, 60, 97]),
  row(
    "ch-ahv",
    "9999999999999",
    "3.4.4.2",
    (n) => n.startsWith("756") && check.ean13(n),
    /\bahv\b|\bavs\b|sozial|\bssn\b/i,
    [90, 97, 99],
  ),
  row("at-svnr", "9999999999", "4-6", check.austrianNumber, /\bsv-?n|versicherung|sozial/i, [0, 75, 95]),
  row("br-cpf", "99999999999", "3.3.3-2", check.brazilianCpf, /\bcpf\b|cadastro/i, [0, 95, 98]),
  row("br-cnpj", "99999999999999", "2.3.3/4-2", check.brazilianCnpj, /\bcnpj\b|empresa/i, [0, 90, 95]),
  row("in-aadhaar", "999999999999", "4-4-4", check.indianAadhaar, /aadh?aar|\buid(?:ai)?\b|आधार/i, [0, 75, 97]),
  row("in-pan", "AAAAA9999A", "", check.indianPan, /\bpan\b|permanent account|income tax/i, [70, 70, 97]),
  row("cn-id", "99999999999999999#", "6-8-4", check.chineseId, /身份|证号|\bid\b/i, [95, 95, 99]),
  row("jp-my-number", "999999999999", "4-4-4", check.japaneseNumber, /マイナンバー|my number|個人番号/i, [0, 0, 95]),
  row("kr-rrn", "9999999999999", "6-7", check.koreanShape, /주민|\brrn\b|resident/i, [0, 85, 97]),
  row(
    "sg-nric",
    "A9999999A",
    "",
    (n) => /^[STFGM]/.test(n) && check.singaporeNric(n),
    /\bnric\b|\bfin\b|identity/i,
    [80, 80, 97],
  ),
  row("au-tfn", "999999999", "3-3-3", check.australianTfn, /\btfn\b|tax file/i, [0, 0, 95]),
  row(
    "au-medicare",
    "9999999999 99999999999",
    "4-5-1 4-5-1/1 4-5-1-1",
    check.australianMedicare,
    /medicare/i,
    [0, 60, 95],
  ),
  row("au-abn", "99999999999", "2-3-3-3", check.australianAbn, /\babn\b|business number/i, [0, 60, 90]),
  row(
    "ca-sin",
    "999999999",
    "3-3-3",
    check.canadianSin,
    /\bsin\b|\bnas\b|social insurance|assurance sociale/i,
    [0, 60, 95],
  ),
  row("za-id", "9999999999999", "6-4-3 6-4-2-1", check.southAfricanId, /\bid\b|identity|south africa/i, [70, 75, 95]),
  row("tr-number", "99999999999", "", check.turkishNumber, /\bt\.?c\.?\b|kimlik/i, [0, 0, 95]),
  row("il-id", "999999999", "", check.israeliId, /teudat|israeli|ת\.?ז|זהות/i, [0, 0, 95]),
  row("mx-curp", "AAAA999999AAAAAA99 AAAA999999AAAAAAA9", "", check.mexicanCurp, /curp/i, [95, 95, 99]),
  row("mx-rfc", "AAAA999999### AAA999999###", "4-6-3 3-6-3", check.mexicanRfc, /\brfc\b|contribuyente/i, [0, 0, 90]),
  row("cl-rut", "99999999# 9999999#", "2.3.3-1 1.3.3-1 8-1 7-1", check.chileanRut, /\bru[tn]\b/i, [0, 75, 97]),
  row("ar-cuit", "99999999999", "2-8-1", check.argentineCuit, /cui[tl]/i, [0, 80, 97]),
  row("ru-snils", "99999999999", "3-3-3-2 3-3-3_2", check.russianSnils, /снилс|snils/i, [0, 75, 97]),
  row("ru-inn", "9999999999 999999999999", "", check.russianInn, /инн|\binn\b/i, [0, 0, 92]),
  row("ro-cnp", "9999999999999", "", check.romanianCnp, /\bcnp\b|personal/i, [65, 65, 97]),
  row("bg-egn", "9999999999", "", check.bulgarianEgn, /егн|\begn\b/i, [0, 0, 95]),
  row("cz-number", "9999999999 999999999", "6/4 6/3", check.czechNumber, /rodn[ée]|\br\.?č/i, [0, 85, 95]),
  row("ie-pps", "9999999A 9999999AA", "", check.irishPps, /\bpps/i, [60, 60, 97]),
  row("ee-lt-number", "99999999999", "", check.balticNumber, /isikukood|asmens kod/i, [0, 0, 95]),
  row("hr-oib", "99999999999", "", check.iso11x10, /\boib\b/i, [0, 0, 95]),
  row("gr-amka", "99999999999", "", check.greekAmka, /αμκα|amka/i, [0, 0, 95]),
  row("th-number", "9999999999999", "1-4-5-2-1", check.thaiNumber, /บัตร|thai/i, [0, 90, 95]),
  row("my-nric", "999999999999", "6-2-4", check.malaysianNric, /mykad|\bnric\b|\bic\b/i, [0, 65, 92]),
  row("hk-hkid", "A9999999 A999999A", "7-1 1-6-1", check.hongKongId, /hkid|hong kong/i, [65, 80, 97]),
  row("tw-id", "A999999999", "", check.taiwaneseId, /身分|taiwan/i, [75, 75, 97]),
  row("id-nik", "9999999999999999", "", check.indonesianNik, /\bnik\b|\bktp\b/i, [0, 0, 92]),
];
