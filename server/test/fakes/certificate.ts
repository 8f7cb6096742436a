import { generateKeyPairSync, sign } from "node:crypto";

/* A certificate that nobody vouches for, for 127.0.0.1, made anew each time. */

const tagged = (tag: number, ...parts: readonly Uint8Array[]): Buffer => {
  const body = Buffer.concat(parts);
  const short = body.length < 128;
  const size = short ? [body.length] : [0x82, body.length >> 8, body.length & 255];
  return Buffer.concat([Buffer.from([tag, ...size]), body]);
};
const sequence = (...parts: readonly Uint8Array[]) => tagged(0x30, ...parts);
const bytes = (hex: string) => Buffer.from(hex, "hex");
const pem = (der: Buffer) => {
  const label = "CERTIFICATE";
  return `-----BEGIN ${label}-----\n${der.toString("base64")}\n-----END ${label}-----\n`;
};

const ECDSA_SHA256 = sequence(tagged(0x06, bytes("2a8648ce3d040302")));
const COMMON_NAME = tagged(0x06, bytes("550403"));
const OTHER_NAMES = tagged(0x06, bytes("551d11"));

export function selfSigned(): { key: string; cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const name = sequence(tagged(0x31, sequence(COMMON_NAME, tagged(0x0c, Buffer.from("test")))));
  const valid = sequence(...["20200101000000Z", "20990101000000Z"].map((time) => tagged(0x18, Buffer.from(time))));
  const address = tagged(0x87, Buffer.from([127, 0, 0, 1]));
  const names = tagged(0xa3, sequence(sequence(OTHER_NAMES, tagged(0x04, sequence(address)))));
  const told = sequence(
    tagged(0xa0, tagged(0x02, Buffer.from([2]))),
    tagged(0x02, Buffer.from([1])),
    ECDSA_SHA256,
    name,
    valid,
    name,
    publicKey.export({ type: "spki", format: "der" }),
    names,
  );
  const signature = sign("sha256", told, privateKey);
  const whole = sequence(told, ECDSA_SHA256, tagged(0x03, Buffer.from([0]), signature));
  return { key: privateKey.export({ type: "pkcs8", format: "pem" }).toString(), cert: pem(whole) };
}
