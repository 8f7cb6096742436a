import type { IncomingMessage, ServerResponse } from "node:http";
import type { Chain, Identity } from "../../identity/index.ts";
import { type Clock, type Ids, type Log, Secret, asFault, bounded, sha256 } from "../../kernel/index.ts";
import type { Landscape, Registry } from "../../registry/index.ts";
import {
  type GitRepository,
  MAX_ITEMS,
  type ShelfItem,
  type ShelfKind,
  type ShelvedServer,
  gitRepository,
  isOnShelf,
  listFiles,
  listItems,
  marketplaceOf,
  pathProblem,
  readFile,
  readFiles,
  registryName,
  registryPage,
  registryServer,
  serversFor,
  skillsIndex,
  standingItems,
  zipOf,
} from "../../shelves/index.ts";
import type { Store } from "../../store/index.ts";
import { baseOf } from "../decisions/metadata.ts";
import { addressOf, credentialOf, onBehalfOf } from "../stated.ts";
import { type Sent, nothing, sendJson, sendNotFound, sendOptions, sendSent, sendUnauthenticated } from "./sent.ts";
import { type UsableRooms, usableServers } from "./usable.ts";

/** What clients append to the address of a registry, and what they are given under it. */
const PREFIXES = ["/registry/", "/.well-known/agent-skills/"];
const SERVERS = /^\/(?:registry\/)?v0\.1\/servers(?:\/|$)/;
const MAX_KEPT = 64;

export interface RegistryDoor {
  isAt(path: string): boolean;
  handle(req: IncomingMessage, res: ServerResponse): Promise<void>;
}

export interface RegistryParts {
  identity: Identity;
  registry: Pick<Registry, "landscape">;
  store: Store;
  clock: Clock;
  log: Log;
  publicUrl: string | undefined;
  rooms: UsableRooms;
  ids: Ids;
}

interface Visit {
  chain: Chain;
  landscape: Landscape;
  base: string;
  query: URLSearchParams;
  req: IncomingMessage;
}

