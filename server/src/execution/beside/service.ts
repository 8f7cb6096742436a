import type { Clock } from "../../kernel/index.ts";
import type { Question } from "../../judges/index.ts";
import type { ConnectedKey, ConnectedModel } from "../../registry/index.ts";
import { type Authorize, bearer, bedrockKey, googleToken, named, none } from "../models/providers/authorize.ts";
import type { Unready, WireRequest } from "../models/providers/index.ts";
import { makeAccessTokens } from "../models/providers/vertex-tokens.ts";
import type { Upstream } from "../types.ts";

/** Puts a service's key onto a request, the way its kind of service wants it. */
export type ServiceAuth = (
  auth: Extract<Question, { by: "post" }>["auth"],
  request: WireRequest,
  model: ConnectedModel,
  key: ConnectedKey | undefined,
) => Promise<WireRequest | Unready>;

const BY: Record<Extract<Question, { by: "post" }>["auth"], Authorize> = {
  bearer,
  azure: named("ocp-apim-subscription-key"),
  aws: bedrockKey,
  google: googleToken,
  none,
};

export function makeServiceAuth(parts: { clock: Clock; http: Pick<Upstream, "send"> }): ServiceAuth {
  const tokens = makeAccessTokens(parts);
  return async (auth, request, model, key) => {
    // A service on the organization's own machines may need none.
    if (!key) return model.provider.keys.length > 0 ? { problem: "has no key that may be used now" } : request;
    const by = BY[auth];
    const secret = key.secret.reveal();
    const added =
      by.by === "headers"
        ? by.headers(secret)
        : await by.sign({ key: secret, request, model, now: parts.clock.now(), tokens });
    if (isUnready(added)) return added;
    return { ...request, headers: { ...request.headers, ...added } };
  };
}

function isUnready(value: Record<string, string> | Unready): value is Unready {
  return "problem" in value;
}
