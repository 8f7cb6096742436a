import type { RiskRoom } from "../../risk/index.ts";
import type { Definition } from "../definition.ts";
import type { KeptServer } from "../memory.ts";
import { compileSchema } from "../schema/compile.ts";
import type { CatalogFinding } from "../types.ts";

/** What is looked at together: one server's definitions, beside those of the others. */
export interface Looked {
  server: string;
  definitions: readonly Definition[];
  others: ReadonlyMap<string, KeptServer>;
}

/** What in definitions would mislead a model or a person, by the tool's name. */
export async function findingsIn(
  _risk: Pick<RiskRoom, "assessApart">,
  { server, definitions }: Looked,
): Promise<ReadonlyMap<string, readonly CatalogFinding[]>> {
  const found = new Map<string, CatalogFinding[]>();
  for (const { name, parsed } of definitions) {
    if (name.startsWith("@")) continue;
    const schema = parsed["inputSchema"];
    const compiled = schema === undefined ? "it has no input schema" : compileSchema(schema);
    const details =
      typeof compiled === "string" ? [`Its input schema cannot be checked: ${compiled}.`] : compiled.notes;
    found.set(
      name,
      details.map((detail) => ({ server, tool: name, kind: "malformed", severity: "high", detail })),
    );
  }
  return found;
}
