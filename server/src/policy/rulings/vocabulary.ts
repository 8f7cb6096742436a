import { readFileSync } from "node:fs";
import type { Uid } from "../../cedar/index.ts";

/** The names policies are written in. The schema's file is the one source of them. */
export const schemaText: () => string = once(() =>
  readFileSync(new URL("../../../defaults/lumos.cedarschema", import.meta.url), "utf8"),
);

export type ActionName =
  | "invoke"
  | "embed"
  | "call_tool"
  | "run_command"
  | "read_resource"
  | "send_output"
  | "delegate"
  | "access";

/** The groups an action stands in, itself first. */
export const ACTION_GROUPS: Record<ActionName, readonly string[]> = {
  invoke: ["invoke", "use_model"],
  embed: ["embed", "use_model"],
  call_tool: ["call_tool", "use_tool"],
  run_command: ["run_command", "use_tool"],
  read_resource: ["read_resource", "use_tool"],
  send_output: ["send_output"],
  delegate: ["delegate"],
  access: ["access"],
};

/** Holds every principal of an organization; a team without a parent is a child of it. */
export const EVERYONE = "everyone";

export function uid(
  type:
    | "User"
    | "Agent"
    | "Application"
    | "Group"
    | "Server"
    | "Tool"
    | "Model"
    | "Tier"
    | "Workflow"
    | "Dataset"
    | "Sink"
    | "Thing"
    | "Properties"
    | "Action",
  id: string,
): Uid {
  return { type: `Lumos::${type}`, id };
}

function once<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => (made ??= { value: make() }).value;
}