/** What is approved, in the formats that clients read by themselves. */
export function makeRegistryDoor(parts: RegistryParts): RegistryDoor {
  const { identity, registry, store, clock, log } = parts;
  /** By item: what an item holds never changes. */
  const repositories = bounded<GitRepository>(MAX_KEPT);
  const archives = bounded<{ bytes: Buffer; digest: string }>(MAX_KEPT);

  // Guarantee: without a key that holds, nobody learns what is on a shelf.
  const recognize = async (req: IncomingMessage): Promise<Chain | undefined> => {
    const { headers } = req;
    const credential = credentialOf(headers) ?? passwordOf(headers.authorization);
    if (!credential) return undefined;
    const who = { credential, onBehalfOf: onBehalfOf(headers), ip: addressOf(req), at: clock.now() };
    for (const need of ["call", "read"] as const) {
      const known = await identity.recognize(who, need);
      if (known.ok) return known.value;
      if (known.error.because !== "scope") return undefined;
    }
    return undefined;
  };

  const serversOf = async ({ chain, landscape, req }: Visit): Promise<ShelvedServer[]> => {
    const { org } = chain;
    const approved = await standingItems(store.read, org, "approved");
    const blocked = await standingItems(store.read, org, "blocked");
    const servers = serversFor(chain, landscape, { approved, blocked });
    const usable = usableServers(parts, req, chain);
    return servers.filter(({ server }) => usable.has(server.id));
  };
  /** Those of a kind with files, the newest first. */
  const packagesOf = async ({ chain, landscape }: Visit, kind: ShelfKind, name?: string): Promise<ShelfItem[]> => {
    const wanted = { status: "approved" as const, kind, name };
    const approved = await listItems(store.read, chain.org, wanted, { limit: MAX_ITEMS });
    return approved.filter((item) => item.files > 0 && isOnShelf(item, chain, landscape));
  };
  const repositoryOf = async (item: ShelfItem): Promise<GitRepository> => {
    const known = repositories.get(item.id);
    if (known) return known;
    const made = gitRepository(`${item.name} ${item.version}`, await readFiles(store.read, item.id));
    repositories.set(item.id, made);
    return made;
  };
  const archiveOf = async (item: ShelfItem) => {
    const known = archives.get(item.id);
    if (known) return known;
    const bytes = zipOf(item.name, await readFiles(store.read, item.id));
    const made = { bytes, digest: `sha256:${sha256(bytes)}` };
    archives.set(item.id, made);
    return made;
  };

  const servers = async (path: string, visit: Visit): Promise<Sent> => {
    const about = { org: visit.chain.org, url: visit.base };
    const found = await serversOf(visit);
    const [, name, what, version, ...rest] = path.split("/").map(decoded);
    if (name === undefined || name === "") {
      const get = (key: string) => visit.query.get(key) ?? undefined;
      const ask = { cursor: get("cursor"), limit: get("limit"), search: get("search"), version: get("version") };
      const page = registryPage(found, { ...ask, updatedSince: get("updated_since") }, about);
      return page ? { status: 200, json: page } : { status: 400, json: BAD_PAGE };
    }
    const one = found.find(({ server }) => registryName(about.org, server.id) === name || server.id === name);
    if (!one || what !== "versions" || rest.length > 0) return nothing;
    const told = registryServer(one, about);
    if (version === undefined) return { status: 200, json: { servers: [told], metadata: { count: 1 } } };
    const its = (told["server"] as { version: string }).version;
    return version === "latest" || version === its ? { status: 200, json: told } : nothing;
  };

  const skills = async (path: string, visit: Visit): Promise<Sent> => {
    if (path === "" || path === "index.json") {
      const found = await packagesOf(visit, "skill");
      const newest = found.filter((item, place) => found.findIndex(({ name }) => name === item.name) === place);
      const told = [];
      for (const item of newest) {
        const { digest } = await archiveOf(item);
        told.push({ item, files: await listFiles(store.read, item.id), archive: digest });
      }
      return { status: 200, json: skillsIndex(told) };
    }
    const [first = "", ...rest] = path.split("/").map(decoded);
    const asked = rest.length === 0 && first.endsWith(".zip") ? first.slice(0, -".zip".length) : first;
    const found = await packagesOf(visit, "skill", asked.split("@", 1)[0]);
    if (asked !== first) {
      const item = named(found, asked);
      if (!item) return nothing;
      const { bytes, digest } = await archiveOf(item);
      return { status: 200, bytes, type: "application/zip", digest };
    }
    const inner = rest.join("/");
    const item = named(found, first);
    if (!item || pathProblem(inner) !== undefined) return nothing;
    const file = await readFile(store.read, item.id, inner);
    return file
      ? { status: 200, bytes: file.content, type: typeOf(inner), digest: `sha256:${sha256(file.content)}` }
      : nothing;
  };

  const marketplace = async (visit: Visit): Promise<Sent> => {
    const found = await packagesOf(visit, "plugin");
    const newest = found.filter((item, place) => found.findIndex(({ name }) => name === item.name) === place);
    const plugins = [];
    for (const item of newest) plugins.push({ item, commit: (await repositoryOf(item)).commit });
    const { id, name } = visit.landscape.organization;
    return { status: 200, json: marketplaceOf(plugins, { org: id, name, url: visit.base }) };
  };

  const plugin = async (path: string, visit: Visit): Promise<Sent> => {
    const match = /^([^/]+)\.git\/(.+)$/.exec(path);
    const name = decoded(match?.[1] ?? "");
    const item = match && named(await packagesOf(visit, "plugin", name), name);
    const found = item && (await repositoryOf(item)).read(match[2] ?? "");
    return found ? { status: 200, ...found, digest: `sha256:${sha256(found.bytes)}` } : nothing;
  };

  const answer = (path: string, visit: Visit): Promise<Sent> | Sent => {
    if (SERVERS.test(path)) return servers(path.slice(path.indexOf("servers")), visit);
    if (path.startsWith("/.well-known/agent-skills/")) return skills(path.slice(26), visit);
    if (path === "/registry/marketplace.json") return marketplace(visit);
    if (path.startsWith("/registry/skills/")) return skills(path.slice(17), visit);
    if (path.startsWith("/registry/plugins/")) return plugin(path.slice(18), visit);
    return nothing;
  };

  return {
    isAt: (path) => SERVERS.test(path) || PREFIXES.some((prefix) => path.startsWith(prefix)),
    async handle(req, res) {
      if (req.method === "OPTIONS") return sendOptions(res);
      const url = req.url ?? "/";
      const mark = url.indexOf("?");
      const path = mark < 0 ? url : url.slice(0, mark);
      if (req.method !== "GET" && req.method !== "HEAD") {
        res.setHeader("allow", "GET, HEAD, OPTIONS");
        return sendJson(res, 405, { error: { code: "method_not_allowed", message: "This path takes GET." } });
      }
      try {
        const chain = await recognize(req);
        if (!chain) return sendUnauthenticated(res, path);
        const landscape = registry.landscape(chain.org);
        if (!landscape) return sendNotFound(res);
        const query = new URLSearchParams(mark < 0 ? "" : url.slice(mark + 1));
        sendSent(req, res, await answer(path, { chain, landscape, base: baseOf(req, parts.publicUrl), query, req }));
      } catch (error) {
        const { code, message } = asFault(error);
        if (code === "internal") log.error("registry.failed", { error });
        const status = code === "unavailable" ? 503 : 500;
        sendJson(res, status, { error: { code, message: status === 503 ? message : "Something went wrong." } });
      }
    },
  };
}

const BAD_PAGE = { error: { code: "invalid_request", message: "limit is a number from 1, updated_since a time." } };

/** `name`, or `name@version`. */
function named(items: readonly ShelfItem[], asked: string): ShelfItem | undefined {
  const at = asked.indexOf("@");
  const [name, version] = at < 0 ? [asked, undefined] : [asked.slice(0, at), asked.slice(at + 1)];
  return items.find((item) => item.name === name && (version === undefined || item.version === version));
}

/** Git asks with a name and a password: the password is the key. */
function passwordOf(header: string | undefined): Secret | undefined {
  const match = /^Basic +([A-Za-z0-9+/=]{1,2000})$/i.exec(header ?? "");
  const pair = match ? Buffer.from(match[1] ?? "", "base64").toString("utf8") : "";
  const password = pair.slice(pair.indexOf(":") + 1);
  return pair.includes(":") && /^[\x21-\x7e]+$/.test(password) ? new Secret(password) : undefined;
}

function decoded(piece: string): string {
  try {
    return decodeURIComponent(piece);
  } catch {
    return "\0";
  }
}

function typeOf(path: string): string {
  if (path.endsWith(".md")) return "text/markdown; charset=utf-8";
  return /\.(?:txt|json|ya?ml|toml|csv)$/.test(path) ? "text/plain; charset=utf-8" : "application/octet-stream";
}
