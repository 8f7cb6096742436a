import type { IncomingMessage, ServerResponse } from "node:http";
import { type Rooms, govern } from "../../govern.ts";
import { type Call, type Ids, type TextPart, asFault } from "../../kernel/index.ts";
import { readBody } from "../body.ts";
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
import { readChat, unreadable } from "./read.ts";
import { refuseOpenAi, streamError } from "./refuse.ts";
import { listModels } from "./models.ts";

export interface OpenAiDoor {
  chat(req: IncomingMessage, res: ServerResponse): Promise<void>;
  models(req: IncomingMessage, res: ServerResponse): Promise<void>;
}

const MAX_BODY_BYTES = 32 * 1024 * 1024;

/** OpenAI's chat format in front of the way of a call. */
export function makeOpenAiDoor(parts: { rooms: Rooms; ids: Ids }): OpenAiDoor {
  const { rooms, ids } = parts;
  return {
    async chat(req, res) {
      const call = await readCall(req, rooms, ids);
      if (!call) return;
      const outcome = await govern(rooms, call, httpReply(res, streamError(call.id)));
      if (!outcome.answered) refuseOpenAi(res, outcome.refusal);
    },
    async models(req, res) {
      try {
        await listModels(rooms, ids, req, res);
      } catch (error) {
        const fault = asFault(error);
        rooms.log.error("listing models failed", { error: fault });
        refuseOpenAi(res, {
          code: fault.code,
          status: fault.row.status,
          message: fault.message,
          param: undefined,
          why: undefined,
          retryAfterS: undefined,
          headers: {},
        });
      }
    },
  };
}

async function readCall(req: IncomingMessage, rooms: Rooms, ids: Ids): Promise<Call | undefined> {
  const startedAt = rooms.clock.elapsed();
  const { headers } = req;
  const who = { credential: credentialOf(headers), onBehalfOf: onBehalfOf(headers), ip: addressOf(req) };
  const body = await readBody(req, MAX_BODY_BYTES, async () => {
    const recognized = await rooms.identity.recognize({ ...who, at: rooms.clock.now() }, "call");
    return recognized.ok;
  });
  if (!body.ok && body.problem === "gone") return undefined;
  const read = body.ok ? readChat(body.bytes) : unreadable(body.problem as Exclude<typeof body.problem, "gone">);
  const { stated, model } = withoutSecrets({ stated: statedBy(headers), model: read.ask.model }, (text) =>
    rooms.risk.assess({ ask: { texts: [named(text)] } }).dataClasses.includes("secret"),
  );
  const problem = read.problem ?? dataClassProblem(headers);
  return {
    id: ids.next(),
    kind: "model",
    at: rooms.clock.now(),
    startedAt,
    ...who,
    stated,
    client: clientOf(headers),
    ask: model === read.ask.model ? read.ask : { ...read.ask, model },
    ...(problem === undefined ? {} : { problem }),
  };
}

function named(text: string): TextPart {
  return { path: [], place: "", channel: "prompt", encoding: "string", text };
}
