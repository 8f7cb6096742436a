/*
 * What one decision takes in Cedar's reference engine: the bench's own policies, parsed beforehand, and a request
 * of the kind a model call makes. Prints processor microseconds as JSON.
 */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import * as cedar from "@cedar-policy/cedar-wasm/nodejs";

const folder = fileURLToPath(new URL("../lumos/policies", import.meta.url));
const policies = readdirSync(folder).map((name) => readFileSync(join(folder, name), "utf8"));
const parsed = cedar.preparsePolicySet("bench", { staticPolicies: policies.join("\n") });
if (parsed.type === "failure") throw new Error(JSON.stringify(parsed.errors));

const uid = (type: string, id: string) => ({ type: `Lumos::${type}`, id });
const risk = Object.fromEntries(
  "cyber bio finance codeExec weapons selfHarm privacy distillation injection jailbreak exfiltration advice sexual hate harm max"
    .split(" ")
    .map((name) => [name, 0]),
);
const entities = [
  { uid: uid("Group", "everyone"), attrs: { name: "everyone" }, parents: [] },
  { uid: uid("Group", "platform"), attrs: { name: "platform" }, parents: [uid("Group", "everyone")] },
  {
    uid: uid("Agent", "bench"),
    attrs: { owner: { __entity: uid("User", "pat@bench.test") }, autonomy: 3, attested: false, active: true },
    parents: [uid("Group", "platform"), uid("Group", "everyone")],
  },
  { uid: uid("Tier", "frontier"), attrs: { rank: 1 }, parents: [] },
  {
    uid: uid("Model", "mock-model"),
    attrs: { provider: "mock", regions: ["US"], selfHosted: false, retentionDays: 0 },
    parents: [uid("Tier", "frontier")],
  },
];
const base = {
  now: { __extn: { fn: "datetime", arg: "2026-01-01T00:00:00Z" } },
  channel: "model",
  client: "sdk",
  environment: "prod",
  geo: "US",
  workflow: { __entity: uid("Workflow", "none") },
  purpose: "",
  customer: "",
  autonomy: 0,
  delegationDepth: 0,
  onBehalfOf: [],
  dataClasses: [],
  dataRegions: [],
  topics: [],
  risk,
  assessed: true,
  confidence: 90,
  sessionRisk: 0,
  sessionTurns: 1,
  sessionBlocks: 0,
  sessionFlags: [],
  taint: [],
  trustScore: 100,
  budget: "ok",
  programs: [],
  mfaAgeS: 0,
  fulfilled: [],
};

function decide(purpose: string): void {
  const answer = cedar.statefulIsAuthorized({
    preparsedPolicySetId: "bench",
    principal: uid("Agent", "bench"),
    action: uid("Action", "invoke"),
    resource: uid("Model", "mock-model"),
    entities: [
      ...entities,
      { uid: uid("Action", "invoke"), attrs: {}, parents: [uid("Action", "use_model")] },
      { uid: uid("Action", "use_model"), attrs: {}, parents: [] },
    ],
    context: {
      base: { ...base, purpose },
      tokensIn: 500,
      maxTokensOut: 512,
      tools: false,
      images: false,
      streaming: false,
    },
  });
  if (answer.type === "failure" || answer.response.decision !== "allow") throw new Error(JSON.stringify(answer));
}

const ROUND = 500;
const rounds: number[] = [];
for (let round = 0; round < 7; round += 1) {
  const before = process.cpuUsage();
  for (let at = 0; at < ROUND; at += 1) decide(`bench-${round}-${at}`);
  const { user, system } = process.cpuUsage(before);
  if (round > 1) rounds.push((user + system) / ROUND);
}
rounds.sort((a, b) => a - b);
process.stdout.write(
  JSON.stringify({
    engine: `cedar ${cedar.getCedarVersion()}`,
    policies: policies.join("\n").match(/^@id/gm)?.length ?? 0,
    medianUs: rounds[rounds.length >> 1],
    minUs: rounds[0],
  }),
);
