import type { Hello, RawJson } from "../../execution/index.ts";
import { type Millis, asFault } from "../../kernel/index.ts";
import { LEGACY, META, MODERN, UNNAMED } from "./envelope.ts";
import { TTL_MS } from "./lists.ts";
import type { Asker, Door } from "./types.ts";
import { serverOn } from "./view.ts";
import { memberOf, membersOf, objectOf, withoutMember } from "./wire.ts";

/* What a server says of itself when a client comes, in the words of the client's era. */

const ASK_MS: Millis = 10_000;
const OURSELVES: RawJson = '{"name":"lumos","title":"Lumos","version":"1"}';
/** On the common path: what any of its servers may offer. */
const ALL: RawJson =
  '{"tools":{"listChanged":true},"resources":{"subscribe":true,"listChanged":true},"prompts":{"listChanged":true},"completions":{},"logging":{}}';

export type Greeting = Pick<Hello, "capabilities" | "serverInfo"> & { instructions?: string | undefined };

/** Undefined where the caller may use nothing on this path: it looks like one that is not there. */
export async function greetingFor(door: Door, asker: Asker): Promise<Greeting | undefined> {
  if (asker.scope === undefined) return { capabilities: ALL, serverInfo: OURSELVES };
  const server = await serverOn(door, asker);
  if (!server) return undefined;
  try {
    const hello = await door.peerFor(asker, server).hello(AbortSignal.timeout(ASK_MS));
    return { ...hello, capabilities: ours(hello.capabilities, asker.modern) };
  } catch (error) {
    door.log.warn("mcp.hello_failed", { org: asker.chain.org, server: server.id, error: asFault(error) });
    // What was pinned can still be listed.
    const serverInfo = JSON.stringify({ name: server.id, version: "unknown" });
    return { capabilities: '{"tools":{"listChanged":true}}', serverInfo };
  }
}

/** Its tools change with policy as well, whatever the server says. */
function ours(capabilities: RawJson, modern: boolean): RawJson {
  const members = membersOf(modern ? withoutMember(capabilities, "tasks") : capabilities) ?? new Map<string, RawJson>();
  members.set("tools", '{"listChanged":true}');
  return objectOf(members);
}

export function initializeResult(greeting: Greeting, asked: unknown): { protocol: string; result: RawJson } {
  const protocol = LEGACY.find((version) => version === asked) ?? LEGACY[0];
  const members: [string, RawJson][] = [
    ["protocolVersion", JSON.stringify(protocol)],
    ["capabilities", greeting.capabilities],
    ["serverInfo", greeting.serverInfo],
  ];
  if (greeting.instructions !== undefined) members.push(["instructions", JSON.stringify(greeting.instructions)]);
  return { protocol, result: objectOf(members) };
}

export function discoverResult(greeting: Greeting): RawJson {
  const named = memberOf(greeting.serverInfo, "name") === undefined ? UNNAMED : greeting.serverInfo;
  const members: [string, RawJson][] = [
    ["resultType", '"complete"'],
    ["supportedVersions", JSON.stringify([MODERN])],
    ["capabilities", greeting.capabilities],
    ["ttlMs", String(TTL_MS)],
    ["cacheScope", '"private"'],
    ["_meta", `{${JSON.stringify(META.server)}:${named}}`],
  ];
  if (greeting.instructions !== undefined) members.push(["instructions", JSON.stringify(greeting.instructions)]);
  return objectOf(members);
}
