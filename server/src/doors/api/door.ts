import type { IncomingMessage, ServerResponse } from "node:http";
import type { Chain } from "../../identity/index.ts";
import { asFault, FAULTS, fault, type Log } from "../../kernel/index.ts";
import { type Answer, type Asker, type Operation, reachOf, type Services } from "../../operations/index.ts";
import { beginAnswer, sendFault, sendJson } from "./answers.ts";
import { headerOf, recognizeAsker } from "./asking.ts";
import { hasBody, readBody } from "./body.ts";
import { sendEvents } from "./events.ts";
import { queryReader, readInput } from "./input.ts";
import { openApi } from "./openapi.ts";
import { makeRoutes } from "./routes.ts";

const PREFIX = "/api/v1/";
const MAX_STREAMS = 256;
const MAX_STREAMS_EACH = 16;

export interface ApiDoor {
  /** Answers one request below /api/v1. Resolves when the answer is written; never rejects. */
  handle(req: IncomingMessage, res: ServerResponse): Promise<void>;
}

/** The management API: every operation of the table, over HTTP. */
export function makeApiDoor(parts: { operations: readonly Operation[]; services: Services; log: Log }): ApiDoor {
  const { operations, services, log } = parts;
  const routes = makeRoutes(operations);
  const readQuery = new Map(operations.map((operation) => [operation, queryReader(operation)]));
  const streams = new Map<string, number>();
  let description: unknown;

  const answer = async (
    req: IncomingMessage,
    res: ServerResponse,
    note: (operation: string, actor?: string) => void,
  ) => {
    const [path = "", search = ""] = split(req.url ?? "");
    const method = req.method ?? "";
    if (path === "openapi.json") {
      if (method !== "GET") throw notAllowed(res, ["GET"]);
      sendJson(res, 200, (description ??= openApi(operations)));
      return;
    }
    const found = routes.find(method, path);
    if (!found) throw fault("not_found");
    if ("allow" in found) throw notAllowed(res, found.allow);
    const { operation } = found;
    note(operation.name);

    const { org, chain } = await recognizeAsker(services, operation, req);
    note(operation.name, chain?.links[0]?.ref);
    const reach = chain ? reachOf(operation, chain) : operation.roles === "anyone" ? "all" : undefined;
    if (!reach) throw fault("forbidden");

    const ifMatch = versionOf(headerOf(req, "if-match"));
    if (operation.versioned && ifMatch === undefined) throw fault("precondition_required");
    const rest = takesBody(method) ? await bodyOf(req, search, operation) : queryOf(req, search, operation);
    const input = readInput(operation, found.path, rest);

    const gone = new AbortController();
    res.once("close", () => gone.abort());
    const asker: Asker = {
      org,
      chain,
      reach,
      ifMatch,
      idempotencyKey: idempotencyKeyOf(req, operation),
      lastEventId: headerOf(req, "last-event-id")?.slice(0, 200),
      signal: gone.signal,
    };
    if (operation.stream && chain) await stream(operation, asker, chain, input, gone, res);
    else await send(req, res, operation, await operation.run(services, asker, input));
  };

  const queryOf = (req: IncomingMessage, search: string, operation: Operation) => {
    if (hasBody(req)) throw fault("invalid_request", { public: "This operation takes no body." });
    return readQuery.get(operation)?.(search) ?? {};
  };

  /** A stream ends when its reader goes, and when anyone in its chain is cut off. */
  const stream = async (
    operation: Operation,
    asker: Asker,
    chain: Chain,
    input: unknown,
    gone: AbortController,
    res: ServerResponse,
  ) => {
    const who = `${asker.org}/${chain.links[0]?.ref ?? ""}`;
    const mine = streams.get(who) ?? 0;
    const all = [...streams.values()].reduce((sum, count) => sum + count, 0);
    if (mine >= MAX_STREAMS_EACH || all >= MAX_STREAMS)
      throw fault("rate_limited", { public: "Too many open streams." });
    streams.set(who, mine + 1);
    const unwatch = services.identity.watch(chain, () => gone.abort());
    try {
      const { events } = await operation.run(services, asker, input);
      if (!events) throw fault("internal", { internal: `${operation.name} streams nothing` });
      await sendEvents(res, events, gone.signal);
    } finally {
      unwatch();
      const left = (streams.get(who) ?? 1) - 1;
      if (left > 0) streams.set(who, left);
      else streams.delete(who);
    }
  };

  return {
    async handle(req, res) {
      const requestId = requestIdOf(req) ?? services.ids.next();
      const started = services.clock.elapsed();
      let about: Record<string, unknown> = {};
      beginAnswer(res, requestId);
      try {
        await answer(req, res, (operation, actor) => {
          about = { operation, ...(actor === undefined ? {} : { actor }) };
        });
      } catch (error) {
        const failure = asFault(error);
        const row = FAULTS[failure.code];
        about["code"] = failure.code;
        if (row.status >= 500) log.error("api.failed", { ...about, requestId, error: failure });
        sendFault(req, res, failure);
      }
      const durationMs = Math.round(services.clock.elapsed() - started);
      log.info("api.request", { method: req.method, status: res.statusCode, ...about, requestId, durationMs });
    },
  };
}

async function send(
  req: IncomingMessage,
  res: ServerResponse,
  operation: Operation,
  made: Answer<unknown>,
): Promise<void> {
  if (made.version !== undefined) {
    const tag = `"${made.version}"`;
    res.setHeader("etag", tag);
    if (operation.method === "GET" && headerOf(req, "if-none-match") === tag) {
      sendJson(res, 304, undefined);
      return;
    }
  }
  sendJson(res, operation.status, made.body);
}

async function bodyOf(req: IncomingMessage, search: string, operation: Operation): Promise<Record<string, unknown>> {
  if (search !== "") throw fault("invalid_request", { public: "This operation takes no query." });
  return readBody(req, operation.maxBodyBytes);
}

function takesBody(method: string): boolean {
  return method === "POST" || method === "PUT" || method === "PATCH";
}

function split(url: string): [string | undefined, string | undefined] {
  const mark = url.indexOf("?");
  const path = mark < 0 ? url : url.slice(0, mark);
  return [path.startsWith(PREFIX) ? path.slice(PREFIX.length) : undefined, mark < 0 ? "" : url.slice(mark + 1)];
}

function notAllowed(res: ServerResponse, methods: string[]) {
  res.setHeader("allow", methods.join(", "));
  return fault("method_not_allowed");
}

/** The version an ETag of ours stands for. */
function versionOf(tag: string | undefined): number | undefined {
  if (tag === undefined) return undefined;
  const match = /^"(\d{1,15})"$/.exec(tag);
  if (!match) throw fault("invalid_request", { public: 'If-Match names one version: "17".', param: "If-Match" });
  return Number(match[1]);
}

function idempotencyKeyOf(req: IncomingMessage, operation: Operation): string | undefined {
  const key = headerOf(req, "idempotency-key");
  if (key === undefined || operation.method !== "POST" || operation.audit !== "change") return undefined;
  if (/^[\x21-\x7e]{1,128}$/.test(key)) return key;
  throw fault("invalid_request", {
    public: "An idempotency key is 1 to 128 visible ASCII characters.",
    param: "Idempotency-Key",
  });
}

function requestIdOf(req: IncomingMessage): string | undefined {
  const id = headerOf(req, "x-request-id");
  return id !== undefined && /^[A-Za-z0-9._-]{1,64}$/.test(id) ? id : undefined;
}
