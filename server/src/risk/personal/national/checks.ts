/* Check sums of national numbers. Each takes the number without marks, letters in upper case. */

const at = (text: string, i: number) => text.charCodeAt(i) - 48;

function weighted(text: string, weights: readonly number[]): number {
  let sum = 0;
  for (const [i, weight] of weights.entries()) sum += at(text, i) * weight;
  return sum;
}

export function luhn(digits: string): boolean {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = at(digits, digits.length - 1 - i);
    sum += i % 2 === 0 ? digit : digit > 4 ? digit * 2 - 9 : digit * 2;
  }
  return sum % 10 === 0;
}

/** ISO 7064, modulo 11, 10. */
export function iso11x10(digits: string): boolean {
  let product = 10;
  for (let i = 0; i < digits.length - 1; i++) {
    const sum = (at(digits, i) + product) % 10 || 10;
    product = (sum * 2) % 11;
  }
  return (11 - product) % 10 === at(digits, digits.length - 1);
}

const D = [
  "0123456789",
  "1234067895",
  "2340178956",
  "3401289567",
  "4012395678",
  "5987604321",
  "6598710432",
  "7659821043",
  "8765932104",
  "9876543210",
];
const P = [
  "0123456789",
  "1576283094",
  "5803796142",
  "8916043527",
  "9453126870",
  "4286573901",
  "2793806415",
  "7046913258",
];

function verhoeff(digits: string): boolean {
  let check = 0;
  for (let i = 0; i < digits.length; i++) {
    const permuted = Number((P[i % 8] as string)[at(digits, digits.length - 1 - i)]);
    check = Number((D[check] as string)[permuted]);
  }
  return check === 0;
}

/** A day that exists, of a person who may live: year as written, two digits of either century. */
function isDay(year: string, month: string, day: string): boolean {
  const m = Number(month);
  const d = Number(day);
  if (m < 1 || m > 12 || d < 1) return false;
  const days = m === 2 ? 29 : m === 4 || m === 6 || m === 9 || m === 11 ? 30 : 31;
  return d <= days && (year.length === 2 || (Number(year) >= 1890 && Number(year) <= 2035));
}

const dayFirst = (n: string) => isDay(n.slice(4, 6), n.slice(2, 4), n.slice(0, 2));
const yearFirst = (n: string) => isDay(n.slice(0, 2), n.slice(2, 4), n.slice(4, 6));

export function germanTaxId(n: string): boolean {
  if (n[0] === "0") return false;
  const counts = new Map<string, number>();
  for (const digit of n.slice(0, 10)) counts.set(digit, (counts.get(digit) ?? 0) + 1);
  const repeated = [...counts.values()].filter((count) => count > 1);
  return repeated.length === 1 && (repeated[0] as number) <= 3 && iso11x10(n);
}

export function germanInsurance(n: string): boolean {
  const letter = String(n.charCodeAt(8) - 64).padStart(2, "0");
  const digits = n.slice(0, 8) + letter + n.slice(9, 11);
  let sum = 0;
  for (const [i, weight] of [2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1].entries()) {
    const product = at(digits, i) * weight;
    sum += Math.floor(product / 10) + (product % 10);
  }
  return sum % 10 === at(n, 11) && Number(n.slice(4, 6)) >= 1 && Number(n.slice(4, 6)) <= 12;
}

/** Letters and digits of a card, weights 7, 3, 1: German identity cards, machine-readable lines. */
export function sevenThreeOne(n: string): boolean {
  let sum = 0;
  for (let i = 0; i < n.length - 1; i++) {
    const code = n.charCodeAt(i);
    sum += (code <= 57 ? code - 48 : code - 55) * ([7, 3, 1][i % 3] as number);
  }
  return sum % 10 === at(n, n.length - 1);
}

export function frenchNir(n: string): boolean {
  const month = Number(n.slice(3, 5));
  if (month < 1 || (month > 12 && month < 20) || month > 99) return false;
  const plain = n.replace("2A", "19").replace("2B", "18");
  return /^\d{15}$/.test(plain) && 97 - (Number(plain.slice(0, 13)) % 97) === Number(plain.slice(13));
}

