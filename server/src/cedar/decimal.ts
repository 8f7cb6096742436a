import { type Long, longOf } from "./long.ts";
import { Ext } from "./runtime.ts";

/** A number with four places, as a count of its ten-thousandths. */
export class Decimal extends Ext {
  readonly units: Long;
  readonly key: string;

  constructor(units: Long) {
    super();
    this.units = units;
    this.key = `decimal(${units})`;
  }

  get text(): string {
    const units = BigInt(this.units);
    const size = units < 0n ? -units : units;
    return `${units < 0n ? "-" : ""}${size / 10_000n}.${String(size % 10_000n).padStart(4, "0")}`;
  }
}

export function readDecimal(text: string): Decimal | undefined {
  const parts = /^(-?)(\d+)\.(\d{1,4})$/.exec(text);
  if (!parts) return undefined;
  const [, sign, whole, fraction] = parts as unknown as [string, string, string, string];
  const size = BigInt(whole) * 10_000n + BigInt(fraction.padEnd(4, "0"));
  const units = longOf(sign === "-" ? -size : size);
  return units === undefined ? undefined : new Decimal(units);
}
