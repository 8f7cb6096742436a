import type { IncomingMessage, ServerResponse } from "node:http";
import type { Peers } from "../../execution/index.ts";
import { type ToolRooms, governTool } from "../../govern-tool.ts";
import type { Chain } from "../../identity/index.ts";
import { type Ids, type Random, asFault, isFault } from "../../kernel/index.ts";
import { governSaid } from "../../tool-results.ts";
import { readableServers, toolsFor } from "../../tool-uses.ts";
import { readBody } from "../body.ts";
import { makePulse } from "../pulse.ts";
import { addressOf, clientOf, credentialOf, onBehalfOf, statedBy, withoutSecrets } from "../stated.ts";
import { makeChanges } from "./changes.ts";
import { eraOf } from "./envelope.ts";
import { makeHeld } from "./held.ts";
import { listenOn, servedLegacy, servedModern } from "./serve.ts";
import { makeListings } from "./listings.ts";
import { type Message, readMessage } from "./message.ts";
import { originProblem } from "./origin.ts";
import { makePeerFor } from "./peer-for.ts";
import { refuseStranger } from "./stranger.ts";
import { makeStates } from "./seal.ts";
import { makeMcpSessions } from "./sessions.ts";
import { sendError } from "./send.ts";
import type { Arrival, Door, McpParts } from "./types.ts";
import { INTERNAL_ERROR, INVALID_REQUEST } from "./wire.ts";

export interface McpDoor {
  /** `server`: the id in the path, undefined on the common one. */
  handle(server: string | undefined, req: IncomingMessage, res: ServerResponse): Promise<void>;
  /** Ends streams on which clients only listen; calls go on. */
  endStreams(): void;
  close(): void;
}

/** `/mcp`, and `/mcp/SERVER`; undefined for every other path. */
export function mcpPath(path: string): { server: string | undefined } | undefined {
  const match = /^\/mcp(?:\/([^/]{1,384}))?\/?$/.exec(path);
  if (!match) return undefined;
  try {
    return { server: match[1] === undefined ? undefined : decodeURIComponent(match[1]) };
  } catch {
    return undefined;
  }
}

const MAX_BODY_BYTES = 4 * 1024 * 1024;
const BODY_TIMEOUT_MS = 30_000;

/** The Model Context Protocol, its older era and its newer one, in front of the way of a tool call. */
export function makeMcpDoor(from: {
  rooms: ToolRooms;
  peers: Peers;
  ids: Ids;
  random: Random;
  key: Uint8Array;
  publicUrl: string | undefined;
}): McpDoor {
  const { rooms } = from;
  const parts: McpParts = {
    ...rooms,
    ...from,
    holdsSecret: (text) => rooms.risk.holdsSecret(text),
    governTool: (call, way) => governTool(rooms, call, way),
    governSaid: (about) => governSaid(rooms, about),
    toolsFor: (asked) => toolsFor(rooms, asked),
    readableServers: (call, chain) => readableServers(rooms, call, chain),
  };
  const pulse = makePulse(rooms.clock);
  const changes = makeChanges(parts);
  const listings = makeListings({ ...parts, told: (org, server, list) => changes.tell(org, { server, list }) });
  const { clock, random, key } = parts;
  const closing = new Set<() => void>();
  const door: Door = {
    ...parts,
    pulse,
    changes,
    listings,
    sessions: makeMcpSessions({ clock, random, pulse }),
    states: makeStates({ key, clock, random }),
    held: makeHeld({ random }),
    onClose(hear) {
      closing.add(hear);
      return () => void closing.delete(hear);
    },
    peerFor: (asker, server) => peerFor(asker, server),
  };
  const peerFor = makePeerFor(door);

  return {
    async handle(server, req, res) {
      try {
        await serve(door, server, req, res);
      } catch (error) {
        const fault = asFault(error);
        if (!isFault(error)) door.log.error("mcp.failed", { error: fault });
        sendError(res, fault.row.status, { code: INTERNAL_ERROR, message: fault.message, data: { code: fault.code } });
      }
    },
    endStreams() {
      for (const hear of closing) hear();
      for (const session of door.sessions.all()) session.outlet.end();
    },
    close() {
      door.sessions.close();
      door.held.close();
      listings.close();
      changes.close();
    },
  };
}

async function serve(door: Door, scope: string | undefined, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const problem = originProblem(req, door.publicUrl);
  if (problem !== undefined) return sendError(res, 403, { code: INVALID_REQUEST, message: problem });
  const arrival = arrivalOf(door, req);
  const at = door.clock.now();
  const recognized = await door.identity.recognize({ ...arrival, at }, "call");
  if (!recognized.ok) return refuseStranger(door, { scope, arrival, req, res });
  const who = { scope, arrival, chain: recognized.value, owner: ownerOf(recognized.value) };
  if (req.method !== "POST") return listenOn(door, who, req, res);
  const message = await messageOf(req, res);
  if (!message) return;
  const era = eraOf(message, req.headers);
  if (era.era === "refused") {
    const id = message.kind === "request" ? message.id : "null";
    return sendError(res, era.error.code === -32601 ? 404 : 400, era.error, id);
  }
  if (era.era === "modern") return servedModern(door, { ...who, envelope: era.envelope }, message, res);
  return servedLegacy(door, who, message, res);
}

async function messageOf(req: IncomingMessage, res: ServerResponse): Promise<Message | undefined> {
  const type = (req.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json" || (req.headers["content-encoding"] ?? "identity") !== "identity") {
    sendError(res, 415, { code: INVALID_REQUEST, message: "Send one JSON-RPC message as application/json." });
    return undefined;
  }
  const body = await readBody(req, MAX_BODY_BYTES, () => true, BODY_TIMEOUT_MS);
  if (!body.ok) {
    if (body.problem === "gone") return undefined;
    sendError(res, body.problem.code === "too_large" ? 413 : 400, {
      code: INVALID_REQUEST,
      message: body.problem.message,
    });
    return undefined;
  }
  const message = readMessage(body.bytes);
  if (message.kind !== "unreadable") return message;
  sendError(res, 400, message.error, message.id);
  return undefined;
}

function arrivalOf(door: Door, req: IncomingMessage): Arrival {
  const { headers } = req;
  const { stated } = withoutSecrets({ stated: statedBy(headers), model: "" }, (text) => door.holdsSecret(text));
  return {
    credential: credentialOf(headers),
    onBehalfOf: onBehalfOf(headers),
    ip: addressOf(req),
    stated,
    client: clientOf(headers),
    headers,
    startedAt: door.clock.elapsed(),
  };
}

/** Whose things are kept under it: the credential, and everyone it acts for. */
function ownerOf({ org, credential, links }: Chain): string {
  return JSON.stringify([org, credential.ref, ...links.map(({ ref }) => ref)]);
}
