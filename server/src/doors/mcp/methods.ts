import type { RawJson } from "../../execution/index.ts";
import { type Does, isRecord } from "../../kernel/index.ts";
import type { Wanted } from "./ask.ts";
import { discoverResult, greetingFor } from "./hello.ts";
import { listOthers, listTools } from "./lists.ts";
import { paramHeadersProblem } from "./param-headers.ts";
import { tellLevel } from "./peer-for.ts";
import { unknown } from "./refuse.ts";
import { promptNamed, resourceNamed } from "./resources.ts";
import { follow } from "./subscribe.ts";
import type { Door, Exchange } from "./types.ts";
import { use } from "./use.ts";
import { serverOn, serversOn, toolNamed, toolsOn } from "./view.ts";
import { HEADER_MISMATCH, INVALID_PARAMS, METHOD_NOT_FOUND, noticeText } from "./wire.ts";

type Method = (door: Door, x: Exchange) => Promise<void>;

/** What both eras know. */
const BOTH: Readonly<Record<string, Method>> = {
  "tools/list": listTools,
  "tools/call": callTool,
  "resources/list": listOthers,
  "resources/templates/list": listOthers,
  "prompts/list": listOthers,
  "resources/read": readResource,
  "prompts/get": getPrompt,
  "completion/complete": complete,
};

const MODERN_ONLY: Readonly<Record<string, Method>> = { "server/discover": discover };

const LEGACY_ONLY: Readonly<Record<string, Method>> = {
  ping: async (_door, x) => x.reply.result("{}"),
  "logging/setLevel": setLevel,
  "resources/subscribe": subscribe,
  "resources/unsubscribe": unsubscribe,
};

/** The newer era gave these up; a server would not know them either. */
const GONE = new Set(["initialize", ...Object.keys(LEGACY_ONLY)]);
/** Only what a server sends. */
const NOT_OURS = new Set([
  "sampling/createMessage",
  "elicitation/create",
  "roots/list",
  "server/discover",
  "subscriptions/listen",
]);

/** Answers one request. */
export async function answer(door: Door, x: Exchange): Promise<void> {
  const own = x.asker.modern ? MODERN_ONLY : LEGACY_ONLY;
  const method = lookup(BOTH, x.method) ?? lookup(own, x.method);
  if (method) return method(door, x);
  if ((x.asker.modern && GONE.has(x.method)) || NOT_OURS.has(x.method)) return notFound(x);
  return relay(door, x);
}

async function callTool(door: Door, x: Exchange): Promise<void> {
  const { asker, params } = x;
  const said = params.value["name"];
  const args = params.value["arguments"] ?? {};
  if (typeof said !== "string" || !isRecord(args))
    return invalid(x, "a tool is called by its name, with an object of arguments");
  await door.listings.ensure(asker.chain.org, serversOn(door, asker), asker.chain, "known");
  const { server, name } = toolNamed(door, asker, said);
  if (asker.modern) {
    const tool = door.catalog.tools(asker.chain.org).get(server)?.get(name);
    const problem = tool && paramHeadersProblem(tool, args, asker.arrival.headers);
    // Guarantee: what is wrong with a header is told only of a tool that the caller may see.
    if (problem !== undefined && tool && (await toolsOn(door, asker, "known")).includes(tool)) {
      const message = `The request's headers and its body disagree: ${problem}.`;
      return x.reply.error({ code: HEADER_MISMATCH, message });
    }
  }
  const raw = params.members().get("arguments") ?? "{}";
  await use(door, x, { action: "call_tool", kind: "tool", server, name, said, arguments: args, raw });
}

async function readResource(door: Door, x: Exchange): Promise<void> {
  const said = x.params.value["uri"];
  if (typeof said !== "string") return invalid(x, "a resource is read by its uri");
  const { server, name } = await resourceNamed(door, x.asker, said);
  await use(door, x, reading({ kind: "resource", server, name, said }, {}, "{}"));
}

async function getPrompt(door: Door, x: Exchange): Promise<void> {
  const said = x.params.value["name"];
  const args = x.params.value["arguments"] ?? {};
  if (typeof said !== "string" || !isRecord(args))
    return invalid(x, "a prompt is got by its name, with an object of arguments");
  const { server, name } = await promptNamed(door, x.asker, said);
  await use(
    door,
    x,
    reading({ kind: "prompt", server, name, said }, args, x.params.members().get("arguments") ?? "{}"),
  );
}

