export {
  OBJECTS,
  ROLES,
  organization,
  type Role,
  type ObjectKind,
  type ObjectOf,
  type Organization,
  type Tier,
  type Provider,
  type Model,
  type Route,
  type Team,
  type User,
  type Application,
  type Agent,
  type Workflow,
  type Program,
  type Server,
  type Connection,
  type DetectorSpec,
  type Limit,
  type Alert,
  type Policy,
} from "./objects.ts";
export { SCORED_DOMAINS } from "./domains.ts";
export { type Guardrails, HARM_DOMAINS, OUTPUT_MODES, guardrails } from "./guardrails.ts";
export { type Judge, type JudgeApi, type JudgingRule } from "./judges.ts";
export { DEFAULT_BASE_URLS, pricePerMillion } from "./catalog.ts";
export { loadConfiguration, loadServerSettings } from "./load.ts";
export { casesBeside } from "./cases.ts";
export { loadPolicies } from "./policies.ts";
export { formatProblem } from "./problems.ts";
export { compilePattern } from "./patterns.ts";
export { RESERVED } from "./references.ts";
export type { Declaration, Loaded, Problem, RootKeySource, ServerSettings } from "./types.ts";
export { explainKey } from "./explain.ts";
export { cutPolicies, placeInFile } from "./cedar.ts";
export { editorSchema } from "./file-schema.ts";
export { writeYaml } from "./write.ts";
export { nearest } from "./words.ts";
