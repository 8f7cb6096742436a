import { z } from "zod";
import { type ObjectKind, OBJECTS } from "../../config/index.ts";
import { FAULTS, type FaultCode, isRecord } from "../../kernel/index.ts";
import type { Operation } from "../../operations/index.ts";
import { pathMembers } from "./routes.ts";

type Schema = Record<string, unknown>;

/** The description of the API, OpenAPI 3.1, made from the table and nothing else. */
export function openApi(operations: readonly Operation[]): Schema {
  const components = new Map<string, Schema>();
  const paths: Record<string, Schema> = {};
  for (const operation of operations) {
    (paths[operation.path] ??= {})[operation.method.toLowerCase()] = describe(operation, components);
  }
  components.set("Error", ERROR);
  return {
    openapi: "3.1.1",
    jsonSchemaDialect: "https://json-schema.org/draft/2020-12/schema",
    info: {
      title: "Lumos management API",
      version: "1",
      description: "Everything the console and the command line do.",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
    },
    servers: [{ url: "/api/v1" }],
    security: [{ bearer: [] }, { apiKey: [] }],
    tags: [...new Set(operations.map(tagOf))].map((name) => ({ name })),
    paths,
    components: {
      schemas: Object.fromEntries([...components].sort(([a], [b]) => (a < b ? -1 : 1))),
      responses: Object.fromEntries(usedFaults().map((code) => [code, responseOf(code)])),
      securitySchemes: {
        bearer: { type: "http", scheme: "bearer" },
        apiKey: { type: "apiKey", in: "header", name: "x-api-key" },
      },
    },
  };
}

/** Faults an operation may answer with. */
function faultsOf(operation: Operation): FaultCode[] {
  const codes: FaultCode[] = ["invalid_request", "not_found", "internal", "unavailable"];
  if (operation.roles !== "anyone") codes.push("unauthenticated");
  if ((operation.roles !== "anyone" && operation.roles !== "member") || operation.audit === "change") {
    codes.push("forbidden");
  }
  if (operation.audit === "change") codes.push("conflict");
  if (operation.versioned) codes.push("precondition_failed", "precondition_required");
  if (hasBody(operation)) codes.push("too_large", "unsupported_media_type");
  if (operation.name === "apply" || operation.name.startsWith("policies.")) codes.push("invalid_policy");
  return codes;
}

function usedFaults(): FaultCode[] {
  return (Object.keys(FAULTS) as FaultCode[]).filter((code) => FAULTS[code].status !== 500 || code === "internal");
}

function describe(operation: Operation, components: Map<string, Schema>): Schema {
  const input = schemaOf(operation.input, "input", components);
  const inPath = pathMembers(operation.path);
  const members = (input["properties"] ?? {}) as Record<string, Schema>;
  const required = (input["required"] ?? []) as string[];
  const parameters: Schema[] = inPath.map((name) => parameter("path", name, true, members[name]));
  if (!hasBody(operation)) {
    for (const [name, schema] of Object.entries(members)) {
      if (!inPath.includes(name)) parameters.push(parameter("query", name, required.includes(name), schema));
    }
  }
  if (operation.versioned) parameters.push(header("If-Match", true, "The ETag of the version that is changed."));
  if (operation.method === "POST" && operation.audit === "change" && operation.roles !== "anyone") {
    parameters.push(
      header("Idempotency-Key", false, "The same key with the same request gets the same answer for a day."),
    );
  }
  if (operation.stream) parameters.push(header("Last-Event-ID", false, "Where a stream that broke off goes on."));
  return {
    operationId: operation.name,
    summary: operation.summary,
    tags: [tagOf(operation)],
    ...(operation.roles === "anyone" ? { security: [] } : {}),
    "x-lumos-roles": operation.roles,
    ...(operation.own ? { "x-lumos-own": operation.own } : {}),
    ...(parameters.length > 0 ? { parameters } : {}),
    ...(hasBody(operation) ? { requestBody: bodyOf(operation, input, inPath) } : {}),
    responses: { [String(operation.status)]: successOf(operation, components), ...failuresOf(operation) },
  };
}

