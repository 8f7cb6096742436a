import { fileURLToPath } from "node:url";
import { loadConfiguration } from "../../src/config/index.ts";
import { type Landscape, buildLandscape } from "../../src/registry/index.ts";

const FILE = fileURLToPath(new URL("../organizations/records/lumos.yaml", import.meta.url));

/** The organization whose records another gateway guards, with more people in it. */
export function recordsLandscape(people: readonly { id: string; teams: string[] }[] = []): Landscape {
  const loaded = loadConfiguration({ file: FILE, env: {}, cwd: "/" });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error));
  const declaration = structuredClone(loaded.value.declaration);
  declaration.objects.users.push(...people);
  return buildLandscape(declaration, 1);
}
