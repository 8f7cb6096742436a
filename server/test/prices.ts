import type { Declaration, Model, Provider } from "../src/config/index.ts";
import type { Usage } from "../src/kernel/index.ts";
import { type ConnectedModel, buildLandscape } from "../src/registry/index.ts";

/** The moment the tests of prices are at. */
export const AT = Date.parse("2026-11-21T12:00:00Z");

/** A model as the registry connects it, at revision 7. */
export function modelOf(provider: Partial<Provider>, model: Partial<Model>): ConnectedModel {
  const none = {
    routes: [],
    judges: [],
    teams: [],
    users: [],
    applications: [],
    agents: [],
    workflows: [],
    programs: [],
  };
  const declaration: Declaration = {
    organization: { id: "o", name: "O" },
    guardrails: {},
    objects: {
      tiers: [{ id: "frontier" }],
      providers: [{ id: "p", api: "openai", ...provider }],
      models: [{ id: "m", provider: "p", upstream: "x", tier: "frontier", ...model }],
      ...none,
      servers: [],
      connections: [],
      budgets: [],
      limits: [],
      alerts: [],
      detectors: [],
      policies: [],
    },
  };
  return buildLandscape(declaration, 7).models.get("m") as ConnectedModel;
}

export const used = (usage: Partial<Usage>): Usage => ({
  source: "provider",
  input: 0,
  cachedInput: 0,
  output: 0,
  reasoning: 0,
  ...usage,
});
