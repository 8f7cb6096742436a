import type { Chain } from "../../identity/index.ts";
import { bounded, isRecord, sha256 } from "../../kernel/index.ts";
import type { HookParts } from "./parts.ts";
import type { HookClient } from "./types.ts";

/* What happened while Lumos could not be reached: names and digests that the shim kept, told later. */

export interface Missed {
  /** A hash of the event: told again it is the same. */
  key: string;
  at: number;
  event: string;
  session: string;
  tool: string;
  useId: string;
  /** SHA-256 of its input. */
  input: string;
  /** What the client was told. */
  outcome: "passed" | "closed";
}

const ACTION = "hooks.missed";
const MAX_EVENTS = 200;
const KEY = /^[0-9a-f]{64}$/;
const NAME = /^[\x20-\x7e]{0,256}$/;
const MAX_KEPT = 20_000;

export function readMissed(body: Record<string, unknown>): Missed[] | string {
  const { events } = body;
  if (!Array.isArray(events) || events.length > MAX_EVENTS) return `events is a list of at most ${MAX_EVENTS}.`;
  const read: Missed[] = [];
  for (const one of events) {
    if (!isRecord(one)) return "An event is an object.";
    const { key, at, outcome } = one;
    const text = (name: string) => (typeof one[name] === "string" && NAME.test(one[name]) ? one[name] : "");
    if (typeof key !== "string" || !KEY.test(key)) return "An event has a key of 64 hexadecimal digits.";
    if (typeof at !== "number" || !Number.isSafeInteger(at) || at < 0) return "An event has a time.";
    if (outcome !== "passed" && outcome !== "closed") return "An event was passed or closed.";
    const [event, session, tool, useId, input] = ["event", "session", "tool", "useId", "input"].map(text);
    read.push({
      key,
      at,
      outcome,
      event: event ?? "",
      session: session ?? "",
      tool: tool ?? "",
      useId: useId ?? "",
      input: input ?? "",
    });
  }
  return read;
}

/** Writes down each event that was not told before; how many those were. */
// Guarantee: an event that was kept while Lumos was away is written down once, however often it is told.
export function makeMissed({ records, store, rooms, sightings }: HookParts) {
  const told = bounded<true>(MAX_KEPT);
  const isKnown = async (org: string, id: string) => {
    const filter = { action: ACTION, subjectKind: "session", subjectId: id };
    return (await records.changes(org, filter, { limit: 1 })).length > 0;
  };
  return async ({
    chain,
    client,
    events,
  }: {
    chain: Chain;
    client: HookClient;
    events: readonly Missed[];
  }): Promise<number> => {
    const [outermost] = chain.links;
    let kept = 0;
    for (const event of events) {
      // Nobody's key keeps another one's event away.
      const id = sha256(JSON.stringify([outermost?.ref ?? "", client, event.key]));
      const held = `${chain.org}\n${id}`;
      if (told.get(held) || (await isKnown(chain.org, id))) continue;
      told.set(held, true);
      kept += 1;
      const safe = (text: string) => (rooms.risk.holdsSecret(text) ? "?" : text);
      const { key: _key, ...details } = { ...event, session: safe(event.session), tool: safe(event.tool) };
      try {
        await store.transact((tx) =>
          records.change(tx, {
            org: chain.org,
            actor: outermost?.ref ?? "",
            action: ACTION,
            subject: { kind: "session", id },
            details: { client, ...details },
          }),
        );
      } catch (error) {
        told.delete(held);
        throw error;
      }
      if (event.outcome === "passed" && event.tool !== "") {
        const around = { org: chain.org, chain, client, session: details.session, decision: "" };
        sightings.tell({ ...around, kind: "bypass.offline", server: client, tool: details.tool });
      }
    }
    return kept;
  };
}
