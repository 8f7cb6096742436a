import type { IncomingMessage, ServerResponse } from "node:http";
import type { Chain } from "../../identity/index.ts";
import { type Json, type Stated, asFault, isFault, isRecord } from "../../kernel/index.ts";
import type { Refusal } from "../../record/index.ts";
import { parseJson } from "../api/json.ts";
import { readBody } from "../body.ts";
import { plainly } from "../models/refuse.ts";
import { addressOf, clientOf, credentialOf, onBehalfOf, statedBy, withoutSecrets } from "../stated.ts";
import { answerIn } from "./answer.ts";
import { DIALECTS } from "./dialects/index.ts";
import { type Heard, type Hearing, hear } from "./flow.ts";
import { makeMissed, readMissed } from "./missed.ts";
import { withoutSecretNames } from "./names.ts";
import type { HookParts } from "./parts.ts";
import { type Projected, project } from "./project.ts";
import { makeSameUse } from "./same-use.ts";
import { sdkTold } from "./sdk-told.ts";
import { makeSeen } from "./seen.ts";
import { BRINGS, type Dialect, GATES, type HookEvent, type Verdict } from "./types.ts";
import type { Arrival } from "./uses.ts";

/** Of what is decided about; a tool's result may be longer, and what is too long of it is not read. */
const MAX_BYTES = 1_048_576;
const MAX_RESULT_BYTES = 16 * 1_048_576;
const BODY_TIMEOUT_MS = 15_000;
const PATH = /^\/hooks\/([a-z-]{1,32})(\/missed)?$/;
const EVENT_NAME = /^[A-Za-z][A-Za-z0-9_.-]{0,63}$/;

export interface HookDoor {
  /** Answers one request below /hooks. */
  handle(req: IncomingMessage, res: ServerResponse): Promise<void>;
}

/** Hooks of agents, each in its client's own dialect. */
export function makeHookDoor(parts: HookParts): HookDoor {
  const { rooms, ids } = parts;
  const seen = makeSeen({ ...parts, log: rooms.log });
  const keepMissed = makeMissed(parts);
  const hearing: Hearing = { ...parts, same: makeSameUse() };

  return {
    async handle(req, res) {
      const url = new URL(req.url ?? "/", "http://local");
      const [, client = "", missed] = PATH.exec(url.pathname.replace(/(?<=.)\/$/, "")) ?? [];
      const dialect = Object.hasOwn(DIALECTS, client) ? DIALECTS[client as keyof typeof DIALECTS] : undefined;
      if (!dialect) return refuse(res, plainly("not_found", "There is nothing at this path."));
      if (req.method !== "POST") {
        res.setHeader("allow", "POST");
        return refuse(res, plainly("method_not_allowed", "This path takes POST."));
      }
      try {
        const gone = new AbortController();
        res.on("close", () => gone.abort());
        const arrived = await arrive(parts, req, dialect);
        if (!arrived) return;
        if ("refusal" in arrived) return refuse(res, arrived.refusal);
        const { chain, landscape, body, arrival } = arrived;
        const hooks = landscape.organization.hooks;
        res.setHeader("x-lumos-offline", hooks?.offline ?? "closed-after-first");
        if (missed !== undefined) {
          const read = readMissed(body);
          if (typeof read === "string") return refuse(res, plainly("invalid_request", read));
          return send(res, 200, { kept: await keepMissed({ chain, client: dialect.client, events: read }) });
        }
        const named = url.searchParams.get("event") ?? undefined;
        const projected = project(dialect, body, named !== undefined && EVENT_NAME.test(named) ? named : undefined);
        const problem = tooLong(projected, arrived.bytes);
        if (problem !== undefined || !projected.ok) {
          const row = projected.ok ? projected.event.row : projected.row;
          const native = projected.ok ? projected.event.native : projected.native;
          return answer(res, dialect, row, native, unread(problem ?? (projected.ok ? "" : projected.message)));
        }
        const event = withoutSecretNames(projected.event, rooms.risk.holdsSecret);
        const stated = statedOf(parts, arrival.stated, dialect, event);
        const heard: Heard = {
          arrival: { ...arrival, id: ids.next(), client: event.client, stated },
          chain,
          landscape,
          dialect,
          event,
          signal: gone.signal,
          allows: hooks?.allows ?? "pass",
        };
        takeNote(seen, heard);
        const said = await hearOrClose(hearing, heard);
        if (said.outcome && !said.outcome.answered && said.outcome.refusal.code === "unauthenticated")
          return refuse(res, said.outcome.refusal);
        const told = answerIn(event.row, event.native, said.verdict);
        res.setHeader("x-lumos-decision", heard.arrival.id);
        if (said.verdict.say !== told.said && GATES.has(event.kind))
          rooms.log.warn("hooks.said_less", {
            client: event.client,
            event: event.native,
            decided: said.verdict.say,
            said: told.said,
          });
        send(res, 200, dialect.client === "sdk" ? sdkTold(told.body, said, heard.arrival.id) : told.body, dialect);
      } catch (error) {
        // A client that may close closes on what is no answer.
        const fault = asFault(error);
        rooms.log.error("a hook failed inside", { client, error: fault });
        refuse(res, plainly(isFault(error) ? fault.code : "internal"));
      }
    },
  };
}

interface Arrived {
  chain: Chain;
  landscape: Heard["landscape"];
  arrival: Arrival;
  body: Record<string, unknown>;
  bytes: number;
}

