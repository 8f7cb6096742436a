import { stringify } from "yaml";
import { fault } from "../../../kernel/index.ts";
import type { CaseReport } from "../../../policy/index.ts";
import type { Asked } from "../../command.ts";
import { plain } from "../../table.ts";
import { fillCases, withSection } from "./case-text.ts";
import {
  type Draft,
  type Folder,
  asItIs,
  inStage,
  openFolder,
  refuseExisting,
  tryDraft,
  writeDraft,
} from "./folder.ts";
import { type Names, fillPolicy } from "./names.ts";
import { type Pack, readPack } from "./pack.ts";
import { type Resolved, additionsFor, resolveNames } from "./resolve.ts";

/** What came of writing packs, as --json shows it. */
interface Told {
  written: string[];
  names: Record<string, { names: readonly string[]; how: Resolved["how"]; for: string }>;
  /** What lumos.yaml would have to declare, by its lists. */
  missing: Record<string, Record<string, unknown>[]>;
  /** The same for people, agents and models that only the cases are about. */
  missingForCases: Record<string, Record<string, unknown>[]>;
  grants: string[];
  /** True where no tier is left that would be closed to risky work. */
  onlySafe: boolean;
  /** Policies of the organization that stand in a pack's way, and what takes their place. */
  inTheWay: Record<string, string>;
  cases: { added: number; leftOut: { name: string; needs: string[] }[] };
  /** Cases that fail, but for those that failed before. */
  failing: { name: string; differences: string[] }[];
}

/** Writes the policies and cases of packs in an organization's own names. */
export async function initFromPacks(asked: Asked, names: readonly string[]): Promise<number> {
  const packs = await Promise.all([...new Set(names)].map((name) => readPack(name, asked.program)));
  const folder = await openFolder(asked);
  const said = askedNames(asked, packs);
  const route = resolveNames(packs, folder.declaration, said).get("route.smart")?.names[0];
  const before = await asItIs(folder, route);
  const resolved = resolveNames(packs, folder.declaration, said, before.able);
  const stage = asked.flags.text("stage") ?? "enforce";
  const { draft, later, told } = draftOf(packs, folder, resolved, stage);
  const force = asked.flags.has("force");
  refuseExisting(folder, draft, { force });
  // What does not decide yet is tried as it will be once it does.
  const report = await tryDraft(folder, { ...draft, cases: draft.cases ?? later }, { enforced: later !== undefined });
  told.failing = failuresOf(report).filter(({ name }) => !before.failing.has(name));
  const dry = asked.flags.has("dry-run");
  told.written = dry ? draft.policies.map(({ file }) => file) : await writeDraft(folder, draft, { force });
  if (asked.common.json) await asked.io.out(`${JSON.stringify(told, null, 2)}\n`);
  else {
    await asked.io.out(told.written.map((path) => `${plain(path)}\n`).join(""));
    if (!asked.common.quiet) for (const line of talk(told, resolved, { dry, stage, asked })) asked.io.say(line);
  }
  return 0;
}

/** The files of packs in an organization; exported for the tests of what packs mean. */
export function draftOf(
  packs: readonly Pack[],
  folder: Pick<Folder, "cases" | "declaration">,
  resolved: ReadonlyMap<string, Resolved>,
  stage: string,
): { draft: Draft; later: string | undefined; told: Told } {
  const missing = new Set([...resolved].filter(([, { how }]) => how === "missing").map(([key]) => key));
  const policies = packs.flatMap((pack) =>
    pack.policies.map(({ file, text }) => ({ file, text: inStage(fillPolicy(text, namesFor(pack, resolved)), stage) })),
  );
  let cases = folder.cases;
  const additions = additionsFor(resolved);
  const told: Told = {
    written: [],
    names: Object.fromEntries(
      [...resolved].map(([key, { names: own, how, parameter }]) => [key, { names: own, how, for: parameter.summary }]),
    ),
    missing: Object.fromEntries(additions.needed),
    missingForCases: Object.fromEntries(additions.forCases),
    grants: packs.flatMap((pack) => pack.grants),
    onlySafe: folder.declaration.objects.tiers.every(
      ({ id }) => resolved.get("tier.safe")?.names.includes(id) === true,
    ),
    inTheWay: {},
    cases: { added: 0, leftOut: [] },
    failing: [],
  };
  for (const pack of packs) {
    for (const [id, by] of Object.entries(pack.replaces))
      if (folder.declaration.objects.policies.some((policy) => policy.id === id)) told.inTheWay[id] = by;
    const filled = fillCases(pack, namesFor(pack, resolved), missing);
    told.cases.added += filled.cases.length;
    told.cases.leftOut.push(...filled.leftOut);
    cases = withSection(cases, `the pack ${pack.name}`, "Yours to change.", filled.cases);
  }
  if (stage === "enforce") return { draft: { policies, cases }, later: undefined, told };
  told.cases = { added: 0, leftOut: [] };
  return { draft: { policies, cases: undefined }, later: stage === "draft" ? undefined : cases, told };
}