function bodyOf(operation: Operation, input: Schema, inPath: readonly string[]): Schema {
  // What the path says may be left out of the body.
  const required = input["required"];
  const left = Array.isArray(required) ? required.filter((name) => !inPath.includes(name)) : [];
  const schema = inPath.length > 0 && Array.isArray(required) ? { ...input, required: left } : input;
  return { required: left.length > 0 || "$ref" in input, content: { "application/json": { schema } } };
}

function successOf(operation: Operation, components: Map<string, Schema>): Schema {
  const description = operation.summary;
  if (operation.status === 204) return { description };
  const schema = schemaOf(operation.output, "output", components);
  const type = operation.stream ? "text/event-stream" : "application/json";
  return { description, content: { [type]: { schema } } };
}

function failuresOf(operation: Operation): Record<string, Schema> {
  const byStatus = new Map<number, FaultCode>();
  for (const code of faultsOf(operation))
    if (!byStatus.has(FAULTS[code].status)) byStatus.set(FAULTS[code].status, code);
  return Object.fromEntries(
    [...byStatus].map(([status, code]) => [String(status), { $ref: `#/components/responses/${code}` }]),
  );
}

function responseOf(code: FaultCode): Schema {
  return {
    description: FAULTS[code].sentence,
    content: { "application/json": { schema: { $ref: "#/components/schemas/Error" } } },
  };
}

const ERROR: Schema = {
  type: "object",
  required: ["error"],
  properties: {
    error: {
      type: "object",
      required: ["code", "message", "docs"],
      properties: {
        code: { type: "string", enum: usedFaults() },
        message: { type: "string" },
        param: { type: "string", description: "The member or header that is wrong." },
        decision: { type: "string" },
        data: { type: "object", description: "Facts for programs." },
        docs: { type: "string" },
        fix: { type: "string", description: "The command that mends it." },
      },
    },
  },
};

function parameter(place: "path" | "query", name: string, required: boolean, schema: Schema | undefined): Schema {
  return { name, in: place, required, schema: schema ?? { type: "string" } };
}

function header(name: string, required: boolean, description: string): Schema {
  return { name, in: "header", required, description, schema: { type: "string" } };
}

function hasBody(operation: Operation): boolean {
  return operation.method !== "GET" && operation.method !== "DELETE";
}

function tagOf(operation: Operation): string {
  return operation.name.split(".")[0] ?? operation.name;
}

/** Names under which the kinds' schemas are shared. */
const NAMES: Record<ObjectKind, string> = {
  tiers: "Tier",
  providers: "Provider",
  models: "Model",
  routes: "Route",
  judges: "Judge",
  teams: "Team",
  users: "User",
  applications: "Application",
  agents: "Agent",
  workflows: "Workflow",
  programs: "Program",
  servers: "Server",
  connections: "Connection",
  budgets: "Budget",
  limits: "Limit",
  alerts: "Alert",
  detectors: "Detector",
  policies: "Policy",
};

/** A schema as JSON Schema; those of the kinds stand once, among the components. */
function schemaOf(schema: z.ZodType, io: "input" | "output", components: Map<string, Schema>): Schema {
  const shared = z.registry<{ id: string }>();
  for (const kind of Object.keys(OBJECTS) as ObjectKind[]) {
    // An input that is an object as a whole is written out, so that its path members can be told apart.
    if (OBJECTS[kind] !== schema) shared.add(OBJECTS[kind], { id: NAMES[kind] });
  }
  const made = z.toJSONSchema(schema, { io, metadata: shared, unrepresentable: "any" }) as Schema;
  const { $schema: _dialect, $defs: parts, ...rest } = made;
  for (const [name, part] of Object.entries((parts ?? {}) as Record<string, Schema>)) {
    const { $schema: _same, id: _id, ...body } = part;
    components.set(name, hoist(body) as Schema);
  }
  return hoist(rest) as Schema;
}

function hoist(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(hoist);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) =>
      name === "$ref" && typeof member === "string"
        ? [name, member.replace("#/$defs/", "#/components/schemas/")]
        : [name, hoist(member)],
    ),
  );
}
