import type { ShelvedServer } from "../seen.ts";
import type { ShelfItem } from "../types.ts";
import { marketplaceName } from "./marketplace.ts";

/*
 * What an administrator puts into clients' managed settings, so that they connect to Lumos and to nothing beside it. A
 * fragment names addresses and programs; no key stands in it.
 */

export const EXPORT_FORMATS = ["claude-managed", "copilot", "vscode", "codex"] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export interface Allowlist {
  format: ExportFormat;
  /** Where the client reads it. */
  file: string;
  mediaType: "application/json" | "application/toml";
  content: string;
}

export interface ExportAbout {
  org: string;
  /** This Lumos's address. */
  url: string;
}

export function allowlistOf(
  format: ExportFormat,
  shelf: { servers: readonly ShelvedServer[]; blocked: readonly ShelfItem[] },
  about: ExportAbout,
): Allowlist {
  const servers = shelf.servers.map(({ server }) => ({
    id: server.id,
    url: `${about.url}/mcp/${encodeURIComponent(server.id)}`,
  }));
  const blocked = shelf.blocked.filter(({ kind, target }) => kind === "server" && target !== "");
  const allowed = [{ serverUrl: `${about.url}/mcp` }, ...servers.map(({ url }) => ({ serverUrl: url }))];
  switch (format) {
    case "claude-managed":
      return json(format, "managed-settings.json", {
        allowManagedMcpServersOnly: true,
        allowedMcpServers: allowed,
        deniedMcpServers: blocked.flatMap((one) => claudeDeny(one)),
        strictKnownMarketplaces: [{ source: "url", url: `${about.url}/registry/marketplace.json` }],
        extraKnownMarketplaces: {
          [marketplaceName(about.org)]: {
            source: { source: "url", url: `${about.url}/registry/marketplace.json` },
          },
        },
      });
    case "copilot":
      // Copilot reads these lists in Claude Code's form.
      return json(format, "managed-settings.json", {
        allowedMcpServers: allowed,
        deniedMcpServers: blocked.flatMap((one) => claudeDeny(one)),
      });
    case "vscode":
      return json(format, "policies (settings.json)", {
        "chat.mcp.access": "registry",
        "chat.mcp.gallery.serviceUrl": `${about.url}/registry`,
      });
    case "codex":
      return {
        format,
        file: "requirements.toml",
        mediaType: "application/toml",
        content: codexOf(servers),
      };
  }
}

function json(format: ExportFormat, file: string, value: unknown): Allowlist {
  return { format, file, mediaType: "application/json", content: `${JSON.stringify(value, null, 2)}\n` };
}

function urlOf(target: string): { url: string } {
  return { url: `https://${target.slice("url:".length)}` };
}

function claudeDeny({ name, target }: ShelfItem): Record<string, unknown>[] {
  if (!target.startsWith("url:")) return [{ serverName: name }];
  const { url } = urlOf(target);
  return [{ serverUrl: url }, { serverUrl: `${url}/*` }, { serverUrl: url.replace("https://", "http://") }];
}

/** Only what is named may run: the key of each table is the name users give the server. */
function codexOf(servers: readonly { id: string; url: string }[]): string {
  const lines = ["# Only these MCP servers may be used, and only at these addresses."];
  // No table at all would mean that every server may run.
  if (servers.length === 0) lines.push("[mcp_servers]");
  for (const { id, url } of servers)
    lines.push("", `[mcp_servers.${JSON.stringify(id)}.identity]`, `url = ${JSON.stringify(url)}`);
  return `${lines.join("\n")}\n`;
}
