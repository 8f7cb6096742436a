import type { Judge, Tier } from "../config/index.ts";
import { sha256, canonicalJson, Secret, type NanoUsd, nanoUsd, parseDuration } from "../kernel/index.ts";
import type { ConnectedJudge, ConnectedKey, ConnectedModel } from "./types.ts";

const TIMEOUT_MS = 3_000;
const MAX_TIMEOUT_MS = 30_000;
const CACHE_MS = 3_600_000;
const CONCURRENT = 16;

/** Under which name a service's key, circuit and limits go; no declared id holds a colon. */
export const serviceId = (id: string): string => `judge:${id}`;

export function connectJudge(
  judge: Judge,
  parts: {
    org: string;
    models: ReadonlyMap<string, ConnectedModel>;
    tiers: readonly Tier[];
    keys: readonly ConnectedKey[];
    revision: number;
  },
): ConnectedJudge {
  const { key: _sealed, model: named, timeout, cacheTtl, budget, usdPerCall, ...rest } = judge;
  const declared = named === undefined ? undefined : parts.models.get(named);
  const model = declared ?? serviceModel(judge, parts);
  const { policy, labels, risks, threshold, path, guardrail, guardrailVersion, template, project, language } = judge;
  const spec = { policy, labels, risks, threshold, path, guardrail, guardrailVersion, template, project, language };
  const place = [judge.api, judge.url, judge.region, model.provider.id, model.provider.baseUrl, model.upstream];
  return {
    ...rest,
    org: parts.org,
    model,
    service: declared === undefined,
    timeoutMs: Math.min(durationOf(timeout, TIMEOUT_MS), MAX_TIMEOUT_MS),
    cacheMs: durationOf(cacheTtl, CACHE_MS),
    concurrent: judge.concurrent ?? CONCURRENT,
    budget: {
      ...(budget?.callsPerMinute === undefined ? {} : { callsPerMinute: budget.callsPerMinute }),
      ...(budget?.usdPerDay === undefined ? {} : { nanoUsdPerDay: nanoUsd(budget.usdPerDay) as NanoUsd }),
    },
    ...(usdPerCall === undefined ? {} : { nanoUsdPerCall: nanoUsd(usdPerCall) as NanoUsd }),
    fingerprint: sha256(canonicalJson(JSON.parse(JSON.stringify({ place, spec })))).slice(0, 16),
  };
}

export function connectJudgeKey({ key }: Judge): ConnectedKey[] {
  if (key === undefined) return [];
  return [{ id: "default", weight: 1, secret: new Secret(key), mark: sha256(key).slice(0, 12) }];
}

/** A service as policies, limits and circuits see it: like a model that nobody can ask for by name. */
function serviceModel(
  judge: Judge,
  {
    org,
    tiers,
    keys,
    revision,
  }: { org: string; tiers: readonly Tier[]; keys: readonly ConnectedKey[]; revision: number },
): ConnectedModel {
  const place = judge.tier === undefined ? tiers.length - 1 : tiers.findIndex(({ id }) => id === judge.tier);
  const regions = judge.regions ?? [];
  const local = judge.api === "onnx";
  return {
    id: serviceId(judge.id),
    upstream: judge.api,
    tier: tiers[place]?.id ?? "",
    rank: Math.max(0, tiers.length - 1 - place),
    regions,
    provider: {
      id: serviceId(judge.id),
      api: "openai-compatible",
      org,
      keys,
      regions,
      ...(judge.url === undefined ? {} : { baseUrl: judge.url }),
      ...(local || judge.selfHosted !== undefined ? { selfHosted: local || judge.selfHosted === true } : {}),
      ...(local || judge.retentionDays !== undefined ? { retentionDays: judge.retentionDays ?? 0 } : {}),
      ...(judge.region === undefined ? {} : { region: judge.region }),
    },
    price: undefined,
    revision,
  };
}

function durationOf(text: string | undefined, otherwise: number): number {
  return (text === undefined ? undefined : parseDuration(text)) ?? otherwise;
}
