import type { ConnectedServer } from "../../registry/index.ts";
import { upstreamFault } from "./faults.ts";
import { mcpPeer } from "./mcp/index.ts";
import type { Connect } from "./parts.ts";
import { openapiPeer } from "./openapi/peer.ts";
import { postgresPeer } from "./postgres/peer.ts";
import { sandboxPeer } from "./sandbox/peer.ts";

/** How a server of each kind is spoken to. */
export const CONNECTORS: { readonly [K in ConnectedServer["kind"]]: Connect<Extract<ConnectedServer, { kind: K }>> } = {
  mcp: mcpPeer,
  postgres: postgresPeer,
  openapi: openapiPeer,
  sandbox: sandboxPeer,
  client: ({ id }) => {
    throw upstreamFault(id, "has tools of its own, which nobody calls through Lumos");
  },
};
