import type { IncomingMessage, ServerResponse } from "node:http";
import { setImmediate as turn } from "node:timers/promises";
import { type Decided, type Rooms, decide, search } from "../../decide.ts";

import {
  type CallProblem,
  type DecisionAsk,
  type DecisionCall,
  type Ids,
  UNREAD_DECISION,
  isRecord,
} from "../../kernel/index.ts";
import type { Refusal } from "../../record/index.ts";
import { readBody } from "../body.ts";
import {
  addressOf,
  clientOf,
  credentialOf,
  dataClassProblem,
  onBehalfOf,
  statedBy,
  withoutSecrets as withoutSecretClaims,
} from "../stated.ts";
import { type DecisionBody, decisionBody, errorBody } from "./answer.ts";
import { baseOf, metadataOf } from "./metadata.ts";
import type { Pages } from "./pages.ts";
import { type Body, type Open, openBody, readQuestion, withoutSecrets } from "./read.ts";
import { beginAnswer, sendJson, sendRefusal } from "./reply.ts";
import { obligationObject } from "./supported.ts";

const MAX_BODY_BYTES = 1_048_576;
const BODY_TIMEOUT_MS = 15_000;
const MAX_EVALUATIONS = 256;
/** Asked between two turns of the loop, so that a batch holds up nobody else. */
const TOGETHER = 16;
const SEMANTICS = ["execute_all", "deny_on_first_deny", "permit_on_first_permit"] as const;

/** Where enforcement points look for what they need to know. */
export const METADATA = "/.well-known/authzen-configuration";

export interface DecisionDoor {
  /** Answers one request below /access/v1. */
  handle(req: IncomingMessage, res: ServerResponse): Promise<void>;
  metadata(req: IncomingMessage, res: ServerResponse): void;
}

