export { mcpPeer } from "./peer.ts";
