import type { z } from "zod";
import type { ApprovalsRoom } from "../approvals/index.ts";
import type { Loaded, Role } from "../config/index.ts";
import type { Limited } from "../budgets/index.ts";
import type { CatalogRoom } from "../catalog/index.ts";
import type { Peers } from "../execution/index.ts";
import type { Chain, Identity, Need } from "../identity/index.ts";
import type { Judged } from "../judges/index.ts";
import type { Clock, Ids, Log, TextPart } from "../kernel/index.ts";
import type { PolicyRoom, Snapshots } from "../policy/index.ts";
import type { Records } from "../record/index.ts";
import type { Registry } from "../registry/index.ts";
import type { SessionsRoom } from "../sessions/index.ts";
import type { RiskRoom } from "../risk/index.ts";
import type { AccessQueries } from "./access-shapes.ts";
import type { Store } from "../store/index.ts";

/**
 * Who may run an operation: a list of roles, every member of the organization, the machine's owner alone, or
 * anyone at all.
 */
export type Roles = readonly Role[] | "member" | "machine" | "anyone";

/** How far someone's right to an operation reaches: over everything, or over what is their own. */
export type Reach = "all" | "own";

/** What an operation works with. */
export interface Services {
  access: AccessQueries;
  approvals: ApprovalsRoom;
  store: Store;
  registry: Registry;
  identity: Identity;
  policy: PolicyRoom;
  snapshots: Snapshots;
  records: Records;
  catalog: CatalogRoom;
  peers: Peers;
  sessions: SessionsRoom;
  /** Asks a judge about a text; undefined where there is no such judge. */
  judges: { try(asked: TriedJudge): Promise<Judged | { limited: Limited } | undefined> };
  risk: RiskRoom;
  clock: Clock;
  ids: Ids;
  log: Log;
  loaded: Loaded;
}

/** A judge, and what it is to be asked about. */
export interface TriedJudge {
  chain: Chain;
  id: string;
  text: string;
  channel: TextPart["channel"];
  stop: AbortSignal;
}

/** Who is asking, and how the request was qualified. */
export interface Asker {
  org: string;
  /** Undefined only for operations that anyone may run. */
  chain: Chain | undefined;
  reach: Reach;
  /** From If-Match: the version the asker saw. */
  ifMatch: number | undefined;
  /** The same key with the same request gets the same answer for a day. */
  idempotencyKey: string | undefined;
  /** Where a stream that broke off goes on. */
  lastEventId: string | undefined;
  /** Ends when the asker is gone or was cut off. */
  signal: AbortSignal;
}

/** One event of a stream. Without data it only moves the place from which a broken stream goes on. */
export interface StreamEvent {
  id: string;
  data?: unknown;
}

export interface Answer<O> {
  body: O;
  /** Becomes the ETag. */
  version?: number;
  /** In place of a body, for an operation that streams. */
  events?: AsyncIterable<StreamEvent>;
}

/**
 * One management operation. The table of these is the only place where one is described: HTTP routes,
 * OpenAPI, the command line and the reference are made from it.
 */
export interface Operation<I extends z.ZodType = z.ZodType, O extends z.ZodType = z.ZodType> {
  /** `agents.update`: noun and verb; also `lumos agents update`. */
  name: string;
  summary: string;
  method: "GET" | "POST" | "PUT" | "PATCH" | "DELETE";
  /** Below /api/v1; `{id}` is filled from the input's member of that name. */
  path: string;
  /** Everything the operation takes: path, query and body members in one flat object. */
  input: I;
  output: O;
  roles: Roles;
  /** Who else may run it, on what is their own; to them everything else is not there. */
  own?: readonly Role[] | "member";
  /** What a key must be able to, where that is not what `audit` says: `manage` for a change, else `read`. */
  need?: Need;
  /** change: leaves a record with before and after; read: none; sensitive: reading leaves a record. */
  audit: "change" | "read" | "sensitive";
  status: 200 | 201 | 204;
  /** Updates name the version they change. */
  versioned?: boolean;
  /** How large its body may be, where that is not what every other's may. */
  maxBodyBytes?: number;
  /** Answers as a stream of server-sent events. */
  stream?: boolean;
  /** How its command is typed, for whoever asks for help. */
  examples?: readonly string[];
  run(services: Services, asker: Asker, input: z.output<I>): Promise<Answer<z.output<O>>>;
}
