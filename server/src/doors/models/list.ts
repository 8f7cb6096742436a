import type { IncomingMessage, ServerResponse } from "node:http";
import type { Rooms } from "../../govern.ts";
import { type ModelCall, type Ids, UNREAD } from "../../kernel/index.ts";
import type { Chain } from "../../identity/index.ts";
import type { ConnectedModel, Landscape } from "../../registry/index.ts";
import { addressOf, clientOf, credentialOf, onBehalfOf, statedBy } from "../stated.ts";
import type { FormatDoor, ModelName, ModelPage } from "./format.ts";
import { plainly, refuse } from "./refuse.ts";

/** Names a caller may use: each route and model of which policy lets at least one candidate run. */
export async function listModels(
  rooms: Rooms,
  ids: Ids,
  asked: { door: FormatDoor; name: string | undefined },
  req: IncomingMessage,
  res: ServerResponse,
): Promise<void> {
  const { door } = asked;
  const call = bareCall(rooms, ids, req);
  const recognized = await rooms.identity.recognize(call, "call");
  if (!recognized.ok) {
    refuse(res, door, plainly("unauthenticated"));
    return;
  }
  const chain = recognized.value;
  const landscape = rooms.registry.landscape(chain.org);
  const names = landscape ? usableNames(rooms, landscape, call, chain) : [];
  const one = names.find(({ id }) => id === asked.name);
  if (asked.name !== undefined && !one) {
    refuse(res, door, plainly("not_found"));
    return;
  }
  const body = JSON.stringify(one && door.model ? door.model(one) : door.models(names, pageOf(req.url ?? "")));
  res.writeHead(200, { "content-type": "application/json", "content-length": String(Buffer.byteLength(body)) });
  res.end(body);
}

function usableNames(rooms: Rooms, landscape: Landscape, call: ModelCall, chain: Chain): ModelName[] {
  const context = rooms.context.gather(call, chain);
  const assessment = rooms.risk.assess(call, { org: chain.org, detectors: landscape.detectors });
  const usable = (candidates: ConnectedModel[]): boolean =>
    candidates.length > 0 &&
    rooms.policy.decide({
      call,
      chain,
      context,
      assessment,
      candidates,
      guardrails: landscape.guardrails,
      supported: rooms.execution.fulfils(assessment),
      onPending: "fallback",
    }).outcome !== "blocked";
  const ids = new Set([...landscape.routes.keys(), ...landscape.models.keys()]);
  return [...ids].flatMap((id) => {
    const target = rooms.routing.target(landscape, id);
    if (!target || !usable(target.models)) return [];
    return [{ id, ownedBy: target.route ? "lumos" : (target.models[0]?.provider.id ?? "lumos") }];
  });
}

/** A call that carries nothing: what policy says of it is what it says of the caller. */
function bareCall(rooms: Rooms, ids: Ids, req: IncomingMessage): ModelCall {
  return {
    id: ids.next(),
    kind: "model",
    at: rooms.clock.now(),
    startedAt: rooms.clock.elapsed(),
    credential: credentialOf(req.headers),
    onBehalfOf: onBehalfOf(req.headers),
    stated: statedBy(req.headers),
    ip: addressOf(req),
    client: clientOf(req.headers),
    ask: UNREAD,
  };
}

function pageOf(url: string): ModelPage {
  const query = new URLSearchParams(url.slice(url.indexOf("?") + 1));
  const limit = Number(query.get("limit") ?? query.get("pageSize"));
  return {
    limit: Number.isSafeInteger(limit) && limit > 0 ? limit : undefined,
    after: query.get("after_id") ?? query.get("pageToken") ?? undefined,
    before: query.get("before_id") ?? undefined,
  };
}
