import type { IncomingMessage } from "node:http";

const LOCAL = new Set(["localhost", "127.0.0.1", "[::1]"]);

// Guarantee: a page of another site cannot speak to this door, whatever its name resolves to.
/** Browsers say where a page is from; programs do not. Our own machine and our own address are let through. */
export function originProblem(req: IncomingMessage, publicUrl: string | undefined): string | undefined {
  const { origin } = req.headers;
  if (origin === undefined || origin === "") return undefined;
  const host = hostOf(origin);
  const own = publicUrl === undefined ? undefined : hostOf(publicUrl);
  return host !== undefined && (LOCAL.has(host) || host === own)
    ? undefined
    : "This origin may not speak to this server.";
}

function hostOf(url: string): string | undefined {
  try {
    return new URL(url).hostname || undefined;
  } catch {
    return undefined;
  }
}
