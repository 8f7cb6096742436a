import { cutPolicies } from "../../../config/index.ts";
import type { Asked, Command } from "../../command.ts";
import { plain } from "../../table.ts";
import { type Pack, packNames, readPack } from "./pack.ts";

export const policyPacksCommand: Command = {
  words: ["policy", "packs"],
  summary: "Lists the packs of policies that come with Lumos, or tells what one of them holds.",
  positionals: [{ name: "NAME", summary: "One pack.", required: false }],
  flags: [],
  examples: ["lumos policy packs", "lumos policy packs finance"],
  run: packs,
};

async function packs(asked: Asked): Promise<number> {
  const [name] = asked.positionals;
  if (name === undefined) {
    const all = await Promise.all((await packNames()).map((one) => readPack(one, asked.program)));
    const rows = all.map((pack) => ({
      name: pack.name,
      title: pack.title,
      summary: pack.summary,
      policies: idsOf(pack).length,
    }));
    if (asked.common.json) await asked.io.out(`${JSON.stringify(rows, null, 2)}\n`);
    else await asked.io.out(rows.map((row) => `${row.name} (${row.policies} policies)\n  ${row.summary}\n`).join(""));
    if (!asked.common.quiet && !asked.common.json) asked.io.say(`${asked.program} policy init --pack NAME ./my-org`);
    return 0;
  }
  const pack = await readPack(name, asked.program);
  if (asked.common.json) {
    const { policies, parameters, readme: _readme, cases: _cases, ...rest } = pack;
    const told = { ...rest, policies: idsOf({ policies }), parameters: Object.fromEntries(parameters) };
    await asked.io.out(`${JSON.stringify(told, null, 2)}\n`);
  } else await asked.io.out(`${text(pack)}\n`);
  return 0;
}

function idsOf({ policies }: Pick<Pack, "policies">): string[] {
  return policies.flatMap(({ text: all }) => cutPolicies(all).policies.map(({ id }) => id ?? ""));
}

function text(pack: Pack): string {
  const named = [...pack.parameters.values()].filter((one) => !one.forCases);
  return [
    `${pack.title}: ${pack.summary}`,
    "",
    "Protects against",
    ...pack.protects.map((one) => `  ${one}`),
    "",
    "Permits",
    ...pack.grants.map((one) => `  ${one}`),
    "",
    "Names to fill in (--set KEY=NAME)",
    ...named.map((one) => `  ${one.key} = ${one.names.join("+")}: ${one.summary}`),
    "",
    ...(pack.dataClasses.length === 0 ? [] : [`Data classes: ${pack.dataClasses.join(", ")}`, ""]),
    pack.readme.trimEnd(),
  ]
    .map(plain)
    .join("\n");
}