/** Who sends it, and what it says; undefined where the sender has gone. */
async function arrive(
  parts: HookParts,
  req: IncomingMessage,
  dialect: Dialect,
): Promise<Arrived | { refusal: Refusal } | undefined> {
  const { rooms } = parts;
  const { headers } = req;
  const arrival: Arrival = {
    id: "",
    at: rooms.clock.now(),
    startedAt: rooms.clock.elapsed(),
    credential: credentialOf(headers),
    onBehalfOf: onBehalfOf(headers),
    stated: statedBy(headers),
    ip: addressOf(req),
    client: clientOf(headers) || dialect.client,
  };
  const recognize = () => rooms.identity.recognize(arrival, "call");
  const read = await readBody(req, MAX_RESULT_BYTES, async () => (await recognize()).ok, BODY_TIMEOUT_MS);
  if (!read.ok && read.problem === "gone") return undefined;
  const recognized = await recognize();
  if (!recognized.ok) return { refusal: plainly("unauthenticated") };
  if (!read.ok) {
    const problem = read.problem as Exclude<typeof read.problem, "gone">;
    return { refusal: plainly(problem.code, problem.message) };
  }
  const chain = recognized.value;
  const landscape = rooms.registry.landscape(chain.org);
  if (!landscape) return { refusal: plainly("unauthenticated") };
  const body = bodyOf(read.bytes);
  if (typeof body === "string") return { refusal: plainly("invalid_request", body) };
  return { chain, landscape, arrival, body, bytes: read.bytes.length };
}

function bodyOf(bytes: Buffer): Record<string, unknown> | string {
  try {
    const value = parseJson(bytes.toString("utf8"));
    return isRecord(value) ? value : "The body must be a JSON object.";
  } catch (error) {
    return isFault(error) ? error.message : "The body is not valid JSON.";
  }
}

/** Only what a tool gave may be long: nothing that is decided about is read in part. */
function tooLong(projected: Projected, bytes: number): string | undefined {
  const row = projected.ok ? projected.event.row : projected.row;
  if (bytes <= MAX_BYTES || BRINGS.has(row.kind)) return undefined;
  return `The event is larger than ${MAX_BYTES} bytes.`;
}

/** What is said where an event cannot be read: nothing is allowed, and a result is not trusted. */
// Guarantee: an event that cannot be read is refused where the client asks, and warned of where it tells.
function unread(message: string): Verdict {
  return { say: "deny", reason: `Lumos could not read this event: ${message}` };
}

function statedOf({ rooms }: HookParts, stated: Stated, dialect: Dialect, event: HookEvent): Stated {
  const own = event.mode === undefined ? undefined : dialect.autonomy[event.mode];
  const said: Stated = {
    ...stated,
    ...(event.session === undefined || stated.session !== undefined ? {} : { session: event.session }),
    ...(own === undefined ? {} : { autonomy: own }),
    ...(event.agent === undefined ? {} : { subagent: true }),
  };
  return withoutSecrets({ stated: said, model: "" }, rooms.risk.holdsSecret).stated;
}

function takeNote(seen: ReturnType<typeof makeSeen>, { arrival, chain, dialect, event }: Heard): void {
  const session = arrival.stated.session ?? "";
  seen(chain, event, session, event.kind === "subagent.started" ? (event.agent ?? "") : "");
  const { skill } = dialect;
  if (event.kind !== "tool.requested" || !skill || event.tool?.name !== skill.tool) return;
  const name = event.tool.input[skill.name];
  const what = typeof name === "string" && /^[\w:./-]{1,100}$/.test(name) ? name : "?";
  seen(chain, { ...event, kind: "skill.activated" }, session, what);
}

/** A fault closes what can be closed; what only tells is let go on. */
async function hearOrClose(parts: Hearing, heard: Heard): Promise<Awaited<ReturnType<typeof hear>>> {
  try {
    return await hear(parts, heard);
  } catch (error) {
    const fault = asFault(error);
    parts.rooms.log.error("a hook's event failed inside", {
      client: heard.event.client,
      kind: heard.event.kind,
      error: fault,
    });
    return { verdict: { say: "deny", reason: "Something went wrong inside Lumos; this cannot be allowed now." } };
  }
}

function answer(res: ServerResponse, dialect: Dialect, row: HookEvent["row"], native: string, verdict: Verdict): void {
  const { reason } = verdict as Extract<Verdict, { reason: string }>;
  const told = answerIn(row, native, GATES.has(row.kind) ? verdict : { say: "warn", context: reason });
  if (GATES.has(row.kind) && told.said === "pass") return refuse(res, plainly("invalid_request", reason));
  send(res, 200, told.body, dialect);
}

function send(res: ServerResponse, status: number, body: Json, dialect?: Dialect): void {
  if (res.headersSent || res.destroyed) return;
  const bytes = Buffer.from(JSON.stringify(body));
  res.writeHead(status, {
    "content-type": "application/json",
    "content-length": String(bytes.length),
    "cache-control": "no-store",
    // The shim carries these out; other answers it prints.
    ...(dialect?.answers === "exit" ? { "x-lumos-answer": "exit" } : {}),
  });
  res.end(bytes);
}

/** What is no answer to an event: a client that may close closes on it. */
function refuse(res: ServerResponse, { status, code, message, headers }: Refusal): void {
  for (const [name, value] of Object.entries(headers)) if (!res.headersSent) res.setHeader(name, value);
  send(res, status, { error: { code, message } });
}
