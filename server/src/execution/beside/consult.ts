import {
  type Millis,
  type ModelAsk,
  type ModelCall,
  UNREAD,
  type Usage,
  isRecord,
  scanJson,
} from "../../kernel/index.ts";
import { type Consult, type Consulted, type Question, makeAskLocal } from "../../judges/index.ts";
import type { ConnectedJudge, ConnectedKey, ConnectedModel } from "../../registry/index.ts";
import { prepare } from "../models/prepare.ts";
import type { Unready, WireRequest } from "../models/providers/index.ts";
import { parsedJson } from "../models/taps/counts.ts";
import type { Made } from "../types.ts";
import { type OnceEnded, type OnceParts, once, toldRouting } from "./once.ts";
import type { ServiceAuth } from "./service.ts";

export type ConsultParts = OnceParts & Pick<Made, "wireFor" | "clock"> & { serviceAuth: ServiceAuth };

type Asked = Parameters<Consult>[0];

/** Asks a judge one question, by whatever way it is reached. */
export function makeConsult(parts: ConsultParts): Consult {
  const askLocal = makeAskLocal();
  return async (asked) => {
    try {
      switch (asked.question.by) {
        case "chat":
          return await askModel(parts, asked, asked.question);
        case "post":
          return await askService(parts, asked, asked.question);
        case "local":
          return await askLocal(asked.judge, asked.question.text, asked.stop);
      }
    } catch {
      return { detail: "could not be asked" };
    }
  };
}

async function askModel(
  parts: ConsultParts,
  asked: Asked,
  question: Extract<Question, { by: "chat" }>,
): Promise<Consulted> {
  const { judge, session } = asked;
  const { model } = judge;
  const call = callFor(judge, question, parts.clock.now());
  const wire = parts.wireFor(model, call.ask);
  if ("problem" in wire) return { detail: wire.problem };
  const prepared = prepare({ call, model, wire, redactions: [], maxTokensOut: undefined });
  if ("problem" in prepared) return { detail: prepared.problem };
  const key = parts.routing.keyFor(model, session);
  const sent = { stream: false, headers: prepared.headers };
  return exchange(
    parts,
    { ...asked, model, key },
    () => wire.request(prepared.body, key, sent),
    (ended) => {
      const whole = prepared.passage().whole(ended.body ?? EMPTY, ended.contentType ?? "");
      const text = whole && wordsIn(whole.body);
      const guess = { ...NOTHING_COUNTED, input: call.ask.tokensIn };
      return text === undefined
        ? { usage: whole?.usage ?? { ...guess, partial: true } }
        : { heard: { text }, usage: whole?.usage ?? guess };
    },
    { ...NOTHING_COUNTED, input: call.ask.tokensIn, partial: true },
  );
}

function askService(
  parts: ConsultParts,
  asked: Asked,
  question: Extract<Question, { by: "post" }>,
): Promise<Consulted> {
  const { model } = asked.judge;
  const key = parts.routing.keyFor(model, asked.session);
  const url = new URL(question.url);
  const body = Buffer.from(JSON.stringify(question.body));
  const headers = { "content-type": "application/json", accept: "application/json", "user-agent": "lumos" };
  const plain = { origin: url.origin, path: `${url.pathname}${url.search}`, headers, body };
  const request = () => parts.serviceAuth(question.auth, plain, model, key);
  return exchange(parts, { ...asked, model, key }, request, (ended) => {
    const json = JSON_TYPE.test(ended.contentType ?? "")
      ? parsedJson((ended.body ?? EMPTY).toString("utf8"))
      : undefined;
    return json === undefined ? {} : { heard: { json } };
  });
}

const EMPTY = Buffer.alloc(0);
const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json\b/i;
const NOTHING_COUNTED: Usage = { source: "estimated", input: 0, cachedInput: 0, output: 0, reasoning: 0 };

async function exchange(
  parts: ConsultParts,
  asked: Asked & { model: ConnectedModel; key: ConnectedKey | undefined },
  request: () => WireRequest | Unready | Promise<WireRequest | Unready>,
  read: (ended: OnceEnded) => Pick<Consulted, "heard" | "usage">,
  guess?: Usage,
): Promise<Consulted> {
  const { model, key, session, withinMs, maxBytes, stop } = asked;
  const at = parts.clock.elapsed();
  const sending = { model, key, withinMs, maxBytes, stop, request };
  const ended = await once(parts, sending);
  const answer = ended.body ? read(ended) : {};
  const totalMs: Millis = parts.clock.elapsed() - at;
  toldRouting(parts, sending, ended, { ok: answer.heard !== undefined, session, totalMs });
  const status = ended.status === undefined ? {} : { status: ended.status };
  if (answer.heard) return { ...answer, ...status };
  // What it was at work on when it was given up may be charged for.
  const charged = ended.sent && ended.failure !== "unreachable" && (ended.status ?? 200) < 300;
  const usage = answer.usage ?? (charged ? guess : undefined);
  const detail = ended.detail ?? "answered something that cannot be read";
  return { detail, ...status, ...(usage ? { usage } : {}) };
}

/** The question as a call of its own, so that it can be put to a model of any provider. */
function callFor(judge: ConnectedJudge, question: Extract<Question, { by: "chat" }>, at: Millis): ModelCall {
  const { model } = judge;
  const body = Buffer.from(
    JSON.stringify({
      model: model.id,
      messages: question.messages,
      max_completion_tokens: question.maxTokens,
      // Models that only think refuse it, and those that are made to judge need it.
      ...(judge.api === "instruct" ? {} : { temperature: 0 }),
    }),
  );
  const shape = scanJson(body, MAX_DEPTH);
  const characters = question.messages.reduce((sum, { content }) => sum + content.length, 0);
  const ask: ModelAsk = {
    ...UNREAD,
    model: model.id,
    body,
    members: "members" in shape ? shape.members : new Map(),
    maxTokensOut: question.maxTokens,
    tokensIn: Math.ceil(characters / 4),
  };
  return {
    kind: "model",
    id: "",
    at,
    startedAt: 0,
    credential: undefined,
    onBehalfOf: undefined,
    stated: {},
    ip: "",
    client: "",
    ask,
  };
}

const MAX_DEPTH = 8;

/** What the model has said, where it is an answer of one choice in words. */
function wordsIn(body: Buffer): string | undefined {
  const answer = parsedJson(body.toString("utf8"));
  const choices = isRecord(answer) ? answer["choices"] : undefined;
  const only: unknown = Array.isArray(choices) && choices.length === 1 ? choices[0] : undefined;
  const message = isRecord(only) ? only["message"] : undefined;
  const content = isRecord(message) ? message["content"] : undefined;
  return typeof content === "string" ? content : undefined;
}
