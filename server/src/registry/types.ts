import type {
  Agent,
  Alert,
  Application,
  Connection,
  DetectorSpec,
  Guardrails,
  Judge,
  Limit,
  Model,
  Organization,
  Policy,
  Program,
  Provider,
  Route,
  Server,
  Team,
  Tier,
  User,
  Workflow,
} from "../config/index.ts";
import type { ObjectKind, ObjectOf, Declaration } from "../config/index.ts";
import type { Clock, Log, Millis, NanoUsd, NanoUsdPerMillion, Secret } from "../kernel/index.ts";
import type { Store, Tx } from "../store/index.ts";

/** One of a provider's keys. */
export interface ConnectedKey {
  /** Names it in records and metrics; `default` for a provider's only key. */
  id: string;
  weight: number;
  secret: Secret;
  /** Another one for another secret under the same id: what is known of the old key says nothing of the new. */
  mark?: string;
}

/** A model with what a call needs of its provider at hand. */
export interface ConnectedModel extends Omit<
  Model,
  "provider" | "price" | "prices" | "regions" | "serviceFactors" | "timeouts"
> {
  provider: ConnectedProvider;
  regions: string[];
  /** What it or its provider says; execution has a default for the rest. */
  timeouts?: { headersMs?: Millis; idleMs?: Millis };
  /** Place of its tier on the ladder: 0 is the least capable. */
  rank: number;
  /** What the organization declared, and before the first of `prices` begins. `priceOf` tells what a call cost. */
  price: DeclaredPrice | undefined;
  /** Those that begin on a day, the earliest first. */
  prices?: readonly (DeclaredPrice & { from: Millis })[];
  /** Other classes of service, in billionths of the price. */
  serviceFactors?: { readonly [Tier in "flex" | "batch" | "priority"]?: number };
  /** The organization's revision its prices were read at. */
  revision?: number;
}

/** A declared price; a class of tokens without one of its own costs what the class it is part of costs. */
export interface DeclaredPrice {
  input: NanoUsdPerMillion;
  output: NanoUsdPerMillion;
  cachedInput: NanoUsdPerMillion;
  cacheWrite5m?: NanoUsdPerMillion;
  cacheWrite1h?: NanoUsdPerMillion;
  reasoning?: NanoUsdPerMillion;
  audioInput?: NanoUsdPerMillion;
  audioOutput?: NanoUsdPerMillion;
  imageInput?: NanoUsdPerMillion;
  imageOutput?: NanoUsdPerMillion;
  /** A call of the provider's own search. */
  webSearch?: NanoUsd;
}

export interface ConnectedProvider extends Omit<Provider, "key" | "keys" | "regions"> {
  /** Whose it is: two organizations may name theirs alike. */
  org: string;
  /** Every key it may be called with; calls are spread by weight. Empty where it needs none. */
  keys: readonly ConnectedKey[];
  regions: string[];
}

/** A judge with what a question to it needs at hand. */
export interface ConnectedJudge extends Omit<
  Judge,
  "key" | "model" | "timeout" | "cacheTtl" | "budget" | "concurrent" | "usdPerCall"
> {
  org: string;
  /** The declared model that judges; for a service, what stands for it before policy, limits and circuits. */
  model: ConnectedModel;
  /** It is no declared model: a service of its own, or a model on this machine. */
  service: boolean;
  timeoutMs: Millis;
  cacheMs: Millis;
  concurrent: number;
  budget: { callsPerMinute?: number; nanoUsdPerDay?: NanoUsd };
  /** What one request to a service costs; absent: nobody knows. */
  nanoUsdPerCall?: NanoUsd;
  /** Another one whenever the same content could be judged otherwise: place, model, policy text, labels. */
  fingerprint: string;
}

/** Something that offers tools, with what speaking to it needs at hand. */
export type ConnectedServer = ConnectedSandbox | ConnectedMcp | ConnectedPostgres | ConnectedOpenapi | ConnectedClient;

interface OfServer {
  /** Whose it is: two organizations may name theirs alike. */
  org: string;
  /** Another one whenever a connection that stands would be another one now: address, command, credential. */
  mark: string;
}

export interface ConnectedMcp extends Omit<Extract<Server, { kind: "mcp" }>, "auth" | "env">, OfServer {
  auth?: ConnectedAuth;
  /** What a child process is given beside PATH, HOME and LANG. */
  env?: ReadonlyMap<string, Secret>;
}

export interface ConnectedSandbox extends Extract<Server, { kind: "sandbox" }>, OfServer {}

export interface ConnectedPostgres extends Extract<Server, { kind: "postgres" }>, OfServer {
  /** Its whole address; in `url` the password is hidden. */
  secretUrl: Secret;
}

export interface ConnectedOpenapi extends Omit<Extract<Server, { kind: "openapi" }>, "auth">, OfServer {
  auth?: ConnectedAuth;
}

/** A program people work in. Nothing is asked of it: its hooks tell of its own tools. */
export interface ConnectedClient extends Extract<Server, { kind: "client" }>, OfServer {}

/** How Lumos shows an upstream who it is; a secret that was never written is absent. */
export type ConnectedAuth =
  | { kind: "bearer"; token: Secret | undefined }
  | { kind: "header"; name: string; value: Secret | undefined }
  | { kind: "basic"; user: string; password: Secret | undefined }
  | {
      kind: "oauth";
      tokenUrl: string;
      clientId: string;
      clientSecret: Secret | undefined;
      scope?: string | undefined;
      resource?: string | undefined;
      audience?: string | undefined;
    };

