import { readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { ServerSettings } from "../config/index.ts";
import { Secret, fault } from "../kernel/index.ts";

/** Which server is asked, and as whom. */
export interface Target {
  url: string;
  token: Secret | undefined;
  /** True where it was found on this machine: then the command that starts it is known. */
  local: boolean;
}

const FILE = "owner.json";
const MAX_BYTES = 16_384;

/**
 * The environment names a server (LUMOS_URL, LUMOS_TOKEN); otherwise it is this machine's, for which a file in
 * the data directory speaks that only its owner can read.
 */
export async function findTarget(
  env: Readonly<Record<string, string | undefined>>,
  settings: () => Promise<ServerSettings>,
): Promise<Target> {
  const url = env["LUMOS_URL"] || undefined;
  const token = env["LUMOS_TOKEN"] ? new Secret(env["LUMOS_TOKEN"]) : undefined;
  if (url !== undefined)
    return { url: baseOf(url), token: token ?? ownToken(url, await ownFile(settings)), local: false };
  const server = await settings();
  const own = readOwner(server.data);
  return { url: baseOf(own?.url ?? addressOf(server)), token: token ?? own?.token, local: true };
}

/** Where a server with these settings answers; one that listens on every address is asked on this machine's own. */
export function addressOf({ listen }: Pick<ServerSettings, "listen">): string {
  const everywhere: Record<string, string> = { "0.0.0.0": "127.0.0.1", "::": "[::1]" };
  const host = everywhere[listen.host] ?? (listen.host.includes(":") ? `[${listen.host}]` : listen.host);
  return `http://${host}:${listen.port}`;
}

export function readOwner(data: string): { url: string; token: Secret } | undefined {
  const path = join(data, FILE);
  const stat = statSync(path, { throwIfNoEntry: false });
  if (!stat?.isFile() || stat.size > MAX_BYTES) return undefined;
  // Guarantee: an owner file that others could have written is not believed.
  if (process.getuid && (stat.uid !== process.getuid() || (stat.mode & 0o022) !== 0)) return undefined;
  try {
    const { url, token } = JSON.parse(readFileSync(path, "utf8")) as Record<string, unknown>;
    if (typeof url !== "string" || typeof token !== "string") return undefined;
    return { url, token: new Secret(token) };
  } catch {
    return undefined;
  }
}

async function ownFile(settings: () => Promise<ServerSettings>): Promise<{ url: string; token: Secret } | undefined> {
  try {
    return readOwner((await settings()).data);
  } catch {
    // Without a readable configuration there is no data directory to look in; the server then asks for a token.
    return undefined;
  }
}

// Guarantee: the owner's token goes to the server that wrote it and to no other.
function ownToken(url: string, own: { url: string; token: Secret } | undefined): Secret | undefined {
  return own !== undefined && baseOf(own.url) === baseOf(url) ? own.token : undefined;
}

function baseOf(text: string): string {
  const url = URL.parse(text);
  if (!url || !/^https?:$/.test(url.protocol) || url.username !== "" || url.password !== "") {
    throw fault("usage", {
      public: "LUMOS_URL must be an http:// or https:// address without a user or password.",
      fix: "export LUMOS_URL=http://127.0.0.1:4400",
    });
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
}
