import { type TextPart, type ToolAction, type ToolCall, isRecord } from "../../kernel/index.ts";
import type { RawJson } from "../../execution/index.ts";
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
}

/** Longer than that no text is a name. */
const TELLING_NAME = 6;
const MOST_TEXTS = 20_000;
const PLAIN = /^[A-Za-z0-9_-]{1,60}$/;

/** Ids that clients give their uses of tools, by which a hook's sighting and this one are the same. */
const USE_IDS = ["claudecode/toolUseId", "lumos/toolUseId"];

export function callOf(
  door: Pick<Door, "ids" | "clock">,
  x: Pick<Exchange, "params"> & { asker: Pick<Asker, "arrival" | "session"> },
  wanted: Wanted,
): ToolCall {
  const { arrival, session } = x.asker;
  const stated = { ...arrival.stated };
  if (stated.session === undefined && session) stated.session = session.id;
  const useId = USE_IDS.map((name) => x.params.meta[name]).find((id) => typeof id === "string" && id.length <= 200);
  const texts = textsOf(wanted.arguments);
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
    ask: {
      action: wanted.action,
      server: wanted.server,
      tool: wanted.name,
      format: "mcp",
      arguments: wanted.arguments,
      raw: wanted.raw,
      texts: texts ?? [],
      ...(texts === undefined ? { unread: true as const } : {}),
      ...(useId === undefined ? {} : { useId: useId as string }),
    },
  };
}

/** A call that is not made: what may be seen is asked with it. */
export function lookingCall(door: Pick<Door, "ids" | "clock">, asker: Pick<Asker, "arrival" | "session">): ToolCall {
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
        const there = `${place}${place === "" ? "" : "."}${PLAIN.test(name) ? name : "*"}`;
        if (name.length >= TELLING_NAME && !PLAIN.test(name))
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
