import { parseArgs } from "node:util";

export interface SoakOptions {
  minutes: number;
  /** Calls started per second; undefined: half of what the machine carries, measured first. */
  rate: number | undefined;
}

export function readSoakOptions(args: string[] = process.argv.slice(2)): SoakOptions {
  const { values } = parseArgs({
    args,
    options: { minutes: { type: "string", default: "60" }, rate: { type: "string" } },
  });
  const minutes = Number(values.minutes);
  const rate = values.rate === undefined ? undefined : Number(values.rate);
  if (!(minutes > 0 && minutes <= 24 * 60)) throw new RangeError("--minutes is a number above 0");
  if (rate !== undefined && !(rate >= 1 && rate <= 5_000)) throw new RangeError("--rate is between 1 and 5000");
  return { minutes, rate };
}
