import type { Declaration, Model, ObjectKind, Provider, Tier } from "../config/index.ts";
import { fault, nanoUsd, parseDuration, Secret, sha256 } from "../kernel/index.ts";
import { datedPrices, declaredPrice, mapped } from "./prices/declared.ts";
import { connectJudge, serviceId } from "./judges.ts";
import { connectServer } from "./servers.ts";
import type { ConnectedKey, ConnectedModel, ConnectedProvider, Landscape } from "./types.ts";

/**
 * The landscape a declaration describes. Pure: the same declaration gives the same landscape.
 * Providers' keys are kept apart from what is declared, so they come beside it, by the provider's id.
 */
export function buildLandscape(
  declaration: Declaration,
  revision: number,
  keys: ReadonlyMap<string, readonly ConnectedKey[]> = new Map(),
): Landscape {
  const { objects } = declaration;
  const org = declaration.organization.id;
  const providers = byId(
    objects.providers.map((provider) => connectProvider(provider, org, keys.get(provider.id) ?? [])),
  );
  const models = byId(objects.models.map((model) => connectModel(model, providers, objects.tiers, revision)));
  return {
    organization: declaration.organization,
    guardrails: declaration.guardrails,
    revision,
    tiers: objects.tiers,
    providers,
    models,
    routes: byId(objects.routes),
    judges: byId(
      objects.judges.map((judge) => {
        const own = keys.get(serviceId(judge.id)) ?? [];
        return connectJudge(judge, { org, models, tiers: objects.tiers, keys: own, revision });
      }),
    ),
    teams: byId(objects.teams),
    users: byId(objects.users),
    applications: byId(objects.applications),
    agents: byId(objects.agents),
    workflows: byId(objects.workflows),
    programs: byId(objects.programs),
    servers: byId(objects.servers.map((server) => connectServer(server, org))),
    connections: byId(objects.connections),
    limits: objects.limits,
    alerts: objects.alerts.map(({ secret, ...alert }) => ({
      ...alert,
      secret: secret === undefined || secret === "" ? undefined : new Secret(secret),
    })),
    detectors: objects.detectors,
    policies: objects.policies,
  };
}

function connectProvider(provider: Provider, org: string, keys: readonly ConnectedKey[]): ConnectedProvider {
  const { key: _written, keys: _several, regions, ...rest } = provider;
  return { ...rest, org, keys, regions: regions ?? [] };
}

/** What a provider may be called with; a key that is declared and was never written is left out. */
export function connectKeys({ key, keys = [] }: Provider): ConnectedKey[] {
  const connected = (id: string, weight: number, text: string): ConnectedKey => ({
    id,
    weight,
    secret: new Secret(text),
    mark: sha256(text).slice(0, 12),
  });
  if (key !== undefined) return [connected("default", 1, key)];
  return keys.flatMap((one) => (one.key === undefined ? [] : [connected(one.id, one.weight ?? 1, one.key)]));
}

function connectModel(
  model: Model,
  providers: ReadonlyMap<string, ConnectedProvider>,
  tiers: readonly Tier[],
  revision: number,
): ConnectedModel {
  const provider = providers.get(model.provider) ?? missing("models", model.id, "provider", model.provider);
  const place = tiers.findIndex((tier) => tier.id === model.tier);
  if (place < 0) missing("models", model.id, "tier", model.tier);
  const { price, prices, serviceFactors, regions, timeouts, provider: _id, ...rest } = model;
  return {
    ...rest,
    provider,
    regions: regions ?? provider.regions,
    ...timeoutsOf({ ...provider.timeouts, ...timeouts }),
    rank: tiers.length - 1 - place,
    price: price && declaredPrice(price),
    ...(prices && { prices: datedPrices(prices) }),
    ...(serviceFactors && { serviceFactors: mapped(serviceFactors, (factor) => nanoUsd(factor) as number) }),
    revision,
  };
}

function timeoutsOf({ headers, idle }: NonNullable<Model["timeouts"]>): Pick<ConnectedModel, "timeouts"> {
  const [headersMs, idleMs] = [headers, idle].map((text) => (text === undefined ? undefined : parseDuration(text)));
  if (headersMs === undefined && idleMs === undefined) return {};
  return {
    timeouts: { ...(headersMs === undefined ? {} : { headersMs }), ...(idleMs === undefined ? {} : { idleMs }) },
  };
}

function byId<T extends { id: string }>(items: readonly T[]): ReadonlyMap<string, T> {
  return new Map(items.map((item) => [item.id, item]));
}

function missing(kind: ObjectKind, id: string, field: string, value: string): never {
  throw fault("invalid_configuration", { public: `${kind} ${id}: there is no ${field} ${value}.`, param: field });
}
