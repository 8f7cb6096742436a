import { helpFor, overview } from "./help.ts";
import type { Commands } from "./commands.ts";

/** docs/reference/cli.md: every command as `lumos help COMMAND` shows it, made from the same table. */
export async function referenceText(commands: Commands): Promise<string> {
  const generated = await commands.generated();
  const parts = [
    "# The command line",
    "<!-- Made by `node tools/reference.ts --write`; do not edit. -->",
    "Data goes to standard output, talk to standard error. On a terminal lists are tables; otherwise each row is a line with tabs between the cells. `--json` gives the shapes of the API. Nothing is asked where there is no terminal.",
    "On the server's own machine the owner's token in the data directory is used. Elsewhere, set `LUMOS_URL` and `LUMOS_TOKEN`; they go before what is found.",
    "| exit code | meaning |\n|---|---|\n| 0 | done |\n| 1 | a fault |\n| 2 | the command was not understood |\n| 3 | the configuration or a policy is not valid |\n| 4 | a test or simulation failed |\n| 5 | refused by policy or roles |\n| 6 | a person's approval is needed |\n| 7 | a budget is used up |\n| 8 | no server answers |\n| 130 | interrupted |",
    block(overview(commands.own, generated, "lumos")),
  ];
  for (const command of [...commands.own, ...generated]) {
    parts.push(`## lumos ${command.words.join(" ")}`, block(withoutCommon(helpFor(command, "lumos"))));
  }
  return `${parts.join("\n\n")}\n`;
}

function block(text: string): string {
  return `\`\`\`text\n${text.trimEnd()}\n\`\`\``;
}

/** Said once, at the top. */
function withoutCommon(text: string): string {
  return text.replace(/\n\nEverywhere\n(?: {2}.*\n)+/, "\n");
}
