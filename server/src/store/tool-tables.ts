/* Tables of what offers tools, of who agrees to their use, and of what it costs. */

/** The last list of tools that a server gave. */
export interface CatalogServersTable {
  org: string;
  server: string;
  /** Over all of it: the same again needs no second look. */
  listing: string;
  /** JSON, as the server says it of itself. */
  info: string | null;
  /** 1: of our own making, its effects are believed. */
  connector: number;
  seen_at: number;
}

/** A tool of a server: its definition as it was approved, and as it was seen last. */
export interface CatalogToolsTable {
  org: string;
  server: string;
  name: string;
  /** Its place in the server's list. */
  position: number;
  /** approved, new, drifted, suspicious, rejected */
  state: string;
  /** 0: the server's last list lacks it. */
  present: number;
  /** Raw JSON, as it was seen last. */
  definition: string;
  hash: string;
  seen_at: number;
  /** Raw JSON, as it was approved. */
  approved: string | null;
  approved_hash: string | null;
  approved_by: string | null;
  approved_at: number | null;
  /** How often it has become another one and come back since somebody approved it. */
  drifts: number;
  rejected_by: string | null;
  rejected_at: number | null;
  reason: string | null;
  effect: string | null;
  effect_by: string | null;
  effect_at: number | null;
  /** JSON list. */
  findings: string;
}

/** A call that waits for a person's word, or the word that was given for it. It holds for that call alone. */
export interface ApprovalsTable {
  id: string;
  org: string;
  /** Hash of who asks for what: chain, action, resource, content. */
  call: string;
  /** The same with all else it is bound to: credential, policy snapshot, what is needed and why. */
  digest: string;
  snapshot: string;
  credential: string;
  /** Refs of its links, outermost first, each on a line. */
  chain: string;
  principal: string;
  session: string;
  /** The decision that was pending. */
  decision: string;
  action: string;
  resource: string;
  /** Empty where it is about none. */
  server: string;
  /** JSON lists. */
  needs: string;
  reasons: string;
  /** JSON: what it looks like, masked. */
  shown: string;
  /** JSON list: who gave what. */
  given: string;
  /** pending, approved, denied, expired, used, cancelled */
  state: string;
  reason: string;
  ttl_ms: number;
  created_at: number;
  expires_at: number;
  decided_at: number | null;
  /** The decision that used it up. */
  used_by: string;
  version: number;
}

/** Who had asked for an approval (without a need), and who could give which need of it when it was asked for. */
export interface ApprovalPeopleTable {
  org: string;
  /** Id of a user. */
  person: string;
  approval: string;
  need: string;
}

/** Something teams may use, or that somebody asked for: a server, tool, skill or plugin in one version. */
export interface ShelfItemsTable {
  id: string;
  org: string;
  kind: string;
  name: string;
  version: string;
  title: string;
  description: string;
  /** Where it comes from: an address or a package, without credentials. */
  source: string;
  /** The same in the one form that a scan finds things under. */
  target: string;
  /** Over its files; empty where it has none. */
  digest: string;
  /** JSON: how a server is reached. */
  spec: string;
  /** JSON list; `*` is everyone. */
  teams: string;
  status: string;
  why: string;
  requested_by: string;
  /** JSON list: the people behind the request. */
  hands: string;
  requested_at: number;
  decided_by: string;
  reason: string;
  decided_at: number | null;
  updated_at: number;
  /** JSON: what a reviewer should look at. */
  concerns: string;
  files: number;
  bytes: number;
  revision: number;
}

/** One file of a skill or plugin. Written once, with its item. */
export interface ShelfFilesTable {
  item: string;
  path: string;
  digest: string;
  bytes: number;
  executable: number;
  /** Base64. */
  content: string;
}

/** One thing that a scan found on a machine. No value of a setting stands in it. */
export interface DiscoveredTable {
  id: string;
  org: string;
  /** A number of the machine's own, drawn once. */
  machine: string;
  /** Who reported it. */
  principal: string;
  kind: string;
  client: string;
  name: string;
  target: string;
  class: string;
  /** Comma list. */
  flags: string;
  place: string;
  /** JSON: the masked rest. */
  spec: string;
  first_at: number;
  last_at: number;
  /** When a scan of the machine no longer saw it. */
  gone_at: number | null;
}

/** How much one service was used by one address, as one log told it. */
export interface ServiceUseTable {
  id: string;
  org: string;
  service: string;
  vendor: string;
  kind: string;
  /** A keyed hash, unless whoever reported it chose otherwise. */
  who: string;
  requests: number;
  bytes: number;
  first_at: number;
  last_at: number;
  reported_by: string;
  /** Of the logs it was counted in, so that telling them twice counts once. */
  digest: string;
}

/** What was spent over a connection in a span of the calendar. */
export interface ConnectionSpendingTable {
  org: string;
  connection: string;
  /** `day 2027-01-31T00` */
  span: string;
  nano: number;
  until: number;
}
