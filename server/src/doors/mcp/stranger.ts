import type { IncomingMessage, ServerResponse } from "node:http";
import { isRecord } from "../../kernel/index.ts";
import { readBody } from "../body.ts";
import { callOf } from "./ask.ts";
import { readMessage } from "./message.ts";
import { sendError } from "./send.ts";
import type { Arrival, Door } from "./types.ts";
import { REFUSED } from "./wire.ts";

const STRANGERS_BYTES = 64 * 1024;
const WITHIN_MS = 10_000;

/** Says who is not known so, and lets a tool call of theirs be written down as any other. */
export async function refuseStranger(
  door: Door,
  about: { scope: string | undefined; arrival: Arrival; req: IncomingMessage; res: ServerResponse },
): Promise<void> {
  const { scope, arrival, req, res } = about;
  const refuse = (headers: Readonly<Record<string, string>> = {}) => {
    const challenge = { "www-authenticate": 'Bearer realm="lumos", error="invalid_token"', ...headers };
    sendError(
      res,
      401,
      { code: REFUSED, message: "A valid key is needed: Authorization: Bearer KEY." },
      "null",
      challenge,
    );
  };
  const body = req.method === "POST" ? await readBody(req, STRANGERS_BYTES, () => false, WITHIN_MS) : undefined;
  const message = body?.ok === true ? readMessage(body.bytes) : undefined;
  if (message?.kind !== "request" || message.method !== "tools/call") return refuse();
  const { name } = message.params.value;
  const args = message.params.value["arguments"];
  const said = typeof name === "string" ? name.slice(0, 200) : "";
  const call = callOf(
    door,
    { asker: { arrival }, params: message.params },
    {
      action: "call_tool",
      kind: "tool",
      server: scope ?? "",
      name: said,
      said,
      arguments: isRecord(args) ? args : {},
      raw: message.params.members().get("arguments") ?? "{}",
    },
  );
  // It is without a way to be carried out, whatever is said of it.
  const outcome = await door.governTool(call, { signal: new AbortController().signal });
  return refuse(outcome.answered ? {} : outcome.refusal.headers);
}
