import type { RawJson } from "../../execution/index.ts";
import { inNewWords } from "./carry.ts";
import { withoutEnvelope } from "./envelope.ts";
import { MERGED, mergedList, saidIn } from "./resources.ts";
import type { Door, Exchange } from "./types.ts";
import { definitionFor, readableOn, toolsOn } from "./view.ts";
import { INVALID_PARAMS, METHOD_NOT_FOUND, REFUSED } from "./wire.ts";

/** How long a client may go on with a list: so long a tool that was taken away may still be seen, not used. */
export const TTL_MS = 5_000;

// Guarantee: what a list shows is what a call would be allowed to name, and it is answered from what was approved.
export async function listTools(door: Door, x: Exchange): Promise<void> {
  if (x.params.value["cursor"] !== undefined) {
    // One page holds them all.
    x.reply.error({ code: INVALID_PARAMS, message: "Invalid params: there is no such page." });
    return;
  }
  const tools = await toolsOn(door, x.asker, "fresh");
  const texts = tools.map((tool) => definitionFor(tool, x.asker.scope));
  x.reply.result(listed(x, "tools", texts));
}

/** Resources, their templates, and prompts: a server's own on its path, all of them on the common one. */
export async function listOthers(door: Door, x: Exchange): Promise<void> {
  const kind = MERGED[x.method];
  if (!kind) throw new Error(`${x.method} is no list`);
  const readable = readableOn(door, x.asker);
  if (x.asker.scope === undefined) {
    x.reply.result(listed(x, kind.member, await mergedList(door, x.asker, readable, kind)));
    return;
  }
  const [server] = readable;
  if (!server) {
    x.reply.error({ code: METHOD_NOT_FOUND, message: "Method not found" });
    return;
  }
  const params = withoutEnvelope(x.params);
  const answer = await door.peerFor(x.asker, server).request({ method: x.method, params, signal: x.signal });
  const said = await saidIn(door, x.asker, server.id, "error" in answer ? answer.error : answer.result);
  if (said === undefined) x.reply.error({ code: REFUSED, message: "What the server lists may not be shown." });
  else if ("error" in answer) x.reply.error(said);
  else x.reply.result(x.asker.modern ? inNewWords(x.method, said, TTL_MS) : said);
}

function listed({ asker }: Exchange, member: string, texts: readonly RawJson[]): RawJson {
  const more = asker.modern ? `,"resultType":"complete","ttlMs":${TTL_MS},"cacheScope":"private"` : "";
  return `{"${member}":[${texts.join(",")}]${more}}`;
}
