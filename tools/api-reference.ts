// The reference pages of the management API and of the errors, made from the table of operations and of faults.
import { openApi } from "../server/src/doors/index.ts";
import { type FaultCode, FAULTS } from "../server/src/kernel/index.ts";
import { operations } from "../server/src/operations/index.ts";

interface Schema {
  $ref?: string;
  type?: string | string[];
  enum?: unknown[];
  const?: unknown;
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  properties?: Record<string, Schema>;
  additionalProperties?: Schema | boolean;
  required?: string[];
  description?: string;
  pattern?: string;
  maximum?: number;
}
interface Parameter {
  name: string;
  in: string;
  required: boolean;
  description?: string;
  schema: Schema;
}
interface Described {
  operationId: string;
  summary: string;
  "x-lumos-roles": string | string[];
  "x-lumos-own"?: string | string[];
  parameters?: Parameter[];
  requestBody?: { content: { "application/json": { schema: Schema } } };
  responses: Record<string, { content?: Record<string, { schema: Schema }> }>;
}
interface Api {
  paths: Record<string, Record<string, Described>>;
  components: { schemas: Record<string, Schema> };
}

export async function apiReference(): Promise<string> {
  const api = openApi(operations) as unknown as Api;
  const found = new Map<string, { method: string; path: string; described: Described }>();
  for (const [path, methods] of Object.entries(api.paths)) {
    for (const [method, described] of Object.entries(methods)) {
      found.set(described.operationId, { method: method.toUpperCase(), path, described });
    }
  }
  const nouns = [...new Set(operations.map(({ name }) => nounOf(name)))];
  return [
    INTRODUCTION,
    ...nouns.flatMap((noun) => [
      `## ${noun}`,
      "",
      ...operations.filter(({ name }) => nounOf(name) === noun).flatMap(({ name }) => section(found.get(name))),
    ]),
    "## Objects",
    "",
    ...Object.entries(api.components.schemas)
      .filter(([name]) => name !== "Error")
      .flatMap(([name, schema]) => [`### ${name}`, "", ...membersOf(schema), ""]),
  ].join("\n");
}

export async function errorReference(): Promise<string> {
  const rows = Object.entries(FAULTS).map(([code, row]) => [
    `## ${code}`,
    "",
    row.sentence,
    "",
    `HTTP status ${row.status}; exit code ${row.exit} of the command line; ${
      row.retryable ? "the same request may succeed later" : "the same request will fail again"
    }.`,
    ...(ADVICE[code as FaultCode] === undefined ? [] : ["", ADVICE[code as FaultCode] as string]),
    "",
  ]);
  return [
    "# Errors",
    "",
    "Every error of the API, the doors and the command line has one of these codes. In HTTP it is",
    '`{ "error": { "code", "message", "docs" } }`, with `param` where a member is wrong, `decision` where a call was',
    "governed, `data` with facts for programs and `fix` with the command that mends it.",
    "",
    "Model calls are refused in their caller's format. Anthropic's and Google's carry the code in a member of their own",
    "(`error.code`, `error.details[0].reason`). In Anthropic's `policy_blocked` and `approval_required` have status 400, and",
    "so has for Codex whatever fails again: other statuses make these clients send the same once more.",
    "",
    "This page is made from the code.",
    "",
    ...rows.flat(),
  ].join("\n");
}

const INTRODUCTION = `# Management API

Everything the console and the command line do, below \`/api/v1\`. The same as OpenAPI 3.1: \`/api/v1/openapi.json\`.

- A caller sends \`Authorization: Bearer KEY\` or \`x-api-key: KEY\`. Reading takes a key with the scope \`read\` or
  \`manage\`, changing one with \`manage\`. The machine's owner names the organization with \`x-lumos-organization\`
  where there is more than one.
- Bodies are JSON objects of at most 1 MiB (16 MiB for \`apply\`); unknown members are refused.
- Lists come in pages: \`limit\` (50, at most 200) and \`after\`, which is the \`next\` of the page before.
- An object's version is its \`ETag\`. An update names the version it changes with \`If-Match\`: without it the answer
  is 428, with another one 412.
- A \`POST\` that changes something may carry an \`Idempotency-Key\`: for a day the same key with the same request gets
  the same answer, and does the thing once. A key that was issued is not shown again: the answer is then 409.
- What does not exist and what belongs to another organization look the same: 404.
- [Errors](errors.md) have stable codes.

This page is made from the code.
`;

