import type { IncomingMessage } from "node:http";
import { OBLIGATION_TYPES } from "./supported.ts";

/** Where what stands behind a search of more than one page, and the drafts that answers follow, are told. */
const CAPABILITIES = [
  "urn:ietf:params:authzen:capability:search-pagination",
  "urn:lumos:authzen:obligations-draft-1",
] as const;

/** What an enforcement point needs to know to ask. */
export function metadataOf(base: string): Record<string, unknown> {
  return {
    policy_decision_point: base,
    access_evaluation_endpoint: `${base}/access/v1/evaluation`,
    access_evaluations_endpoint: `${base}/access/v1/evaluations`,
    search_subject_endpoint: `${base}/access/v1/search/subject`,
    search_resource_endpoint: `${base}/access/v1/search/resource`,
    search_action_endpoint: `${base}/access/v1/search/action`,
    capabilities: CAPABILITIES,
    obligations_supported: OBLIGATION_TYPES,
  };
}

// Guarantee: no host that a request names is told to anybody as where to ask.
/**
 * Where this server is reached: the public address where one is configured. Otherwise the address the request
 * came in at, by a local name where that is what was asked for.
 */
export function baseOf(req: IncomingMessage, publicUrl: string | undefined): string {
  if (publicUrl !== undefined) return publicUrl;
  const { localAddress = "127.0.0.1", localPort = 0 } = req.socket;
  const plain = localAddress.replace(/^::ffff:/, "");
  const address = plain.includes(":") ? `[${plain}]` : plain;
  const named = req.headers.host ?? "";
  const local = address === "[::1]" || address.startsWith("127.");
  return local && named === `localhost:${localPort}` ? `http://${named}` : `http://${address}:${localPort}`;
}
