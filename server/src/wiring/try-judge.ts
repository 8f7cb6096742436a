import type { Rooms } from "../govern.ts";
import { type Ids, type ModelCall, UNREAD } from "../kernel/index.ts";
import type { TriedJudge } from "../operations/index.ts";
import { tryJudge } from "../shown-to-judges.ts";

/** A judge as somebody tries it: asked for the one who asks, about a text that belongs to no call. */
export async function tryOf(rooms: Rooms, ids: Ids, { chain, id, text, channel, stop }: TriedJudge) {
  const landscape = rooms.registry.landscape(chain.org);
  const judge = landscape?.judges.get(id);
  if (!landscape || !judge) return undefined;
  const part = { path: [], place: "text", channel, encoding: "string" as const, text };
  const call: ModelCall = {
    kind: "model",
    id: ids.next(),
    at: rooms.clock.now(),
    startedAt: rooms.clock.elapsed(),
    credential: undefined,
    onBehalfOf: undefined,
    stated: {},
    ip: "",
    client: "",
    ask: { ...UNREAD, model: judge.model.id, texts: [part], tokensIn: Math.ceil(text.length / 4) },
  };
  const context = rooms.context.gather(call, chain);
  const about = { call, chain, context, assessment: rooms.risk.assess(call), guardrails: landscape.guardrails };
  return tryJudge(rooms, { judge, about, landscape, stop });
}
