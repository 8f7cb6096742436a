import { fileURLToPath } from "node:url";
import { type Declaration, type Policy, loadConfiguration } from "../../src/config/index.ts";
import { type Chain, type Principal, principalIn } from "../../src/identity/index.ts";
import type { Context } from "../../src/context/index.ts";
import type { Assessment } from "../../src/risk/index.ts";
import { DOMAINS } from "../../src/risk/index.ts";
import type { ModelCall, Clock } from "../../src/kernel/index.ts";
import { UNREAD, fixedClock, sha256, silentLog } from "../../src/kernel/index.ts";
import { type Landscape, type Registry, buildLandscape } from "../../src/registry/index.ts";
import { makePolicy } from "../../src/policy/index.ts";

/* The acme organization as the tests of the policy room use it. */

export const ACME = new URL("../organizations/acme/", import.meta.url);
export const NOON = Date.parse("2026-11-21T12:00:00Z");

export function acmeDeclaration(): Declaration {
  const loaded = loadConfiguration({ file: fileURLToPath(new URL("lumos.yaml", ACME)), env: {}, cwd: "/" });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  return structuredClone(loaded.value.declaration);
}

export function acmePolicies(): Policy[] {
  return acmeDeclaration().objects.policies;
}

export const acmeLandscape = (change: (declaration: Declaration) => void = () => {}, revision = 1): Landscape => {
  const declaration = acmeDeclaration();
  change(declaration);
  return buildLandscape(declaration, revision);
};

/** The part of a registry that policy listens to, over landscapes a test sets. */
export function smallRegistry(...first: Landscape[]) {
  const landscapes = new Map(first.map((landscape) => [landscape.organization.id, landscape]));
  const listeners = new Set<(landscape: Landscape) => void>();
  return {
    landscape: (org: string) => landscapes.get(org),
    organizations: () => [...landscapes.keys()],
    onChange(hear: (landscape: Landscape) => void) {
      listeners.add(hear);
      return () => listeners.delete(hear);
    },
    set(landscape: Landscape) {
      landscapes.set(landscape.organization.id, landscape);
      for (const hear of listeners) hear(landscape);
    },
  } satisfies Pick<Registry, "landscape" | "organizations" | "onChange"> & Record<string, unknown>;
}

export async function acmeRoom(
  landscape = acmeLandscape(),
  clock: Clock = fixedClock(NOON),
  engines: Omit<NonNullable<Parameters<typeof makePolicy>[0]["engines"]>, "mismatched"> = { choice: "fast" },
) {
  const registry = smallRegistry(landscape);
  const room = await makePolicy({ registry, clock, log: silentLog, engines: { ...engines, mismatched() {} } });
  return { room, registry, clock };
}

export function chainOf(landscape: Landscape, ...refs: string[]): Chain {
  const links = refs.map((ref) => principalOf(landscape, ref));
  return {
    org: landscape.organization.id,
    links,
    credential: { ref: "key:test", kind: "key", scopes: ["call"], expiresAt: NOON * 2 },
    entities: refs,
    fingerprint: sha256(`${landscape.revision} ${refs.join(" ")}`),
  };
}

export function principalOf(landscape: Landscape, ref: string): Principal {
  const principal = principalIn(landscape, ref, NOON);
  if (!principal) throw new Error(`there is no ${ref}`);
  return principal;
}

export const quiet: Context = {
  channel: "model",
  client: "test",
  environment: "prod",
  geo: "US",
  ip: "203.0.113.7",
  workflow: "none",
  run: "",
  session: "",
  purpose: "",
  customer: "",
  autonomy: 0,
  delegationDepth: 0,
  onBehalfOf: [],
  dataClasses: [],
  dataRegions: [],
  programs: [],
  taint: [],
  trustScore: 100,
  budget: "ok",
  mfaAgeS: 0,
  sessionRisk: 0,
  sessionTurns: 0,
  sessionBlocks: 0,
  sessionFlags: [],
};

export function assessed(risk: Partial<Assessment["risk"]> = {}, more: Partial<Assessment> = {}): Assessment {
  const zero = Object.fromEntries(DOMAINS.map((domain) => [domain, 0])) as Record<(typeof DOMAINS)[number], number>;
  const max = Math.max(0, ...Object.values(risk));
  return {
    assessed: true,
    risk: { ...zero, max, ...risk },
    confidence: 100,
    topics: [],
    dataClasses: [],
    findings: [],
    fresh: 0,
    reused: 0,
    ...more,
  };
}

export function callOf(more: Partial<ModelCall["ask"]> = {}): ModelCall {
  return {
    id: "call",
    kind: "model",
    at: NOON,
    startedAt: 0,
    credential: undefined,
    onBehalfOf: undefined,
    stated: {},
    ip: "203.0.113.7",
    client: "test",
    ask: {
      ...UNREAD,
      model: "smart",
      body: Buffer.from("{}"),
      maxTokensOut: 1_000,
      tokensIn: 100,
      ...more,
    },
  };
}

export function modelsOf(landscape: Landscape, route: string) {
  return (landscape.routes.get(route)?.models ?? [route]).flatMap((id) => landscape.models.get(id) ?? []);
}
