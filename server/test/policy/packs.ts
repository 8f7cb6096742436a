import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse, stringify } from "yaml";
import { draftOf } from "../../src/cli/policy/packs/from-packs.ts";
import { type Pack, packNames, readPack } from "../../src/cli/policy/packs/pack.ts";
import { policiesWith } from "../../src/cli/policy/packs/folder.ts";
import { additionsFor, resolveNames } from "../../src/cli/policy/packs/resolve.ts";
import { type Declaration, loadConfiguration } from "../../src/config/index.ts";
import { fixedClock } from "../../src/kernel/index.ts";
import { type CaseReport, runCases } from "../../src/policy/index.ts";
import { DOMAINS } from "../../src/risk/index.ts";
import { buildLandscape } from "../../src/registry/index.ts";
import { NOON } from "./acme.ts";

/* Packs in the starter's organization, with what they ask for added to it. */

const STARTER = fileURLToPath(new URL("../../defaults/", import.meta.url));

export async function allPacks(): Promise<Pack[]> {
  return Promise.all((await packNames()).map((name) => readPack(name)));
}

/** The starter, and all that packs lack there. */
function starterWith(packs: readonly Pack[]): Declaration {
  const folder = mkdtempSync(join(tmpdir(), "lumos-packs-"));
  try {
    cpSync(join(STARTER, "policies"), join(folder, "policies"), { recursive: true });
    const file = join(folder, "lumos.yaml");
    const text = readFileSync(join(STARTER, "lumos.yaml"), "utf8");
    writeFileSync(file, text);
    const bare = load(file);
    const tree = parse(text) as Record<string, unknown[]>;
    const { needed, forCases } = additionsFor(resolveNames(packs, bare, new Map()));
    for (const [list, objects] of [...needed, ...forCases]) tree[list] = [...(tree[list] ?? []), ...objects];
    writeFileSync(file, stringify(tree));
    return load(file);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function load(file: string): Declaration {
  const loaded = loadConfiguration({ file, env: {}, cwd: "/" });
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.error, null, 2));
  return loaded.value.declaration;
}

/** What the packs' cases and the starter's own answer, with the starter's policies or without those that packs replace. */
export async function tryPacks(
  packs: readonly Pack[],
  options: { keepReplaced?: boolean; starterCases?: boolean; properties?: number; engine?: "fast" } = {},
): Promise<{ report: CaseReport; ids: string[]; leftOut: number }> {
  const declaration = starterWith(packs);
  const replaced = new Set(packs.flatMap((pack) => Object.keys(pack.replaces)));
  if (options.keepReplaced !== true)
    declaration.objects.policies = declaration.objects.policies.filter(({ id }) => !replaced.has(id));
  const cases = options.starterCases === true ? readFileSync(join(STARTER, "cases.yaml"), "utf8") : "";
  const folder = { path: "/", policies: "/", cases, declaration };
  const { draft, told } = draftOf(packs, folder, resolveNames(packs, declaration, new Map()), "enforce");
  const policies = policiesWith(folder, draft);
  const before = new Set(declaration.objects.policies.map(({ id }) => id));
  const report = await runCases({
    landscape: buildLandscape(declaration, 1),
    policies,
    cases: parse(draft.cases ?? cases),
    clock: fixedClock(NOON),
    engine: options.engine,
    properties: options.properties === undefined ? undefined : { count: options.properties, seed: 1 },
  });
  return {
    report,
    ids: policies.map(({ id }) => id).filter((id) => !before.has(id)),
    leftOut: told.cases.leftOut.length,
  };
}

/** Facts that nothing fills in yet, and obligations that nothing carries out yet. What comes alive loses its word here. */
const NOT_YET = {
  facts: ["trustScore", "budget", "geo", "dataRegions", "mfaAgeS"],
  obligations: ["stepup", "justify", "retain", "notify", "tools"],
};
const SCORED = new Set<string>([...DOMAINS, "max"]);

/** What a policy waits for before it can do what it says. */
export function waitsFor(text: string): string[] {
  const waits = new Set<string>();
  for (const [, domain = ""] of text.matchAll(/context\.base\.risk\.(\w+)/g))
    if (!SCORED.has(domain)) waits.add(`risk.${domain}`);
  for (const fact of NOT_YET.facts) if (new RegExp(`context\\.base\\.${fact}\\b`).test(text)) waits.add(fact);
  const obligation = /@obligation\("(\w+):/.exec(text)?.[1];
  if (obligation !== undefined && NOT_YET.obligations.includes(obligation)) waits.add(obligation);
  return [...waits].toSorted();
}
