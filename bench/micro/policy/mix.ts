import type { Policy } from "../../../server/src/config/index.ts";
import { acmeLandscape } from "../../../server/test/policy/acme.ts";
import type { Landscape } from "../../../server/src/registry/index.ts";

/* A large organization: acme's own policies, and beside them what many teams, servers and risks bring. */

const DOMAINS = ["cyber", "bio", "finance", "codeExec", "weapons", "privacy", "distillation", "jailbreak"];
const TIERS = ["frontier", "guarded", "economy"];
const CLASSES = ["phi", "source-code", "financial", "hr", "legal"];
const EFFECTS = ["write", "destructive", "egress", "delete", "ddl"];
const COUNTRIES = ["BR", "CN", "IN", "JP", "KR", "MX", "NG", "RU", "TR", "VN"];

type Kind = (place: number, id: string) => string;

const at = <T>(list: readonly T[], place: number): T => list[place % list.length] as T;
const teamAt = (place: number) => `team-${place % TEAMS}`;
const workflowAt = (place: number) => `work-${place % WORKFLOWS}`;
const TEAMS = 60;
const WORKFLOWS = 40;
const SERVERS = 25;

/** Of each hundred policies so many are of a kind. */
const KINDS: readonly (readonly [number, Kind])[] = [
  [
    34,
    (n, id) => `@id("${id}") @why("${teamAt(n)} may use these models.")
permit (principal in Lumos::Group::"${teamAt(n)}", action in Lumos::Action::"use_model", resource in Lumos::Tier::"${at(TIERS, n)}")
when { context.base.environment != "dev-${n}" };`,
  ],
  [
    24,
    (n, id) => `@id("${id}") @why("Changes on this server need its owner.") @obligation("approval:approver")
forbid (principal in Lumos::Group::"${teamAt(n)}", action in Lumos::Action::"use_tool", resource in Lumos::Server::"server-${n % SERVERS}")
when { context.operations.contains("${at(EFFECTS, n)}") && context.batch > ${n % 50} }
unless { context.base.fulfilled.contains("approval:approver") };`,
  ],
  [
    12,
    (n, id) => `@id("${id}") @why("This risk is closed to frontier models outside of its program.") @severity("high")
forbid (principal, action in Lumos::Action::"use_model", resource in Lumos::Tier::"${at(TIERS, n)}")
when { context.base.risk.${at(DOMAINS, n)} >= ${70 + (n % 30)} }
unless { context.base.programs.contains("program-${n % 9}") && context.base.workflow in Lumos::Workflow::"${workflowAt(n)}" };`,
  ],
  [
    8,
    (n, id) => `@id("${id}") @why("Not from this country.")
forbid (principal in Lumos::Group::"${teamAt(n * 7)}", action, resource)
when { context.base.geo == "${at(COUNTRIES, n)}" && context.base.customer == "customer-${n}" };`,
  ],
  [
    8,
    (n, id) => `@id("${id}") @why("This data stays on our own models.") @obligation("redact:${at(CLASSES, n)}")
forbid (principal, action in Lumos::Action::"use_model", resource is Lumos::Model)
when { context.base.dataClasses.contains("${at(CLASSES, n)}") && context.base.customer == "customer-${n}" && !resource.selfHosted }
unless { context.base.fulfilled.contains("redact:${at(CLASSES, n)}") };`,
  ],
  [
    7,
    (n, id) => `@id("${id}") @why("Agents of others stay out of this work.")
forbid (principal is Lumos::Agent, action in Lumos::Action::"use_model", resource)
when { context.base.workflow in Lumos::Workflow::"${workflowAt(n)}" && context.base.autonomy >= ${3 + (n % 2)} && principal.autonomy < ${n % 4} };`,
  ],
  [
    7,
    (n, id) => `@id("${id}") @why("Long answers are kept for this work.") @obligation("retain:${7 + (n % 30)}d")
forbid (principal in Lumos::Group::"${teamAt(n * 3)}", action == Lumos::Action::"invoke", resource in Lumos::Tier::"${at(TIERS, n)}")
when { context.maxTokensOut > ${20_000 + n} && context.base.workflow in Lumos::Workflow::"${workflowAt(n)}" }
unless { context.base.fulfilled.contains("retain:${7 + (n % 30)}d") };`,
  ],
];

function generated(count: number): Policy[] {
  const hundred = KINDS.flatMap(([share, kind]) => Array.from({ length: share }, () => kind));
  return Array.from({ length: count }, (_, place) => {
    const id = `made.${place}`;
    // Kinds are spread evenly, so that a short list has some of each.
    return { id, text: (hundred[(place * 37) % hundred.length] as Kind)(place, id) };
  });
}

export function organization(policies: number): Landscape {
  return acmeLandscape(({ objects }) => {
    for (let place = 0; place < TEAMS; place += 1)
      objects.teams.push({
        id: teamAt(place),
        name: `Team ${place}`,
        ...(place > 5 ? { parent: teamAt(place % 5) } : {}),
      });
    for (let place = 0; place < WORKFLOWS; place += 1)
      objects.workflows.push({
        id: workflowAt(place),
        name: "Work",
        ...(place > 3 ? { parent: workflowAt(place % 3) } : {}),
      });
    for (const { id, teams } of [...objects.users, ...objects.agents])
      teams?.push(teamAt(id.length), teamAt(id.length + 20));
    objects.policies = [...objects.policies, ...generated(policies - objects.policies.length)];
  });
}
