import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";
import { bounded } from "../../kernel/index.ts";

/* AI services by the domains they answer at. */

export const SERVICE_KINDS = [
  "model-api",
  "chat",
  "coding-agent",
  "image-video",
  "audio",
  "writing",
  "agent-platform",
  "mcp-host",
] as const;

const shape = z.strictObject({
  version: z.union([z.string(), z.number(), z.date()]),
  services: z
    .array(
      z.strictObject({
        vendor: z.string().regex(/^[a-z0-9][a-z0-9.-]{0,63}$/),
        kind: z.enum(SERVICE_KINDS),
        domains: z
          .array(z.string().regex(/^(?:\*|[a-z0-9-]+)(?:\.(?:\*|[a-z0-9-]+)){1,10}$/))
          .min(1)
          .max(500),
      }),
    )
    .max(5_000),
});

export interface Service {
  /** The catalogue's domain. */
  domain: string;
  vendor: string;
  kind: (typeof SERVICE_KINDS)[number];
}

export interface Catalogue {
  version: string;
  size: number;
  /** The service a host belongs to: the longest domain that is the host or stands above it. */
  match(host: string): Service | undefined;
}

const BUILT_IN = new URL("../../../defaults/discovery/domains.yaml", import.meta.url);
const MAX_LABELS = 12;

/** The catalogue that comes with Lumos, and an organization's own over it. Throws where a text is no catalogue. */
export function readCatalogue(own?: string): Catalogue {
  const exact = new Map<string, Service>();
  const patterns: { pieces: string[]; service: Service }[] = [];
  let version = "";
  for (const text of [readFileSync(BUILT_IN, "utf8"), ...(own === undefined ? [] : [own])]) {
    const read = shape.parse(parse(text, { maxAliasCount: 0 }));
    version = version === "" ? String(read.version) : `${version}+${String(read.version)}`;
    for (const { vendor, kind, domains } of read.services)
      for (const domain of domains) {
        const service = { domain, vendor, kind };
        if (domain.includes("*")) patterns.push({ pieces: domain.split(".").toReversed(), service });
        else exact.set(domain, service);
      }
  }
  // Guarantee: a host belongs to a service by whole names only, never because it ends in the same letters.
  const match = (host: string): Service | undefined => {
    const pieces = host.split(".");
    if (pieces.length < 2 || pieces.length > MAX_LABELS) return undefined;
    const reversed = pieces.toReversed();
    for (let start = 0; start < pieces.length - 1; start++) {
      const service = exact.get(pieces.slice(start).join("."));
      if (service) return service;
    }
    return patterns.find(
      (one) =>
        one.pieces.length <= reversed.length &&
        one.pieces.every((piece, at) => piece === "*" || piece === reversed[at]),
    )?.service;
  };
  /** Logs name few hosts, and each of them often. */
  const known = bounded<{ service: Service | undefined }>(20_000);
  const remembered = (host: string): Service | undefined => {
    let found = known.get(host);
    if (!found) known.set(host, (found = { service: match(host) }));
    return found.service;
  };
  return { version, size: exact.size + patterns.length, match: remembered };
}