/** AuthZEN's Authorization API 1.0: whoever enforces something elsewhere asks here whether it may be done. */
export function makeDecisionDoor(parts: {
  rooms: Rooms;
  ids: Ids;
  pages: Pages;
  publicUrl: string | undefined;
}): DecisionDoor {
  const { rooms, ids, pages, publicUrl } = parts;

  const routes: Readonly<Record<string, (asked: Asked) => Promise<void>>> = {
    "/access/v1/evaluation": (asked) => evaluation(rooms, asked),
    "/access/v1/evaluations": (asked) => evaluations(rooms, ids, asked),
    "/access/v1/search/subject": (asked) => searching(rooms, pages, asked, "subject"),
    "/access/v1/search/resource": (asked) => searching(rooms, pages, asked, "resource"),
    "/access/v1/search/action": (asked) => searching(rooms, pages, asked, "action"),
  };

  return {
    async handle(req, res) {
      beginAnswer(req, res);
      const path = (req.url ?? "").replace(/[?#].*$/s, "").replace(/(?<=.)\/$/, "");
      const route = Object.hasOwn(routes, path) ? routes[path] : undefined;
      if (!route)
        return sendJson(res, 404, { error: { code: "not_found", message: "There is nothing at this path." } });
      if (req.method !== "POST") {
        res.setHeader("allow", "POST");
        return sendJson(res, 405, { error: { code: "method_not_allowed", message: "This path takes POST." } });
      }
      const arrival = arrivalOf(rooms, req);
      const body = await bodyOf(rooms, req, arrival);
      if (body !== undefined) await route({ res, arrival: { ...arrival, id: ids.next() }, body });
    },
    metadata(req, res) {
      beginAnswer(req, res);
      res.setHeader("cache-control", "no-cache");
      sendJson(res, 200, metadataOf(baseOf(req, publicUrl)));
    },
  };
}

type Arrival = Omit<DecisionCall, "id" | "ask" | "problem">;

interface Asked {
  res: ServerResponse;
  arrival: Arrival & { id: string };
  body: { ok: true; body: Body } | { ok: false; problem: CallProblem };
}

function arrivalOf(rooms: Rooms, req: IncomingMessage): Arrival {
  const { headers } = req;
  return {
    kind: "decision",
    at: rooms.clock.now(),
    startedAt: rooms.clock.elapsed(),
    credential: credentialOf(headers),
    onBehalfOf: onBehalfOf(headers),
    stated: withoutSecretClaims({ stated: statedBy(headers), model: "" }, rooms.risk.holdsSecret).stated,
    ip: addressOf(req),
    client: clientOf(headers),
  };
}

/** Undefined where the sender has gone. */
async function bodyOf(rooms: Rooms, req: IncomingMessage, arrival: Arrival): Promise<Asked["body"] | undefined> {
  const known = async () => (await rooms.identity.recognize(arrival, "decide")).ok;
  const read = await readBody(req, MAX_BODY_BYTES, known, BODY_TIMEOUT_MS);
  if (!read.ok) return read.problem === "gone" ? undefined : { ok: false, problem: read.problem };
  const type = /^application\/json\s*(?:;\s*charset=(?:utf-8|"utf-8")\s*)?$/i;
  const encoding = req.headers["content-encoding"] ?? "identity";
  if (!type.test(req.headers["content-type"] ?? "") || encoding !== "identity") return { ok: false, problem: NOT_JSON };
  const problem = dataClassProblem(req.headers);
  return problem ? { ok: false, problem } : openBody(read.bytes);
}

const NOT_JSON: CallProblem = {
  code: "invalid_request",
  message: "Send JSON: content-type application/json, in UTF-8, not compressed.",
};

async function evaluation(rooms: Rooms, { res, arrival, body }: Asked): Promise<void> {
  if (!body.ok) return refused(rooms, res, arrival, body.problem);
  const call = callOf(arrival, readQuestion(body.body, {}, withoutSecrets(body.body, rooms.risk.holdsSecret)));
  const decided = await decide(rooms, call);
  if (!decided.answered) return sendRefusal(res, decided.refusal);
  const { answer, entitled } = decided;
  sendJson(res, 200, decisionBody(answer, { entitled, asked: wordsOf(call.ask) }), answer.headers);
}

/** Several questions in one request; each is recorded like one that came alone. */
async function evaluations(rooms: Rooms, ids: Ids, asked: Asked): Promise<void> {
  const { res, arrival, body } = asked;
  if (!body.ok) return refused(rooms, res, arrival, body.problem);
  const list = body.body["evaluations"];
  if (list === undefined || (Array.isArray(list) && list.length === 0)) return evaluation(rooms, asked);
  const semantic = semanticOf(body.body["options"]);
  const problem = batchProblem(list, semantic);
  const recognized = await rooms.identity.recognize(arrival, "decide");
  // A stranger is refused once, not once for each question.
  if (problem || !recognized.ok) return refused(rooms, res, arrival, problem ?? NOT_JSON);

  const text = withoutSecrets(body.body, rooms.risk.holdsSecret);
  const one = async (own: unknown): Promise<DecisionBody> => {
    const id = ids.next();
    const read = isRecord(own) ? readQuestion(own, body.body, text) : { ask: UNREAD_DECISION, problem: NOT_AN_OBJECT };
    const decided = await decide(rooms, callOf({ ...arrival, id, startedAt: rooms.clock.elapsed() }, read));
    return bodyOfOne(decided, wordsOf(read.ask), id);
  };
  const all = list as unknown[];
  const answers: DecisionBody[] = [];
  const step = semantic === "execute_all" ? TOGETHER : 1;
  for (let from = 0; from < all.length; from += step) {
    answers.push(...(await Promise.all(all.slice(from, from + step).map(one))));
    const last = answers.at(-1)?.decision;
    if (semantic === "deny_on_first_deny" && last === false) break;
    if (semantic === "permit_on_first_permit" && last === true) break;
    await turn();
  }
  sendJson(res, 200, { evaluations: answers });
}

const NOT_AN_OBJECT: CallProblem = {
  code: "invalid_request",
  message: "An evaluation must be an object.",
  param: "evaluations",
};

type Semantic = (typeof SEMANTICS)[number];

function semanticOf(options: unknown): Semantic | undefined {
  if (options === undefined || options === null) return "execute_all";
  if (!isRecord(options)) return undefined;
  const named = options["evaluations_semantic"];
  return named === undefined ? "execute_all" : SEMANTICS.find((one) => one === named);
}

function batchProblem(list: unknown, semantic: Semantic | undefined): CallProblem | undefined {
  const problem = (param: string, message: string): CallProblem => ({ code: "invalid_request", message, param });
  if (!Array.isArray(list)) return problem("evaluations", "evaluations must be a list.");
  if (list.length > MAX_EVALUATIONS)
    return problem("evaluations", `evaluations has more than ${MAX_EVALUATIONS} entries.`);
  if (semantic === undefined)
    return problem("options.evaluations_semantic", `evaluations_semantic is one of ${SEMANTICS.join(", ")}.`);
  return undefined;
}

function bodyOfOne(decided: Decided, asked: string, id: string): DecisionBody {
  if (decided.answered) return decisionBody(decided.answer, { entitled: decided.entitled, asked });
  const { status, message } = decided.refusal;
  return errorBody({ status, message }, id);
}

async function searching(rooms: Rooms, pages: Pages, asked: Asked, open: Exclude<Open, undefined>): Promise<void> {
  const { res, arrival, body } = asked;
  if (!body.ok) return refused(rooms, res, arrival, body.problem);
  const { page: wanted, ...question } = body.body;
  const read = readQuestion(question, {}, withoutSecrets(question, rooms.risk.holdsSecret), open);
  const recognized = await rooms.identity.recognize(arrival, "decide");
  const whose = recognized.ok
    ? `${recognized.value.org}\n${recognized.value.links.map(({ ref }) => ref).join(">")}`
    : "";
  const sealed = `${open}\n${whose}\n${JSON.stringify(question)}`;
  const page = pages.read(wanted, sealed);
  if (typeof page === "string")
    return refused(rooms, res, arrival, read.problem ?? { code: "invalid_request", message: page, param: "page" });
  const searched = await search(rooms, callOf(arrival, read), open, page);
  if (!searched.answered) return sendRefusal(res, searched.refusal);
  const { results, more, last } = searched.found;
  const next = more ? pages.next(last ?? page.after ?? "", page.limit, sealed) : "";
  const type = open === "subject" ? read.ask.subject.type : read.ask.resource.type;
  const topic = wordsOf(read.ask);
  const told = results.map(({ name, obligations }) => ({
    ...(open === "action" ? { name } : { type, id: name }),
    ...(obligations.length === 0
      ? {}
      : { context: { obligations: obligations.map((one, at) => obligationObject(one, at, { topic, body: topic })) } }),
  }));
  sendJson(res, 200, { page: { next_token: next, count: told.length }, results: told }, searched.headers);
}

/** A request that cannot be read takes the same way, so that it is recorded, and strangers hear that they are ones. */
async function refused(
  rooms: Rooms,
  res: ServerResponse,
  arrival: Arrival & { id: string },
  problem: CallProblem,
): Promise<void> {
  const decided = await decide(rooms, callOf(arrival, { ask: UNREAD_DECISION, problem }));
  const refusal: Refusal | undefined = decided.answered ? undefined : decided.refusal;
  if (refusal) sendRefusal(res, refusal);
}

function callOf(
  arrival: Arrival & { id: string },
  { ask, problem }: { ask: DecisionAsk; problem?: CallProblem },
): DecisionCall {
  return { ...arrival, ask, ...(problem === undefined ? {} : { problem }) };
}

function wordsOf({ action, subject, resource }: DecisionAsk): string {
  return `${subject.type}:${subject.id} ${action} ${resource.type}/${resource.id}`;
}