/** What packs share has one name for all; who answers for its policies each pack says for itself. */
function namesFor(pack: Pack, resolved: ReadonlyMap<string, Resolved>): Names {
  return new Map(
    [...pack.parameters].map(([key, { kind, names }]) => {
      const found = resolved.get(key);
      return [key, kind === "owner" && found?.how !== "asked" ? names : (found?.names ?? names)];
    }),
  );
}

/** `--set tier.safe=small+medium`, several times or with commas. */
function askedNames(asked: Asked, packs: readonly Pack[]): Map<string, readonly string[]> {
  const known = new Set(packs.flatMap((pack) => [...pack.parameters.keys()]));
  const said = new Map<string, readonly string[]>();
  for (const one of asked.flags.list("set") ?? []) {
    const at = one.indexOf("=");
    const key = one.slice(0, Math.max(0, at));
    const names = one.slice(at + 1).split("+");
    if (at < 0 || names.includes(""))
      throw fault("usage", {
        public: `--set ${one} should be written --set tier.safe=NAME, or NAME+NAME for several.`,
      });
    if (!known.has(key))
      throw fault("usage", {
        public: `No pack here leaves ${key} open; there are ${[...known].toSorted().join(", ")}.`,
      });
    said.set(key, names);
  }
  return said;
}

function failuresOf(report: CaseReport): Told["failing"] {
  return report.results.filter(({ ok }) => !ok).map(({ name, differences }) => ({ name, differences }));
}

function talk(
  told: Told,
  resolved: ReadonlyMap<string, Resolved>,
  { dry, stage, asked }: { dry: boolean; stage: string; asked: Asked },
): string[] {
  const lines: string[] = [dry ? "Nothing was written; these files would be." : "Written."];
  const chosen = [...resolved].filter(([, { how, parameter }]) => how === "like" && !parameter.forCases);
  const tiers = resolved.get("tier.safe")?.names ?? [];
  if (told.onlySafe)
    lines.push(
      `Every tier you have counts as safe (${tiers.join(", ")}): nothing is closed by capability. Say which are with --set tier.safe=NAME`,
    );
  for (const [key, { names, parameter }] of chosen)
    lines.push(`${key} is ${names.join(" and ")} here (${parameter.summary}). Others: --set ${key}=NAME`);
  if (told.grants.length > 0 && stage === "enforce")
    lines.push(`These permit something, read them first: ${told.grants.join(", ")}`);
  for (const [id, by] of Object.entries(told.inTheWay))
    lines.push(
      `Your policy ${id} forbids more than ${by}, which takes its place. Remove ${id} once you have compared them.`,
    );
  const lack = "Your organization lacks what follows. What is only for trusted people stays closed until it is there.";
  lines.push(
    ...asYaml(`${lack} For lumos.yaml, with your own addresses, and in programs those who were vetted:`, told.missing),
  );
  if (told.cases.leftOut.length > 0)
    lines.push(
      `${told.cases.leftOut.length} cases need what is not there and were left out. Run this again with --force when it is.`,
      ...asYaml("For them alone, as examples:", told.missingForCases),
    );
  if (stage !== "enforce")
    lines.push(
      `The policies are in stage ${stage}, so their cases were not written: they hold once the policies decide (--stage enforce --force).`,
    );
  for (const { name, differences } of told.failing)
    lines.push(
      `FAILS here${stage === "enforce" ? "" : " once the policies decide"}: ${name}`,
      ...differences.map((one) => `    ${one}`),
    );
  lines.push(`${asked.program} policy test ${asked.positionals[0] ?? "."}`);
  return lines.map(plain);
}

function asYaml(title: string, lists: Record<string, Record<string, unknown>[]>): string[] {
  const all = Object.entries(lists);
  if (all.length === 0) return [];
  return [title, ...all.flatMap(([list, objects]) => [`  ${list}:`, ...objects.map((one) => `    - ${flow(one)}`)])];
}

function flow(object: Record<string, unknown>): string {
  return stringify(object, { collectionStyle: "flow", lineWidth: 0 }).trim();
}
