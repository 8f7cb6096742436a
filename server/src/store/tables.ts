import type { Generated } from "kysely";
import type {
  CatalogServersTable,
  CatalogToolsTable,
  ApprovalsTable,
  ApprovalPeopleTable,
  ShelfItemsTable,
  ShelfFilesTable,
  DiscoveredTable,
  ServiceUseTable,
  ConnectionSpendingTable,
} from "./tool-tables.ts";

/**
 * Every table, as both databases have it. Times are epoch milliseconds, money nano-dollars, JSON is text.
 * Only what stands here is written by other rooms; how it is kept is this room's affair.
 */
export interface Tables {
  installation: InstallationTable;
  objects: ObjectsTable;
  revisions: RevisionsTable;
  keys: KeysTable;
  revocations: RevocationsTable;
  records: RecordsTable;
  decisions: DecisionsTable;
  decision_bodies: DecisionBodiesTable;
  facets: FacetsTable;
  writers: WritersTable;
  signals: SignalsTable;
  idempotency: IdempotencyTable;
  limit_levels: LimitLevelsTable;
  connection_spending: ConnectionSpendingTable;
  limit_places: LimitPlacesTable;
  given_answers: GivenAnswersTable;
  snapshots: SnapshotsTable;
  proposals: ProposalsTable;
  publications: PublicationsTable;
  policy_settings: PolicySettingsTable;
  sessions: SessionsTable;
  session_marks: SessionMarksTable;
  incidents: IncidentsTable;
  dismissals: DismissalsTable;
  finding_feedback: FindingFeedbackTable;
  finding_places: FindingPlacesTable;
  alert_deliveries: AlertDeliveriesTable;
  pseudonyms: PseudonymsTable;
  pseudonym_sessions: PseudonymSessionsTable;
  pseudonym_answers: PseudonymAnswersTable;
  catalog_servers: CatalogServersTable;
  catalog_tools: CatalogToolsTable;
  approvals: ApprovalsTable;
  approval_people: ApprovalPeopleTable;
  shelf_items: ShelfItemsTable;
  shelf_files: ShelfFilesTable;
  discovered: DiscoveredTable;
  service_use: ServiceUseTable;
}

/** Facts about this installation: the pepper, the setup code's hash, the last applied file. */
export interface InstallationTable {
  name: string;
  value: string;
  updated_at: number;
}

/** Everything an organization declares, one row an object, whatever its kind. */
export interface ObjectsTable {
  org: string;
  kind: string;
  id: string;
  /** Rises with each change; the ETag. */
  version: number;
  /** `file` when lumos.yaml declared it, `api` when a person or program did. */
  origin: string;
  /** Its place in the declaration; for tiers, on the ladder. */
  position: number;
  spec: string;
  created_at: number;
  updated_at: number;
}

/** One row an organization: rises when any of its objects changes. */
export interface RevisionsTable {
  org: string;
  revision: number;
}

export interface KeysTable {
  /** The public part of the key. */
  id: string;
  org: string;
  /** `agent:release-bot` */
  principal: string;
  name: string;
  /** HMAC-SHA256 of the secret part under the pepper, hex. */
  hash: string;
  /** The secret before the last rotation, until `previous_until`. */
  previous_hash: string | null;
  previous_until: number | null;
  /** JSON list. */
  scopes: string;
  issued_by: string;
  created_at: number;
  expires_at: number;
  revoked_at: number | null;
  last_used_at: number | null;
  previous_last_used_at: number | null;
}

/** What was cut off and since when; each process keeps the young ones in memory. */
export interface RevocationsTable {
  seq: Generated<number>;
  org: string;
  /** `user:bob@acme.test`, `key:ab12cd34` */
  entity: string;
  not_before: number;
  reason: string;
  at: number;
}

/** What was changed, by whom, from what to what. Append only. */
export interface RecordsTable {
  seq: Generated<number>;
  id: string;
  org: string;
  at: number;
  actor: string;
  /** Name of the operation: `agents.update`. */
  action: string;
  subject_kind: string;
  subject_id: string;
  before: string | null;
  after: string | null;
  details: string | null;
}

/** One narrow row a decision, written once, when the call has ended. Append only. */
export interface DecisionsTable {
  id: string;
  org: string;
  /** The time inside the id: PostgreSQL cuts the table by it. */
  at: number;
  kind: string;
  outcome: string;
  /** How the execution ended: completed, refused, failed, aborted, stopped, interrupted. */
  result: string;
  /** Comma list, empty when nothing was adjusted. */
  adjusted: string;
  /** The outermost principal, `agent:triage-bot`. */
  principal: string;
  /** The innermost one, `user:sam@acme.test`; equal to `principal` where the chain has one link. */
  subject: string;
  team: string;
  workflow: string;
  session: string;
  asked: string;
  model: string;
  tier: string;
  /** The refusal's or fault's code, empty when there was none. */
  code: string;
  /** First policies that decided, comma list. */
  policies: string;
  tokens_in: number;
  tokens_out: number;
  /** Null: unpriced. */
  cost_nano: number | null;
  duration_ms: number;
  /** JSON: usage, timings, what happened to each candidate. */
  completion: string;
}

/** The whole of a decision as it stood when the call was let through or refused. Append only. */
export interface DecisionBodiesTable {
  id: string;
  org: string;
  at: number;
  /** Which process wrote it; an intent of a process that is gone is completed as interrupted. */
  writer: string;
  body: string;
}