/** What was typed so far goes to a server: it is decided about like what it completes. */
async function complete(door: Door, x: Exchange): Promise<void> {
  const { ref, argument } = x.params.value;
  if (!isRecord(ref) || !isRecord(argument))
    return invalid(x, "a completion names what it completes, and its argument");
  const raw = x.params.members().get("argument") ?? "{}";
  if (ref["type"] === "ref/prompt" && typeof ref["name"] === "string") {
    const { server, name } = await promptNamed(door, x.asker, ref["name"]);
    return use(door, x, reading({ kind: "prompt", server, name, said: ref["name"] }, argument, raw));
  }
  if (ref["type"] !== "ref/resource" || typeof ref["uri"] !== "string")
    return invalid(x, "nothing is known of this ref");
  const { server, name } = await resourceNamed(door, x.asker, ref["uri"]);
  return use(door, x, reading({ kind: "resource", server, name, said: ref["uri"] }, argument, raw));
}

function reading(
  named: Pick<Wanted, "kind" | "server" | "name" | "said">,
  args: Readonly<Record<string, unknown>>,
  raw: RawJson,
): Wanted {
  return { action: "read_resource", ...named, arguments: args, raw };
}

async function discover(door: Door, x: Exchange): Promise<void> {
  const greeting = await greetingFor(door, x.asker);
  if (greeting) x.reply.result(discoverResult(greeting));
  else notFound(x);
}

async function setLevel(door: Door, x: Exchange): Promise<void> {
  const { level } = x.params.value;
  const { session } = x.asker;
  if (typeof level !== "string" || !session) return invalid(x, "a level is needed");
  session.logLevel = level;
  x.asker.logLevel = level;
  for (const peer of session.opened.values()) tellLevel(peer, level);
  x.reply.result("{}");
}

async function subscribe(door: Door, x: Exchange): Promise<void> {
  const { uri } = x.params.value;
  const { session } = x.asker;
  if (typeof uri !== "string" || !session) return invalid(x, "a resource is followed by its uri");
  if (session.subscribed.has(uri)) return x.reply.result("{}");
  const tell = (params: RawJson) => void session.outlet.send(noticeText("notifications/resources/updated", params));
  const end = await follow(door, x.asker, uri, tell);
  if (!end) return x.reply.error(unknown({ kind: "resource", name: uri, modern: false }));
  session.subscribed.set(uri, end);
  x.reply.result("{}");
}

async function unsubscribe(_door: Door, x: Exchange): Promise<void> {
  const { uri } = x.params.value;
  const { session } = x.asker;
  if (typeof uri !== "string" || !session) return invalid(x, "a resource is followed by its uri");
  session.subscribed.get(uri)?.();
  session.subscribed.delete(uri);
  x.reply.result("{}");
}

// Guarantee: a method that nobody here knows is decided about as a write, recorded and inspected too.
/** Tasks, extensions, and what a later revision adds: to the one server of this path, if the caller may use anything of it. */
async function relay(door: Door, x: Exchange): Promise<void> {
  const server = await serverOn(door, x.asker);
  if (!server) return notFound(x);
  const { _meta, ...args } = x.params.value;
  const named = { kind: "method", server: server.id, name: x.method, said: x.method } as const;
  const wanted = reading(named, args, x.params.raw ?? "{}");
  await use(door, x, READING.has(x.method) ? wanted : { ...wanted, does: CHANGING });
}

/** Methods that only tell; what is not known to read counts as a write. */
const READING = new Set(["tasks/get", "tasks/list", "tasks/result"]);
const CHANGING: Does = { operations: ["write"], objects: [], hosts: [], unbounded: false, batch: 1 };

function lookup(table: Readonly<Record<string, Method>>, method: string): Method | undefined {
  return Object.hasOwn(table, method) ? table[method] : undefined;
}

function notFound(x: Exchange): void {
  x.reply.error({ code: METHOD_NOT_FOUND, message: "Method not found" });
}

function invalid(x: Exchange, why: string): void {
  x.reply.error({ code: INVALID_PARAMS, message: `Invalid params: ${why}.` });
}
