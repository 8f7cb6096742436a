import { createHmac } from "node:crypto";
import type { Secret } from "../../kernel/index.ts";

/**
 * Headers as the Standard Webhooks specification has them, so that its libraries check them: the id to drop
 * repetitions, the time to drop old ones, and a signature over both and the body.
 */
export function signed(message: {
  id: string;
  atS: number;
  body: string;
  secret: Secret | undefined;
}): Record<string, string> {
  const { id, atS, body, secret } = message;
  const headers = { "webhook-id": id, "webhook-timestamp": String(atS) };
  if (secret === undefined) return headers;
  const signature = createHmac("sha256", keyOf(secret.reveal())).update(`${id}.${atS}.${body}`).digest("base64");
  return { ...headers, "webhook-signature": `v1,${signature}` };
}

/** `whsec_` and base64 as the specification writes them; any other text is the key itself. */
function keyOf(secret: string): Buffer {
  return secret.startsWith("whsec_") ? Buffer.from(secret.slice("whsec_".length), "base64") : Buffer.from(secret);
}
