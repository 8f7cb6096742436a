import { createHash, createHmac } from "node:crypto";
import type { Millis } from "../../../kernel/index.ts";
import type { AwsCredentials } from "./bedrock-credentials.ts";
import type { WireRequest } from "./types.ts";

/*
 * AWS Signature Version 4 for requests whose whole body is at hand. Proved with AWS's published test vectors
 * in sigv4.test.ts.
 */

const ALGORITHM = "AWS4-HMAC-SHA256";
/** Headers that a client may add or change on its way are not signed. */
const UNSIGNED = new Set(["authorization", "user-agent", "connection", "accept"]);

/** Headers that a request is sent with beside its own. */
export type Signed = Record<string, string>;

export interface Signing {
  credentials: AwsCredentials;
  region: string;
  service: string;
  method: string;
  request: WireRequest;
  now: Millis;
}

export function signedHeaders(signing: Signing): Signed {
  const { credentials, region, service, request } = signing;
  const stamp = new Date(signing.now).toISOString().replace(/[-:]|\.\d{3}/g, "");
  const day = stamp.slice(0, 8);
  const added: Record<string, string> = { "x-amz-date": stamp };
  if (credentials.sessionToken !== undefined) added["x-amz-security-token"] = credentials.sessionToken;
  const canonical = canonicalRequest(signing, { ...request.headers, ...added });
  const scope = `${day}/${region}/${service}/aws4_request`;
  const toSign = [ALGORITHM, stamp, scope, hex(canonical.text)].join("\n");
  let key: Buffer = Buffer.from(`AWS4${credentials.secretAccessKey}`);
  for (const part of [day, region, service, "aws4_request"]) key = hmac(key, part);
  const signature = hmac(key, toSign).toString("hex");
  return {
    ...added,
    authorization: `${ALGORITHM} Credential=${credentials.accessKeyId}/${scope}, SignedHeaders=${canonical.signed}, Signature=${signature}`,
  };
}

function canonicalRequest(
  { method, request }: Signing,
  headers: Record<string, string>,
): { text: string; signed: string } {
  const [path = "/", query = ""] = split(request.path);
  const named: [string, string][] = [
    ["host", new URL(request.origin).host],
    ...Object.entries(headers)
      .map(([name, value]): [string, string] => [name.toLowerCase(), value.trim().replace(/ +/g, " ")])
      .filter(([name]) => !UNSIGNED.has(name)),
  ];
  named.sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
  const signed = named.map(([name]) => name).join(";");
  const text = [
    method,
    // What stands in the path is encoded once more: the rule of every service but S3.
    path.split("/").map(encoded).join("/"),
    canonicalQuery(query),
    ...named.map(([name, value]) => `${name}:${value}`),
    "",
    signed,
    hex(request.body),
  ].join("\n");
  return { text, signed };
}

function split(path: string): [string, string] {
  const mark = path.indexOf("?");
  return mark < 0 ? [path, ""] : [path.slice(0, mark), path.slice(mark + 1)];
}

function canonicalQuery(query: string): string {
  if (query === "") return "";
  return query
    .split("&")
    .map((pair) => {
      const [name = "", ...value] = pair.split("=");
      return `${encoded(decodeURIComponent(name))}=${encoded(decodeURIComponent(value.join("=")))}`;
    })
    .sort()
    .join("&");
}

/** RFC 3986: everything but letters, digits and - . _ ~ */
function encoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (mark) => `%${mark.charCodeAt(0).toString(16).toUpperCase()}`);
}

function hmac(key: Buffer, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

function hex(data: string | Buffer): string {
  return createHash("sha256").update(data).digest("hex");
}
