import { Ext } from "./runtime.ts";

type Version = 4 | 6;

/** An address, or the range of those that share its first bits. */
export class Ip extends Ext {
  readonly version: Version;
  readonly address: bigint;
  readonly prefix: number;
  readonly text: string;
  readonly key: string;

  constructor(version: Version, address: bigint, prefix: number, text: string) {
    super();
    this.version = version;
    this.address = address;
    this.prefix = prefix;
    this.text = text;
    this.key = `ip(${version} ${address.toString(16)}/${prefix})`;
  }

  isWithin(other: Ip): boolean {
    if (this.version !== other.version || this.prefix < other.prefix) return false;
    const rest = BigInt(BITS[other.version] - other.prefix);
    return this.address >> rest === other.address >> rest;
  }

  isLoopback(): boolean {
    return this.isWithin(LOOPBACK[this.version]);
  }

  isMulticast(): boolean {
    return this.isWithin(MULTICAST[this.version]);
  }
}

/** The longest way to write one: 8 groups, a mark, three digits. */
const MAX_CHARACTERS = 43;
const BITS = { 4: 32, 6: 128 } as const;
const LOOPBACK = { 4: new Ip(4, 127n << 24n, 8, "127.0.0.0/8"), 6: new Ip(6, 1n, 128, "::1") };
const MULTICAST = { 4: new Ip(4, 0xe0n << 24n, 4, "224.0.0.0/4"), 6: new Ip(6, 0xffn << 120n, 8, "ff00::/8") };

export function readIp(text: string): Ip | undefined {
  if (text.length > MAX_CHARACTERS) return undefined;
  const slash = text.indexOf("/");
  const host = slash < 0 ? text : text.slice(0, slash);
  const version: Version = host.includes(":") ? 6 : 4;
  const address = version === 6 ? readV6(host) : readV4(host);
  if (address === undefined) return undefined;
  const prefix = slash < 0 ? BITS[version] : readPrefix(text.slice(slash + 1), BITS[version]);
  return prefix === undefined ? undefined : new Ip(version, address, prefix, text);
}

function readPrefix(text: string, most: number): number | undefined {
  if (!/^(?:0|[1-9]\d{0,2})$/.test(text)) return undefined;
  const prefix = Number(text);
  return prefix <= most ? prefix : undefined;
}

function readV4(text: string): bigint | undefined {
  if (!/^\d{1,3}(?:\.\d{1,3}){3}$/.test(text)) return undefined;
  let address = 0;
  for (const part of text.split(".")) {
    const octet = Number(part);
    if (octet > 255 || (part.length > 1 && part.startsWith("0"))) return undefined;
    address = address * 256 + octet;
  }
  return BigInt(address);
}

/** Eight groups; `::` once stands for as many groups of zeros as are missing, one at least. */
function readV6(text: string): bigint | undefined {
  const halves = text.split("::");
  if (halves.length > 2) return undefined;
  const [head = [], tail] = halves.map((half) => (half === "" ? [] : half.split(":")));
  const written = head.length + (tail?.length ?? 0);
  if (tail ? written > 7 : written !== 8) return undefined;
  const groups = [...head, ...Array.from({ length: 8 - written }, () => "0"), ...(tail ?? [])];
  let address = 0n;
  for (const group of groups) {
    if (!/^[0-9A-Fa-f]{1,4}$/.test(group)) return undefined;
    address = (address << 16n) | BigInt(Number.parseInt(group, 16));
  }
  return address;
}
