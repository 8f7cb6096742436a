import type { ShelvedServer } from "../seen.ts";

/*
 * MCP Registry API v0.1: what VS Code, Copilot and others read. Every server is told with Lumos's own address as its
 * remote, so that whoever installs it from here is governed.
 */

const SCHEMA = "https://static.modelcontextprotocol.io/schemas/2025-10-17/server.schema.json";
const META = "io.modelcontextprotocol.registry/official";
const DEFAULT_LIMIT = 30;
const MAX_LIMIT = 100;

export interface RegistryAsk {
  cursor?: string | undefined;
  limit?: string | undefined;
  updatedSince?: string | undefined;
  search?: string | undefined;
  version?: string | undefined;
}

/** Where things are, and whose they are. */
export interface RegistryAbout {
  org: string;
  /** This Lumos's address, without a slash at its end. */
  url: string;
}

/** `lumos.acme/crm`: two parts with one slash, as the registry's schema wants it. */
export function registryName(org: string, id: string): string {
  return `lumos.${safe(org).replaceAll("_", "-")}/${safe(id)}`;
}

function safe(text: string): string {
  return text.replaceAll(/[^A-Za-z0-9._-]/g, "-");
}

/** One page of a list; undefined where the question makes no sense. */
export function registryPage(
  servers: readonly ShelvedServer[],
  ask: RegistryAsk,
  about: RegistryAbout,
): Record<string, unknown> | undefined {
  const limit = ask.limit === undefined ? DEFAULT_LIMIT : Number(ask.limit);
  if (!Number.isInteger(limit) || limit < 1) return undefined;
  const since = ask.updatedSince === undefined ? 0 : Date.parse(ask.updatedSince);
  if (Number.isNaN(since)) return undefined;
  const search = ask.search?.toLowerCase() ?? "";
  const found = servers.filter(
    (one) =>
      (ask.cursor === undefined || one.server.id > ask.cursor) &&
      updatedAt(one) >= since &&
      (ask.version === undefined || ask.version === "latest" || ask.version === versionOf(one)) &&
      (search === "" || `${registryName(about.org, one.server.id)} ${titleOf(one)}`.toLowerCase().includes(search)),
  );
  const shown = found.slice(0, Math.min(limit, MAX_LIMIT));
  const next = found.length > shown.length ? shown.at(-1)?.server.id : undefined;
  return {
    servers: shown.map((one) => registryServer(one, about)),
    metadata: { count: shown.length, ...(next === undefined ? {} : { nextCursor: next }) },
  };
}

/** One server, as a list holds it too. */
export function registryServer(one: ShelvedServer, about: RegistryAbout): Record<string, unknown> {
  const { server, item } = one;
  const at = new Date(updatedAt(one)).toISOString();
  return {
    server: {
      $schema: SCHEMA,
      name: registryName(about.org, server.id),
      title: titleOf(one).slice(0, 100),
      description: (item?.description || `${server.id}, through Lumos.`).slice(0, 100),
      version: versionOf(one),
      remotes: [
        {
          type: "streamable-http",
          url: `${about.url}/mcp/${encodeURIComponent(server.id)}`,
          headers: [
            {
              name: "Authorization",
              description: "A key of Lumos: Bearer and the key.",
              value: "Bearer {lumos_key}",
              isRequired: true,
              isSecret: true,
              variables: { lumos_key: { description: "A key of Lumos.", isRequired: true, isSecret: true } },
            },
          ],
        },
      ],
    },
    _meta: { [META]: { status: "active", publishedAt: at, updatedAt: at, isLatest: true } },
  };
}

function titleOf({ server, item }: ShelvedServer): string {
  return item?.title || server.id;
}

function versionOf({ item }: ShelvedServer): string {
  return item?.version || "1.0.0";
}

function updatedAt({ item }: ShelvedServer): number {
  return item?.updatedAt ?? 0;
}
