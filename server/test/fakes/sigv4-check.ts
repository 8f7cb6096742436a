import { createHash, createHmac } from "node:crypto";
import type { Received } from "./upstream.ts";

/**
 * Checks a received request's AWS signature the way its receiver would, from what came over the wire alone.
 * Written apart from the code that signs; undefined when it holds, else what is wrong.
 */
export function sigv4Problem(
  request: Pick<Received, "method" | "path" | "headers" | "body">,
  secretOf: (accessKeyId: string) => string | undefined,
  expected: { region: string; service: string },
): string | undefined {
  const header = String(request.headers["authorization"]);
  const match =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/([^/]+)\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/.exec(
      header,
    );
  if (!match) return `no signature: ${header.slice(0, 30)}`;
  const [, id = "", day = "", region = "", service = "", names = "", signature = ""] = match;
  const secret = secretOf(id);
  if (secret === undefined) return "unknown access key";
  if (region !== expected.region || service !== expected.service) return `signed for ${region}/${service}`;
  const stamp = String(request.headers["x-amz-date"]);
  if (!stamp.startsWith(`${day}T`)) return "the date is not the one that was signed";
  const signed = names.split(";");
  for (const needed of ["host", "x-amz-date", "content-type"])
    if (!signed.includes(needed)) return `${needed} is not signed`;
  if (request.headers["x-amz-security-token"] !== undefined && !signed.includes("x-amz-security-token")) {
    return "the session is not signed";
  }
  const [path = "", query = ""] = request.path.split("?");
  const lines = [request.method];
  lines.push(
    path
      .split("/")
      .map((step) =>
        [...Buffer.from(step)]
          .map((byte) => {
            const letter = String.fromCharCode(byte);
            return /[A-Za-z0-9._~-]/.test(letter) ? letter : `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
          })
          .join(""),
      )
      .join("/"),
  );
  lines.push(query);
  for (const name of signed) lines.push(`${name}:${String(request.headers[name]).trim()}`);
  lines.push("", names, createHash("sha256").update(request.body).digest("hex"));
  const canonical = createHash("sha256").update(lines.join("\n")).digest("hex");
  const mac = (key: string | Buffer, text: string) => createHmac("sha256", key).update(text).digest();
  const key = mac(mac(mac(mac(`AWS4${secret}`, day), region), service), "aws4_request");
  const wanted = mac(key, `AWS4-HMAC-SHA256\n${stamp}\n${day}/${region}/${service}/aws4_request\n${canonical}`);
  return wanted.toString("hex") === signature ? undefined : "the signature is another one";
}
