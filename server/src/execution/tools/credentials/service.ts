import type { Clock, Secret } from "../../../kernel/index.ts";
import type { ConnectedAuth } from "../../../registry/index.ts";
import type { Http } from "../exchange.ts";
import { upstreamFault } from "../faults.ts";
import { makeTokens } from "./oauth.ts";
import type { Credential, CredentialFor } from "./types.ts";

const NOTHING: Credential = { headers: () => ({}), refused: async () => false };

/** The credential that is declared for the server, whoever calls. */
export function makeServiceCredentials(parts: { http: Http; clock: Clock }): CredentialFor {
  const tokens = makeTokens(parts);
  // Guarantee: an upstream is shown the credential declared for it and never the caller's own.
  return (server) => {
    const auth = server.kind === "mcp" || server.kind === "openapi" ? server.auth : undefined;
    if (!auth) return NOTHING;
    if (auth.kind === "oauth") return tokens.credential(server, auth);
    return { headers: () => fixedHeaders(server.id, auth), refused: async () => false };
  };
}

function fixedHeaders(server: string, auth: Exclude<ConnectedAuth, { kind: "oauth" }>): Record<string, string> {
  const open = (secret: Secret | undefined) => {
    if (secret === undefined) throw upstreamFault(server, "has no credential yet: write the one it is declared with");
    return secret.reveal();
  };
  switch (auth.kind) {
    case "bearer":
      return { authorization: `Bearer ${open(auth.token)}` };
    case "header":
      return { [auth.name.toLowerCase()]: open(auth.value) };
    case "basic":
      return { authorization: `Basic ${Buffer.from(`${auth.user}:${open(auth.password)}`).toString("base64")}` };
  }
}