const ADVICE: Partial<Record<FaultCode, string>> = {
  unauthenticated:
    "The answer is the same whether the key is missing, mistyped, unknown, expired, revoked, without the scope, or its principal is disabled. The server's log says which.",
  not_found:
    "Things of other organizations, and things only others may see, answer the same as things that do not exist.",
  precondition_required: "Read the object, and send its ETag as `If-Match` with the update.",
  precondition_failed: "Somebody changed it since you read it. Read it again, and make your change on that.",
  conflict:
    "It exists already, it is in use (`data.users` names by what), or an idempotency key was used for something else.",
  invalid_policy: "`data.problems` lists each problem with policy, line and column.",
  forbidden: "`lumos` and the console show your roles; docs/reference/api.md says which each operation takes.",
  rate_limited: "Wait as long as `retry-after` says.",
};

function section(found: { method: string; path: string; described: Described } | undefined): string[] {
  if (!found) return [];
  const { method, path, described } = found;
  const schema = described.requestBody?.content["application/json"].schema;
  const [status, success] = Object.entries(described.responses).find(([code]) => code.startsWith("2")) ?? ["", {}];
  const answer = Object.values(success.content ?? {})[0]?.schema;
  const failures = Object.keys(described.responses).filter((code) => !code.startsWith("2"));
  return [
    `### ${described.operationId}`,
    "",
    `\`${method} /api/v1${path}\``,
    "",
    described.summary,
    "",
    `Who: ${whoOf(described)}.`,
    "",
    ...(described.parameters ?? []).map(
      (one) => `- \`${one.name}\` (${one.in}${one.required ? ", required" : ""}): ${typeOf(one.schema)}${noteOf(one)}`,
    ),
    ...(described.parameters ? [""] : []),
    ...(schema ? ["Body:", "", ...membersOf(schema), ""] : []),
    `Answers ${status}${answer ? `: ${typeOf(answer)}` : ""}. Fails with ${failures.join(", ")}.`,
    "",
  ];
}

function whoOf(described: Described): string {
  const roles = described["x-lumos-roles"];
  const own = described["x-lumos-own"];
  const words: Record<string, string> = {
    anyone: "anyone, without a credential",
    member: "every member of the organization",
    machine: "the machine's owner",
  };
  const all = typeof roles === "string" ? (words[roles] ?? roles) : roles.join(", ");
  if (own === undefined) return all;
  return `${all}; ${own === "member" ? "every member" : [own].flat().join(", ")} for what is their own`;
}

function membersOf(schema: Schema): string[] {
  const branches = schema.oneOf ?? schema.anyOf;
  if (branches) return branches.flatMap((branch, at) => [...(at > 0 ? ["", "or", ""] : []), ...membersOf(branch)]);
  if (!schema.properties) return [typeOf(schema)];
  const required = new Set(schema.required ?? []);
  return Object.entries(schema.properties).map(
    ([name, member]) => `- \`${name}\`${required.has(name) ? " (required)" : ""}: ${typeOf(member)}${noteOf(member)}`,
  );
}

function typeOf(schema: Schema): string {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.slice(schema.$ref.lastIndexOf("/") + 1);
    return `[${name}](#${name.toLowerCase()})`;
  }
  if (schema.const !== undefined) return `\`${JSON.stringify(schema.const)}\``;
  if (schema.enum) return schema.enum.map((value) => `\`${String(value)}\``).join(", ");
  const branches = schema.oneOf ?? schema.anyOf;
  if (branches) return [...new Set(branches.map(typeOf))].join(" or ");
  if (schema.items) return `list of ${typeOf(schema.items)}`;
  if (schema.properties) {
    return `{ ${Object.entries(schema.properties)
      .map(([name, member]) => `${name}${schema.required?.includes(name) ? "" : "?"}: ${typeOf(member)}`)
      .join(", ")} }`;
  }
  return schema.type === undefined ? "any" : [schema.type].flat().join(" or ");
}

function noteOf(schema: { description?: string; schema?: Schema }): string {
  const text = schema.description ?? schema.schema?.description;
  return text === undefined ? "" : `. ${text}`;
}

function nounOf(name: string): string {
  return name.split(".")[0] ?? name;
}