const SPANISH = "TRWAGMYFPDXBNJZSQVHLCKE";
export const spanishDni = (n: string) => SPANISH[Number(n.slice(0, 8)) % 23] === n[8];
export const spanishNie = (n: string) => spanishDni("XYZ".indexOf(n[0] as string) + n.slice(1));

const ODD = [1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23];

export function italianCode(n: string): boolean {
  if (!/^[A-Z]{6}[\dLMNPQRSTUV]{2}[ABCDEHLMPRST][\dLMNPQRSTUV]{2}[A-Z][\dLMNPQRSTUV]{3}[A-Z]$/.test(n)) return false;
  let sum = 0;
  for (let i = 0; i < 15; i++) {
    const code = n.charCodeAt(i);
    const value = code <= 57 ? code - 48 : code - 65;
    sum += i % 2 === 0 ? (ODD[value] as number) : value;
  }
  return sum % 26 === n.charCodeAt(15) - 65;
}

export function portugueseNif(n: string): boolean {
  const rest = weighted(n, [9, 8, 7, 6, 5, 4, 3, 2]) % 11;
  return "125689".includes(n[0] as string) && (rest < 2 ? 0 : 11 - rest) === at(n, 8);
}

export const dutchBsn = (n: string) => weighted(n, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0 && new Set(n).size > 2;

export function belgianNumber(n: string): boolean {
  const check = Number(n.slice(9));
  const head = Number(n.slice(0, 9));
  if (Number(n.slice(2, 4)) > 12 || Number(n.slice(4, 6)) > 31) return false;
  return 97 - (head % 97) === check || 97 - ((2_000_000_000 + head) % 97) === check;
}

export function britishNhs(n: string): boolean {
  const rest = 11 - (weighted(n, [10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11);
  return (rest === 11 ? 0 : rest) === at(n, 9) && new Set(n).size > 2;
}
export const britishNino = (n: string) =>
  /^[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\d{6}[A-D]$/.test(n) && !/^(?:BG|GB|NK|KN|TN|NT|ZZ)/.test(n);

const FINNISH = "0123456789ABCDEFHJKLMNPRSTUVWXY";
export const finnishHetu = (n: string) => dayFirst(n) && FINNISH[Number(n.slice(0, 6) + n.slice(6, 9)) % 31] === n[9];

export function swedishNumber(n: string): boolean {
  const ten = n.length === 12 ? n.slice(2) : n;
  // A coordination number has 60 added to its day.
  const day = Number(ten.slice(4, 6));
  return isDay(ten.slice(0, 2), ten.slice(2, 4), String(day > 60 ? day - 60 : day)) && luhn(ten);
}

export function norwegianNumber(n: string): boolean {
  const one = 11 - (weighted(n, [3, 7, 6, 1, 8, 9, 4, 5, 2]) % 11);
  const two = 11 - (weighted(n, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11);
  const first = Number(n[0]);
  const day = (first > 3 ? first - 4 : first) * 10 + Number(n[1]);
  return one % 11 === at(n, 9) && two % 11 === at(n, 10) && isDay(n.slice(4, 6), n.slice(2, 4), String(day));
}

export function polishPesel(n: string): boolean {
  const month = String(Number(n.slice(2, 4)) % 20);
  const sum = weighted(n, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3]);
  return (10 - (sum % 10)) % 10 === at(n, 10) && isDay(n.slice(0, 2), month, n.slice(4, 6));
}

export function ean13(n: string): boolean {
  const sum = weighted(n, [1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3]);
  return (10 - (sum % 10)) % 10 === at(n, 12);
}

export function austrianNumber(n: string): boolean {
  const sum = weighted(n, [3, 7, 9, 0, 5, 8, 4, 2, 1, 6]);
  return n[0] !== "0" && sum % 11 === at(n, 3) && dayFirst(n.slice(4));
}

export function brazilianCpf(n: string): boolean {
  const one = (weighted(n, [10, 9, 8, 7, 6, 5, 4, 3, 2]) * 10) % 11;
  const two = (weighted(n, [11, 10, 9, 8, 7, 6, 5, 4, 3, 2]) * 10) % 11;
  return one % 10 === at(n, 9) && two % 10 === at(n, 10) && new Set(n).size > 1;
}

export function brazilianCnpj(n: string): boolean {
  const digit = (sum: number) => (sum % 11 < 2 ? 0 : 11 - (sum % 11));
  const one = digit(weighted(n, [5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]));
  const two = digit(weighted(n, [6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2]));
  return one === at(n, 12) && two === at(n, 13) && new Set(n).size > 1;
}

export function chineseId(n: string): boolean {
  const sum = weighted(n, [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]);
  return "10X98765432"[sum % 11] === n[17] && isDay(n.slice(6, 10), n.slice(10, 12), n.slice(12, 14));
}

export function japaneseNumber(n: string): boolean {
  const rest = weighted(n, [6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11;
  return (rest <= 1 ? 0 : 11 - rest) === at(n, 11);
}

/** Numbers given since October 2020 have no check digit. */
export const koreanShape = (n: string) => yearFirst(n) && /^[1-4]$/.test(n[6] as string);

export function singaporeNric(n: string): boolean {
  const sum = weighted(n.slice(1), [2, 7, 6, 5, 4, 3, 2]) + ("TG".includes(n[0] as string) ? 4 : n[0] === "M" ? 3 : 0);
  const letters = "ST".includes(n[0] as string) ? "JZIHGFEDCBA" : n[0] === "M" ? "XWUTRQPNJLK" : "XWUTRQPNMLK";
  return letters[n[0] === "M" ? 10 - (sum % 11) : sum % 11] === n[8];
}

export const australianTfn = (n: string) => weighted(n, [1, 4, 3, 7, 5, 8, 6, 9, 10]) % 11 === 0 && new Set(n).size > 2;
export const australianMedicare = (n: string) =>
  /^[2-6]/.test(n) && weighted(n, [1, 3, 7, 9, 1, 3, 7, 9]) % 10 === at(n, 8);
export const australianAbn = (n: string) =>
  (weighted(n, [10, 1, 3, 5, 7, 9, 11, 13, 15, 17, 19]) - 10) % 89 === 0 && n[0] !== "0";

export function turkishNumber(n: string): boolean {
  if (n[0] === "0") return false;
  const odd = at(n, 0) + at(n, 2) + at(n, 4) + at(n, 6) + at(n, 8);
  const even = at(n, 1) + at(n, 3) + at(n, 5) + at(n, 7);
  const ten = (((odd * 7 - even) % 10) + 10) % 10;
  return ten === at(n, 9) && (odd + even + ten) % 10 === at(n, 10);
}

export function israeliId(n: string): boolean {
  let sum = 0;
  for (let i = 0; i < 9; i++) {
    const product = at(n, i) * ((i % 2) + 1);
    sum += product > 9 ? product - 9 : product;
  }
  return sum % 10 === 0 && new Set(n).size > 2;
}

const CURP = "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ";
export function mexicanCurp(n: string): boolean {
  if (!/^[A-Z]{4}\d{6}[HMX][A-Z]{5}[A-Z\d]\d$/.test(n) || !yearFirst(n.slice(4))) return false;
  let sum = 0;
  for (let i = 0; i < 17; i++) sum += CURP.indexOf(n[i] as string) * (18 - i);
  return (10 - (sum % 10)) % 10 === at(n, 17);
}
export const mexicanRfc = (n: string) => yearFirst(n.slice(-9));

export function chileanRut(n: string): boolean {
  let sum = 0;
  for (let i = n.length - 2, weight = 2; i >= 0; i--, weight = weight === 7 ? 2 : weight + 1) sum += at(n, i) * weight;
  const rest = 11 - (sum % 11);
  return (rest === 11 ? "0" : rest === 10 ? "K" : String(rest)) === n.at(-1);
}

export function argentineCuit(n: string): boolean {
  const rest = 11 - (weighted(n, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2]) % 11);
  return (rest === 11 ? 0 : rest === 10 ? 9 : rest) === at(n, 10) && /^(?:2[0347]|3[034])/.test(n);
}

export function russianSnils(n: string): boolean {
  const sum = weighted(n, [9, 8, 7, 6, 5, 4, 3, 2, 1]) % 101;
  return (sum === 100 ? 0 : sum) === Number(n.slice(9));
}
export function russianInn(n: string): boolean {
  if (n.length === 10) return (weighted(n, [2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11) % 10 === at(n, 9);
  const one = (weighted(n, [7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11) % 10;
  const two = (weighted(n, [3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8]) % 11) % 10;
  return one === at(n, 10) && two === at(n, 11);
}

export function romanianCnp(n: string): boolean {
  const rest = weighted(n, [2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9]) % 11;
  return (rest === 10 ? 1 : rest) === at(n, 12) && n[0] !== "0" && yearFirst(n.slice(1));
}

export function bulgarianEgn(n: string): boolean {
  const month = String(Number(n.slice(2, 4)) % 20);
  return (
    (weighted(n, [2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11) % 10 === at(n, 9) && isDay(n.slice(0, 2), month, n.slice(4, 6))
  );
}

export function czechNumber(n: string): boolean {
  let month = Number(n.slice(2, 4));
  if (month > 50) month -= 50;
  if (month > 20) month -= 20;
  return isDay(n.slice(0, 2), String(month), n.slice(4, 6)) && (n.length === 9 || Number(n) % 11 === 0);
}

export function irishPps(n: string): boolean {
  const extra = n.length === 9 ? (n.charCodeAt(8) - 64) * 9 : 0;
  return "WABCDEFGHIJKLMNOPQRSTUV"[(weighted(n, [8, 7, 6, 5, 4, 3, 2]) + extra) % 23] === n[7];
}

/** Estonia and Lithuania. */
export function balticNumber(n: string): boolean {
  let rest = weighted(n, [1, 2, 3, 4, 5, 6, 7, 8, 9, 1]) % 11;
  if (rest === 10) rest = (weighted(n, [3, 4, 5, 6, 7, 8, 9, 1, 2, 3]) % 11) % 10;
  return rest === at(n, 10) && /^[1-8]/.test(n) && yearFirst(n.slice(1));
}

export const thaiNumber = (n: string) =>
  (11 - (weighted(n, [13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2]) % 11)) % 10 === at(n, 12) && n[0] !== "0";

export function hongKongId(n: string): boolean {
  const digits = n.slice(1, 7);
  const sum = 36 * 9 + (n.charCodeAt(0) - 55) * 8 + weighted(digits, [7, 6, 5, 4, 3, 2]);
  const rest = (11 - (sum % 11)) % 11;
  return (rest === 10 ? "A" : String(rest)) === n[7];
}

const TAIWAN = "ABCDEFGHJKLMNPQRSTUVXYWZIO";
export function taiwaneseId(n: string): boolean {
  const area = TAIWAN.indexOf(n[0] as string) + 10;
  const sum = Math.floor(area / 10) + (area % 10) * 9 + weighted(n.slice(1), [8, 7, 6, 5, 4, 3, 2, 1, 1]);
  return sum % 10 === 0 && /^[12]$/.test(n[1] as string);
}

export const indonesianNik = (n: string) => {
  const day = Number(n.slice(6, 8));
  return isDay(n.slice(10, 12), n.slice(8, 10), String(day > 40 ? day - 40 : day));
};

export const southAfricanId = (n: string) => yearFirst(n) && /^[0-2]$/.test(n[10] as string) && luhn(n);
export const indianPan = (n: string) => "PCHFATBLJG".includes(n[3] as string);
export const indianAadhaar = (n: string) => /^[2-9]/.test(n) && verhoeff(n) && !/^(?:20\d\d){3}$/.test(n);
export const danishCpr = (n: string) => dayFirst(n);
export const malaysianNric = (n: string) => yearFirst(n);
export const canadianSin = (n: string) => /^[0-79]/.test(n) && luhn(n) && new Set(n).size > 2;
export const greekAmka = (n: string) => dayFirst(n) && luhn(n);
export const americanItin = (n: string) => /^9\d\d(?:5\d|6[0-5]|7\d|8[0-8]|9[0-24-9])/.test(n);
export const abaRouting = (n: string) =>
  (3 * (at(n, 0) + at(n, 3) + at(n, 6)) + 7 * (at(n, 1) + at(n, 4) + at(n, 7)) + at(n, 2) + at(n, 5) + at(n, 8)) %
    10 ===
    0 && new Set(n).size > 2;

/** Numbers that were never given out, and those that stand in advertisements and examples. */
export const americanSsn = (n: string) =>
  !/^(?:000|666|9)|^...00|0000$|^(?:123456789|987654321|078051120|219099999|457555462)$/.test(n) && new Set(n).size > 1;
