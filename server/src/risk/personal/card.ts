import { luhn } from "./national/checks.ts";

/** What a run of digits is worth as a payment card: 0 when it is none. */
export function weighCard(digits: string, grouped: boolean): number {
  const issuer = ISSUERS.find(({ lengths, begins }) => lengths.includes(digits.length) && begins.test(digits));
  if (issuer === undefined || !luhn(digits) || new Set(digits).size < 2) return 0;
  return grouped ? 95 : (issuer.bare ?? 85);
}

/** Issuers by the beginnings and lengths in use, and how sure a bare number of them is. */
const ISSUERS: { begins: RegExp; lengths: number[]; bare?: number }[] = [
  { begins: /^4/, lengths: [16] },
  { begins: /^4/, lengths: [13, 19], bare: 70 },
  { begins: /^(?:5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720)/, lengths: [16] },
  { begins: /^3[47]/, lengths: [15] },
  { begins: /^(?:6011|65|64[4-9])/, lengths: [16, 19] },
  { begins: /^35(?:2[89]|[3-8])/, lengths: [16, 17, 18, 19] },
  { begins: /^(?:2131|1800)/, lengths: [15], bare: 75 },
  { begins: /^(?:30[0-5]|36|38|39)/, lengths: [14] },
  { begins: /^62/, lengths: [16, 17, 18, 19] },
  { begins: /^(?:220[0-4]|9792|5019|606282|508[5-9]|506[01])/, lengths: [16], bare: 75 },
  { begins: /^(?:5018|5020|5038|5[6-8]|6304|639|67[0-9]{2})/, lengths: [12, 13, 14, 15, 16, 17, 18, 19], bare: 70 },
];
