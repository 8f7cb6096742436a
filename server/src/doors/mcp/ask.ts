import {
  type Does,
  SECRET_MARK,
  type TextPart,
  type ToolAction,
  type ToolCall,
  isRecord,
  mayTell,
} from "../../kernel/index.ts";
import type { RawJson } from "../../execution/index.ts";
import { HOP, META } from "./envelope.ts";
import { paramsOf } from "./message.ts";
import type { Asker, Door, Exchange } from "./types.ts";

/** What a request wants to use, read from its body. */
export interface Wanted {
  action: ToolAction;
  kind: "tool" | "resource" | "prompt" | "method";
  /** Empty where nobody has such a thing: it is decided about, and refused, like any other. */
  server: string;
  /** Its own name at its server. */
  name: string;
  /** As the caller wrote it. */
  said: string;
  arguments: Readonly<Record<string, unknown>>;
  raw: RawJson;
  /** Where nobody pinned what it does. */
  does?: Does;
}

/** Longer than that no text is a name. */
const TELLING_NAME = 6;
const MOST_TEXTS = 20_000;
const PLAIN = /^[A-Za-z0-9_-]{1,60}$/;

function isPlain(name: string): boolean {
  return PLAIN.test(name) && !mayTell(name);
}

/** Ids that clients give their uses of tools, by which a hook's sighting and this one are the same. */
const USE_IDS = ["claudecode/toolUseId", "lumos/toolUseId"];

export function callOf(
  door: Pick<Door, "ids" | "clock" | "holdsSecret">,
  x: Pick<Exchange, "params"> & { asker: Pick<Asker, "arrival"> },
  wanted: Wanted,
): ToolCall {
  const { arrival } = x.asker;
  // Guarantee: what was read over one connection is known on every other of the same caller.
  // A connection of this protocol is no conversation: a program opens one for each server it uses.
  const stated = { ...arrival.stated };
  const useId = USE_IDS.map((name) => x.params.meta[name]).find((id) => typeof id === "string" && id.length <= 200);
  const beside = besideOf(x.params.value, wanted);
  const own = textsOf(wanted.arguments);
  const others = beside === undefined ? [] : textsOf(beside);
  const texts = own && others && [...own, ...others.map(asName), ...namedIn(wanted)];
  // Guarantee: a secret in the name or the address of a thing is neither sent on nor kept.
  const secret = wanted.name !== "" && door.holdsSecret(`${wanted.server}\n${wanted.name}`);
  return {
    kind: "tool",
    id: door.ids.next(),
    at: door.clock.now(),
    startedAt: arrival.startedAt,
    credential: arrival.credential,
    onBehalfOf: arrival.onBehalfOf,
    stated,
    ip: arrival.ip,
    client: arrival.client,
    ...(secret
      ? { problem: { code: "invalid_request" as const, message: "A name in this request holds a secret." } }
      : {}),
    ask: {
      action: wanted.action,
      server: secret && door.holdsSecret(wanted.server) ? SECRET_MARK : wanted.server,
      tool: secret ? SECRET_MARK : wanted.name,
      format: "mcp",
      arguments: wanted.arguments,
      raw: wanted.raw,
      texts: texts ?? [],
      ...(texts === undefined ? { unread: true as const } : {}),
      ...(beside === undefined ? {} : { beside }),
      ...(wanted.does === undefined ? {} : { does: wanted.does }),
      ...(useId === undefined ? {} : { useId: useId as string }),
    },
  };
}

/** A call that is not made: what may be seen is asked with it. */
export function lookingCall(
  door: Pick<Door, "ids" | "clock" | "holdsSecret">,
  asker: Pick<Asker, "arrival">,
): ToolCall {
  const params = paramsOf(undefined, {}, {});
  const nothing = {
    action: "call_tool",
    kind: "tool",
    server: "",
    name: "",
    said: "",
    arguments: {},
    raw: "{}",
  } as const;
  return callOf(door, { asker, params }, nothing);
}

/** Members of a request that are read elsewhere, or say nothing of the caller's. */
const READ_ELSEWHERE = new Set(["name", "uri", "arguments", "argument", "cursor", "requestState", "inputResponses"]);
/** Names each attempt anew, and carries nothing. */
const HOUSEKEEPING = new Set<string>([...USE_IDS, "progressToken", "traceparent"]);
const TRACE = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

// Guarantee: what goes to a server beside the arguments is read, and approved, like the arguments.
function besideOf(
  params: Readonly<Record<string, unknown>>,
  { kind, said }: Wanted,
): Readonly<Record<string, unknown>> | undefined {
  const beside: [string, unknown][] = [];
  for (const [name, value] of Object.entries(params)) {
    if (name === "_meta") {
      const meta = isRecord(value) ? Object.entries(value).filter(([key, one]) => !isHousekeeping(key, one)) : [];
      if (meta.length > 0) beside.push([name, Object.fromEntries(meta)]);
    } else if (kind !== "method" && !READ_ELSEWHERE.has(name) && !namesIt(name, value, said))
      beside.push([name, value]);
  }
  return beside.length === 0 ? undefined : Object.fromEntries(beside);
}

/** A trace that is none may be anything. */
function isHousekeeping(name: string, value: unknown): boolean {
  if (HOP.has(name) || name === META.logLevel) return true;
  if (!HOUSEKEEPING.has(name)) return false;
  return name !== "traceparent" || (typeof value === "string" && TRACE.test(value));
}

/** What a completion completes. */
function namesIt(name: string, value: unknown, said: string): boolean {
  if (name !== "ref" || !isRecord(value)) return false;
  return Object.entries(value).every(([key, one]) => key === "type" || one === said);
}

/** Nothing of it can be taken out and the call still be the same: where that is wanted, the call is not made. */
function asName(part: TextPart): TextPart {
  return { ...part, encoding: "name" };
}

/** An address may carry as much as any argument. */
function namedIn({ kind, name }: Wanted): TextPart[] {
  if (kind !== "resource" || name === "") return [];
  return [{ path: [], place: "uri", channel: "assistant", encoding: "name", text: name }];
}

// Guarantee: every text of the arguments is read, names of members as well; where they are too many, none counts as read.
function textsOf(args: Readonly<Record<string, unknown>>): TextPart[] | undefined {
  const texts: TextPart[] = [];
  const walk = (path: (string | number)[], place: string, value: unknown) => {
    if (texts.length > MOST_TEXTS) return;
    if (typeof value === "string") {
      if (value !== "") texts.push({ path, place, channel: "assistant", encoding: "string", text: value });
    } else if (Array.isArray(value)) {
      for (const [at, item] of value.entries()) walk([...path, at], `${place}[${at}]`, item);
    } else if (isRecord(value)) {
      for (const [name, item] of Object.entries(value)) {
        const at = [...path, name];
        // Guarantee: a place never repeats what a caller wrote as a name.
        const there = `${place}${place === "" ? "" : "."}${isPlain(name) ? name : "*"}`;
        if (name.length >= TELLING_NAME && !isPlain(name))
          texts.push({ path: at, place: there, channel: "assistant", encoding: "name", text: name });
        walk(at, there, item);
      }
    } else if (typeof value === "number" && Math.abs(value) >= 1e6) {
      texts.push({ path, place, channel: "assistant", encoding: "json", text: JSON.stringify(value) });
    }
  };
  walk([], "", args);
  return texts.length > MOST_TEXTS ? undefined : texts;
}