/** A place that is told when something happens. */
export interface ConnectedAlert extends Omit<Alert, "secret"> {
  /** What its messages are signed with. */
  secret: Secret | undefined;
}

/**
 * Everything an organization has connected, at one revision, ready to be read by a call without waiting.
 * Never changed: a change makes a new one.
 */
export interface Landscape {
  organization: Organization;
  guardrails: Guardrails;
  revision: number;
  /** Most capable first. */
  tiers: Tier[];
  providers: ReadonlyMap<string, ConnectedProvider>;
  models: ReadonlyMap<string, ConnectedModel>;
  routes: ReadonlyMap<string, Route>;
  judges: ReadonlyMap<string, ConnectedJudge>;
  teams: ReadonlyMap<string, Team>;
  users: ReadonlyMap<string, User>;
  applications: ReadonlyMap<string, Application>;
  agents: ReadonlyMap<string, Agent>;
  workflows: ReadonlyMap<string, Workflow>;
  programs: ReadonlyMap<string, Program>;
  servers: ReadonlyMap<string, ConnectedServer>;
  connections: ReadonlyMap<string, Connection>;
  limits: readonly Limit[];
  alerts: readonly ConnectedAlert[];
  detectors: readonly DetectorSpec[];
  policies: readonly Policy[];
}

/** An object as it is kept, with what the API needs to change it safely. Secrets inside are masked. */
export interface StoredObject<K extends ObjectKind = ObjectKind> {
  kind: K;
  id: string;
  version: number;
  origin: "file" | "api";
  createdAt: number;
  updatedAt: number;
  spec: ObjectOf<K>;
}

/** What a change is about: an object, or one of the two settings every organization has. */
export type ChangeKind = ObjectKind | "organization" | "guardrails";

export type Change =
  | { action: "create"; kind: ChangeKind; id: string; after: unknown }
  | { action: "update"; kind: ChangeKind; id: string; before: unknown; after: unknown }
  | { action: "delete"; kind: ChangeKind; id: string; before: unknown };

/** What an organization says about itself, with the versions needed to change it safely. */
export interface Settings {
  organization: { version: number; spec: Organization };
  guardrails: { version: number; spec: Guardrails };
}

/** What a write did; where it changed nothing there is none. */
export interface Written {
  change: Change;
  version: number;
}

export interface Registry {
  /** The organization's landscape as this process knows it; undefined for an unknown organization. Never waits. */
  landscape(org: string): Landscape | undefined;
  organizations(): string[];
  /** Hears each new landscape; the answer stops it. Policy and identity listen. */
  onChange(hear: (landscape: Landscape) => void): () => void;
  /**
   * Brings this process up to date with what is committed. Whoever has just committed a change waits for it,
   * so that the next call already meets the change; other processes are told by a signal.
   */
  refresh(org: string): Promise<void>;
  /** Reads every organization anew, also where its revision went back: another database stands there. */
  refreshAll(): Promise<void>;

  get<K extends ObjectKind>(org: string, kind: K, id: string): Promise<StoredObject<K> | undefined>;
  list<K extends ObjectKind>(org: string, kind: K, page: { after?: string; limit: number }): Promise<StoredObject<K>[]>;

  /**
   * Writes one object inside a transaction; undefined where nothing changes. `expect` is the version the caller
   * saw; a mismatch is a fault. An object that a file declared stays the file's when the API changes it: the
   * next `apply` brings the file's text back, and drift shows it until then.
   */
  put<K extends ObjectKind>(
    tx: Tx,
    org: string,
    kind: K,
    spec: ObjectOf<K>,
    options: { origin: "file" | "api"; expect?: number | "absent" },
  ): Promise<Written | undefined>;
  remove(tx: Tx, org: string, kind: ObjectKind, id: string, options: { expect?: number }): Promise<Change | undefined>;
  createOrganization(tx: Tx, organization: Organization, guardrails: Guardrails): Promise<void>;
  settings(org: string): Promise<Settings | undefined>;
  putOrganization(tx: Tx, organization: Organization, options: { expect?: number }): Promise<Written | undefined>;
  putGuardrails(
    tx: Tx,
    org: string,
    guardrails: Guardrails,
    options: { expect?: number },
  ): Promise<Written | undefined>;
  /** Puts the ladder in this order, most capable first; names every tier exactly once. */
  orderTiers(tx: Tx, org: string, ids: readonly string[]): Promise<Change[]>;

  /** Every policy as it is committed, by id; inside a transaction, as it stands there. */
  policies(org: string, tx?: Tx): Promise<StoredObject<"policies">[]>;

  /** What `apply` would change: the declaration against what is kept. Objects made through the API stay. */
  plan(declaration: Declaration): Promise<Change[]>;
  /** Applies a declaration in one transaction and returns what changed. */
  apply(tx: Tx, declaration: Declaration): Promise<Change[]>;
  /** The declaration that was applied last, secrets left out. */
  applied(org: string): Promise<Declaration | undefined>;
  /** The organization as a declaration, secrets left out. */
  export(org: string): Promise<Declaration>;
  close(): void;
}

/** The root key seals providers' keys at rest. */
export type OpenRegistry = (parts: { store: Store; rootKey: Uint8Array; clock: Clock; log: Log }) => Promise<Registry>;
