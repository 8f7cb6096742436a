import type { Millis } from "../../../kernel/index.ts";
import type { ConnectedModel } from "../../../registry/index.ts";
import { bedrockCredentials } from "./bedrock-credentials.ts";
import { type Signed, signedHeaders } from "./sigv4.ts";
import type { Unready, WireRequest } from "./types.ts";
import type { AccessTokens } from "./vertex-tokens.ts";

/** What a request is authorized with. */
export interface Authorizing {
  key: string;
  request: WireRequest;
  model: ConnectedModel;
  now: Millis;
  tokens: AccessTokens;
}

/**
 * How a key becomes headers. `headers` depends on the key alone and is made once for each; `sign` looks at the
 * request as well.
 */
export type Authorize =
  | { by: "headers"; headers(key: string): Record<string, string> | Unready }
  | { by: "request"; sign(asked: Authorizing): Signed | Unready | Promise<Signed | Unready> };

const LINE = /^[\x20-\x7e]+$/;

export function named(name: string, lead = ""): Authorize {
  return {
    by: "headers",
    // Guarantee: a key never becomes more than one header.
    headers: (key) => (LINE.test(key) ? { [name]: lead + key } : { problem: "its key is not one line of text" }),
  };
}

export const none: Authorize = { by: "headers", headers: () => ({}) };
export const bearer = named("authorization", "Bearer ");
export const xApiKey = named("x-api-key");
export const googApiKey = named("x-goog-api-key");
const apiKey = named("api-key");

/** Three pieces of base64url: an access token of Entra and no key of Azure. */
const JWT = /^eyJ[\w-]+\.[\w-]+\.[\w-]*$/;

/** Azure takes its own keys under a name of their own, and access tokens as everybody does. */
export const azureKey: Authorize = {
  by: "headers",
  headers: (key) => headersOf(JWT.test(key) ? bearer : apiKey, key),
};

/** Bedrock's own API keys are bearer tokens; everything else is signed with. */
export const bedrockKey: Authorize = {
  by: "request",
  sign({ key, request, model, now }) {
    const credentials = bedrockCredentials(key);
    if ("problem" in credentials) return credentials;
    if ("bearer" in credentials) return headersOf(bearer, credentials.bearer);
    return signedHeaders({
      credentials,
      region: model.provider.region ?? "",
      service: "bedrock",
      method: "POST",
      request,
      now,
    });
  },
};

/** A key file is exchanged for an access token; a ready one goes as it is. */
export const googleToken: Authorize = {
  by: "request",
  async sign({ key, model, tokens }) {
    const token = await tokens.of(key, model);
    return "problem" in token ? token : headersOf(bearer, token.token);
  },
};

function headersOf(authorize: Authorize, key: string): Record<string, string> | Unready {
  return authorize.by === "headers" ? authorize.headers(key) : {};
}
