import type { ConnectedModel } from "../../../registry/index.ts";
import { addressOf } from "./address.ts";
import { DIALECTS } from "./dialects.ts";

/** What a provider needs before any of its models can be called: an address that can be made, and a key. */
export function lacksOf(provider: ConnectedModel["provider"]): { address?: string; key: boolean } {
  const row = DIALECTS[provider.api];
  const dialect = row.instead?.(provider) ?? row;
  const model: ConnectedModel = {
    id: "model",
    upstream: "model",
    tier: "",
    rank: 0,
    regions: [],
    price: undefined,
    provider,
  };
  const paths = dialect.speaks.flatMap(({ paths }) => Object.values(paths).map(({ path }) => path));
  const problem = paths.map((path) => addressOf(dialect, model, path)).find((address) => "problem" in address);
  return {
    ...(problem && "problem" in problem ? { address: problem.problem } : {}),
    key: dialect.keyless !== true && provider.keys.length === 0,
  };
}
