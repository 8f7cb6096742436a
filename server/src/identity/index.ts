export { type NotAsked, chainAbout, mayAskAboutOthers } from "./asked.ts";
export { makeIdentity } from "./identity.ts";
export { ownerActive, principalIn } from "./principals.ts";
export { ownerChain } from "./local.ts";
export { openRootKey, sameRootKey } from "./root-key.ts";
export type { Chain, Identity, IssuedKey, KeyInfo, Need, Principal, Refused, Scope } from "./types.ts";
