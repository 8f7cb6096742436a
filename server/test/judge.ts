import type { Judge } from "../src/config/index.ts";
import { type ConnectedJudge, buildLandscape } from "../src/registry/index.ts";

/** A judge as the registry connects it; those that are models judge with `m`. */
export function judgeOf(judge: Partial<Judge> & Pick<Judge, "api">, org = "o"): ConnectedJudge {
  const none = { routes: [], teams: [], users: [], applications: [], agents: [], workflows: [], programs: [] };
  const rest = { servers: [], connections: [], budgets: [], limits: [], alerts: [], detectors: [], policies: [] };
  const landscape = buildLandscape(
    {
      organization: { id: org, name: "O" },
      guardrails: {},
      objects: {
        tiers: [{ id: "frontier" }, { id: "small" }],
        providers: [{ id: "p", api: "vllm", baseUrl: "http://127.0.0.1:9/v1" }],
        models: [{ id: "m", provider: "p", upstream: "x", tier: "small", price: { input: 1, output: 1 } }],
        judges: [{ id: "j", ...judge }],
        ...none,
        ...rest,
      },
    },
    1,
  );
  return landscape.judges.get(judge.id ?? "j") as ConnectedJudge;
}
