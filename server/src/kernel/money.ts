/**
 * Money is whole nano-dollars (1e-9 USD). A single amount stays below 2^53 of them (about nine million
 * dollars), so a plain number is exact; everything here refuses to leave that range rather than round.
 */
export type NanoUsd = number & { readonly __unit: "nanoUsd" };

/** Nano-dollars per million tokens: what a price list says, kept whole (0.0375 USD is 37,500,000). */
export type NanoUsdPerMillion = number & { readonly __unit: "nanoUsdPerMillion" };

export const NANO_PER_USD = 1_000_000_000;

/** Reads a decimal amount of dollars as written ("0.50", 12, "1e-7" is refused); undefined when it is not one. */
export function nanoUsd(dollars: number | string): NanoUsd | undefined {
  const text = typeof dollars === "number" ? plainDecimal(dollars) : dollars;
  const match = text === undefined ? null : /^(\d{1,16})(?:\.(\d{1,9})0*)?$/.exec(text);
  if (!match) return undefined;
  const nano = BigInt(match[1] as string) * BigInt(NANO_PER_USD) + BigInt((match[2] ?? "").padEnd(9, "0"));
  return nano <= BigInt(Number.MAX_SAFE_INTEGER) ? (Number(nano) as NanoUsd) : undefined;
}

/** tokens x price, rounded up to a whole nano-dollar: a cost is never understated. */
export function costOf(tokens: number, price: NanoUsdPerMillion): NanoUsd {
  const product = tokens * price;
  if (product <= Number.MAX_SAFE_INTEGER) return exact(Math.ceil(product / 1_000_000));
  const wide = BigInt(tokens) * BigInt(price);
  return exact(Number((wide + 999_999n) / 1_000_000n));
}

export function sumUsd(amounts: Iterable<NanoUsd>): NanoUsd {
  let total = 0;
  for (const amount of amounts) total = exact(total + amount);
  return total as NanoUsd;
}

/** For people: `$0.000123`, always with a point, without trailing zeros beyond two. */
export function formatUsd(amount: NanoUsd): string {
  const sign = amount < 0 ? "-" : "";
  const nano = BigInt(Math.abs(amount));
  const whole = nano / BigInt(NANO_PER_USD);
  const part = (nano % BigInt(NANO_PER_USD))
    .toString()
    .padStart(9, "0")
    .replace(/0{1,7}$/, "");
  return `${sign}$${whole}.${part}`;
}

function exact(value: number): NanoUsd {
  if (!Number.isSafeInteger(value)) throw new RangeError("an amount of money left the exact range");
  return value as NanoUsd;
}

function plainDecimal(value: number): string | undefined {
  if (!Number.isFinite(value) || value < 0) return undefined;
  const text = String(value);
  return text.includes("e") ? value.toFixed(12).replace(/0+$/, "").replace(/\.$/, "") : text;
}