/** Pieces that many decisions share, each once under the hash of its text. Append only. */
export interface FacetsTable {
  hash: string;
  json: string;
}

/** Which processes write decisions. */
export interface WritersTable {
  writer: string;
  beat_at: number;
  /** No decision of this writer with a smaller id is still open. */
  floor: string;
}

/** News for the other processes. Short-lived rows. */
export interface SignalsTable {
  seq: Generated<number>;
  at: number;
  topic: string;
  payload: string;
}

export interface IdempotencyTable {
  org: string;
  actor: string;
  key: string;
  operation: string;
  request_hash: string;
  status: number;
  response: string;
  created_at: number;
}

/** How full each limit is; drains with time. */
export interface LimitLevelsTable {
  key: string;
  used: number;
  /** What has drained of the next unit already, in units of 1/span. */
  rest: number;
  at: number;
  /** When nothing is left of it, so that the row can go. */
  empty_at: number;
}

/** How many calls at the same time a process may let through, until it says so again. */
export interface LimitPlacesTable {
  key: string;
  holder: string;
  held: number;
  expires_at: number;
}

/** An answer that its provider keeps, and whose it is. The key is a hash of both. */
export interface GivenAnswersTable {
  key: string;
  provider: string;
  at: number;
}

/** A policy set as decisions name it; its texts stand among the facets. Append only. */
export interface SnapshotsTable {
  org: string;
  /** The address of what it holds. */
  id: string;
  /** When a process first decided with it. */
  at: number;
  /** JSON: the hash of each of its parts. */
  manifest: string;
}

/** A change to the policies that somebody asks others to publish. Its content never changes. */
export interface ProposalsTable {
  id: string;
  org: string;
  at: number;
  /** JSON list: everyone in the chain that proposed it. */
  author: string;
  note: string;
  /** The snapshot it was written against. */
  base: string;
  /** JSON: what changes. */
  spec: string;
  /** open, published, withdrawn */
  status: string;
  closed_at: number | null;
  closed_by: string | null;
}

/** How a policy set became live. Append only. */
export interface PublicationsTable {
  id: string;
  org: string;
  at: number;
  /** proposal, direct, apply, promotion, rollback */
  how: string;
  snapshot: string;
  previous: string;
  publisher: string;
  /** Who wrote it. */
  author: string;
  proposal: string | null;
  note: string;
  /** JSON list: what was done to which policy. */
  changes: string;
  details: string;
}

/** What an organization keeps beside its policies: its standing cases, whose signatures it trusts. */
export interface PolicySettingsTable {
  org: string;
  name: string;
  value: string;
  updated_at: number;
}

/** What is known of a session, or of a principal or a team over its sessions. No text stands in it. */
export interface SessionsTable {
  /** Keyed hash of whose it is and of its name. */
  key: string;
  org: string;
  /** session, principal, team */
  kind: string;
  name: string;
  principal: string;
  subject: string;
  version: number;
  risk: number;
  turns: number;
  /** Comma lists. */
  flags: string;
  taint: string;
  started_at: number;
  at: number;
  expires_at: number;
  /** JSON: numbers and keyed hashes. */
  state: string;
}

/** A place in a conversation, keyed and hashed, and the session that goes on from it. */
export interface SessionMarksTable {
  mark: string;
  session: string;
  expires_at: number;
}

/** Findings of one kind about one principal in one piece of work, until somebody has handled them. */
export interface IncidentsTable {
  id: string;
  org: string;
  /** What makes findings the same incident. */
  key: string;
  kind: string;
  severity: string;
  status: string;
  principal: string;
  subject: string;
  team: string;
  workflow: string;
  first_at: number;
  last_at: number;
  count: number;
  /** How many of them were in calls that went through. */
  allowed: number;
  /** The last few, masked. */
  samples: string;
  note: string;
  assignee: string;
  handled_by: string;
  handled_at: number | null;
  version: number;
}

/** What is not to become an incident, for a while. */
export interface DismissalsTable {
  id: string;
  org: string;
  scope: string;
  reason: string;
  made_by: string;
  at: number;
  until: number;
  count: number;
  last_at: number | null;
}

export interface FindingFeedbackTable {
  id: string;
  org: string;
  at: number;
  made_by: string;
  incident: string;
  decision: string;
  kind: string;
  detector: string;
  score: number;
  verdict: string;
  note: string;
}

/** How far the decisions of an organization have been looked through, and by which process now. */
export interface FindingPlacesTable {
  org: string;
  position: string | null;
  holder: string;
  until: number;
}

export interface AlertDeliveriesTable {
  id: string;
  org: string;
  alert: string;
  event: string;
  body: string;
  at: number;
  due_at: number;
  tries: number;
  status: string;
  detail: string;
}

/** A value that was taken out of what a session sent, and what stands in its place. */
export interface PseudonymsTable {
  /** Keyed hash of whose session it is and of its name. */
  session: string;
  /** Keyed hash of the value, its kind and its session. */
  value: string;
  pseudonym: string;
  /** The value, sealed for this very row. */
  sealed: string;
  expires_at: number;
}

/** Which numbers a session has used up. It outlives the values, so that no number ever means another one. */
export interface PseudonymSessionsTable {
  session: string;
  /** JSON: the last number of each kind. */
  numbers: string;
  expires_at: number;
}

/** An answer that its provider keeps, and the session whose pseudonyms stand in it. */
export interface PseudonymAnswersTable {
  /** Keyed hash of whose it is and of its id. */
  answer: string;
  session: string;
  expires_at: number;
}
