import type { IncomingMessage, ServerResponse } from "node:http";
import { type Rooms, govern } from "../../govern.ts";
import {
  type ModelCall,
  type CallProblem,
  type FaultCode,
  type Ids,
  type ModelAsk,
  asFault,
} from "../../kernel/index.ts";
import { readBody } from "../body.ts";
import { type Pulse, makePulse } from "../pulse.ts";
import { httpReply } from "../reply.ts";
import {
  addressOf,
  clientOf,
  credentialOf,
  dataClassProblem,
  onBehalfOf,
  statedBy,
  withoutSecrets,
} from "../stated.ts";
import { unreadable } from "./envelope.ts";
import type { FormatDoor, Request } from "./format.ts";
import type { Standing } from "../../budgets/index.ts";
import { limitHeaders } from "./limit-headers.ts";
import { listModels } from "./list.ts";
import { plainly, refuse } from "./refuse.ts";

/** What a path says about a call. */
export interface Asked {
  door: FormatDoor;
  request: Omit<Request, "headers">;
}

export interface ModelDoor {
  call(asked: Asked, req: IncomingMessage, res: ServerResponse): Promise<void>;
  /** The names a caller may use, or what is to be said about one of them. */
  models(asked: { door: FormatDoor; name?: string }, req: IncomingMessage, res: ServerResponse): Promise<void>;
  /** What a path asks that is not to be had, whoever asks. */
  refused(asked: { door: FormatDoor; code: FaultCode; message: string }, res: ServerResponse): void;
}

const MAX_BODY_BYTES = 32 * 1024 * 1024;

/** Model calls in every format in front of the way of a call. */
export function makeModelDoor(parts: { rooms: Rooms; ids: Ids; pulse?: Pulse }): ModelDoor {
  const { rooms, ids } = parts;
  const pulse = parts.pulse ?? makePulse(rooms.clock);
  return {
    async call(asked, req, res) {
      const call = await readCall(asked, req, rooms, ids);
      if (!call) return;
      const { door } = asked;
      // A provider's own id takes its place where the answer comes from one of the same format.
      if (door.requestId !== undefined) res.setHeader(door.requestId, call.id);
      const words = {
        failure: (code: FaultCode, message: string, begun: boolean) => door.streamError(code, message, call.id, begun),
        ping: door.ping,
        limits: (standing: Standing | undefined) => limitHeaders(door.format, standing, rooms.clock.now()),
      };
      const reply = httpReply(res, words, pulse);
      const outcome = await govern(rooms, call, reply);
      if (!outcome.answered) refuse(res, door, outcome.refusal, { now: rooms.clock.now(), client: call.client });
    },
    async models({ door, name }, req, res) {
      try {
        await listModels(rooms, ids, { door, name }, req, res);
      } catch (error) {
        const fault = asFault(error);
        rooms.log.error("listing models failed", { error: fault });
        refuse(res, door, plainly(fault.code, fault.message));
      }
    },
    refused: ({ door, code, message }, res) => refuse(res, door, plainly(code, message)),
  };
}

async function readCall(asked: Asked, req: IncomingMessage, rooms: Rooms, ids: Ids): Promise<ModelCall | undefined> {
  const startedAt = rooms.clock.elapsed();
  const { headers } = req;
  const who = { credential: credentialOf(headers), onBehalfOf: onBehalfOf(headers), ip: addressOf(req) };
  const body = await readBody(req, MAX_BODY_BYTES, async () => {
    const recognized = await rooms.identity.recognize({ ...who, at: rooms.clock.now() }, "call");
    return recognized.ok;
  });
  if (!body.ok && body.problem === "gone") return undefined;
  const { door, request } = asked;
  const read = !body.ok
    ? unreadable(body.problem as Exclude<typeof body.problem, "gone">)
    : isPacked(headers)
      ? unreadable(PACKED)
      : door.read(body.bytes, { ...request, headers });
  const named = { stated: statedBy(headers), model: read.ask.model };
  const { stated, model } = withoutSecrets(named, rooms.risk.holdsSecret);
  const problem = read.problem ?? dataClassProblem(headers);
  const ask = read.problem
    ? { ...read.ask, format: door.format, operation: request.operation }
    : withoutSecretHeaders(read.ask, rooms.risk.holdsSecret);
  return {
    id: ids.next(),
    kind: "model",
    at: rooms.clock.now(),
    startedAt,
    ...who,
    stated,
    client: clientOf(headers),
    ask: model === ask.model ? ask : { ...ask, model },
    ...(problem === undefined ? {} : { problem }),
  };
}

const PACKED: CallProblem = {
  code: "unsupported_media_type",
  message: "The body is compressed (content-encoding). Send it as plain JSON.",
};

function isPacked(headers: IncomingMessage["headers"]): boolean {
  const encoding = headers["content-encoding"]?.trim().toLowerCase() ?? "";
  return encoding !== "" && encoding !== "identity";
}

// Guarantee: a header that holds a secret does not go along.
function withoutSecretHeaders(ask: ModelAsk, holdsSecret: (text: string) => boolean): ModelAsk {
  const headers = Object.entries(ask.headers);
  if (headers.length === 0 || !holdsSecret(headers.map(([, value]) => value).join("\n"))) return ask;
  return { ...ask, headers: Object.fromEntries(headers.filter(([, value]) => !holdsSecret(value))) };
}
