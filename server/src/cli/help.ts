import { COMMON_FLAGS, type Command, type Flag } from "./command.ts";

/** Everything there is, on one screen: the commands of their own by purpose, the nouns with their verbs. */
export function overview(own: readonly Command[], nouns: readonly Command[], program: string): string {
  const width = Math.max(...own.map((command) => nameOf(command).length), 18);
  const lines = [
    "Lumos: the one governed path between every caller and every model and tool.",
    "",
    `Usage: ${program} COMMAND [ARGUMENTS] [--json] [--quiet] [--yes] [--config FILE] [--org ID]`,
    "",
  ];
  lines.push("Commands", ...own.map((command) => `  ${nameOf(command).padEnd(width)}  ${command.summary}`));
  if (nouns.length > 0) {
    lines.push("", "Objects and operations, asked of a server");
    const verbs = new Map<string, string[]>();
    for (const { words } of nouns)
      verbs.set(words[0] ?? "", [...(verbs.get(words[0] ?? "") ?? []), words.slice(1).join(" ")]);
    for (const [noun, list] of verbs) lines.push(`  ${noun.padEnd(width)}  ${list.filter(Boolean).join(" | ")}`);
  }
  lines.push("", `More about one: ${program} help COMMAND`);
  return `${lines.join("\n")}\n`;
}

export function helpFor(command: Command, program: string): string {
  const lines = [command.summary, "", `Usage: ${usageOf(command, program)}`];
  if (command.details !== undefined) lines.push("", command.details);
  const rows = (title: string, list: readonly (readonly [string, string])[]) => {
    if (list.length === 0) return;
    const width = Math.min(36, Math.max(...list.map(([name]) => name.length)));
    lines.push(
      "",
      title,
      ...list.map(([name, text]) =>
        (name.length > width
          ? `  ${name}\n  ${" ".repeat(width)}  ${text}`
          : `  ${name.padEnd(width)}  ${text}`
        ).trimEnd(),
      ),
    );
  };
  rows(
    "Arguments",
    command.positionals.map((one) => [one.name, one.summary] as const),
  );
  rows(
    "Flags",
    command.flags.map(
      (flag) => [flagText(flag), `${flag.summary}${flag.required ? " Required." : ""}`.trim()] as const,
    ),
  );
  rows(
    "Everywhere",
    COMMON_FLAGS.map((flag) => [flagText(flag), flag.summary] as const),
  );
  if (command.examples)
    lines.push(
      "",
      "Examples",
      ...command.examples.map((example) => `  ${example.replaceAll(/\blumos (?=[a-z])/g, `${program} `)}`),
    );
  return `${lines.join("\n")}\n`;
}

function usageOf(command: Command, program: string): string {
  const positionals = command.positionals.map(({ name, required }) => (required ? name : `[${name}]`));
  const flags = command.flags.filter((flag) => flag.required).map(flagText);
  const more = command.flags.some((flag) => !flag.required) ? ["[FLAGS]"] : [];
  return [program, ...command.words, ...positionals, ...flags, ...more].join(" ");
}

function flagText(flag: Flag): string {
  return flag.kind === "switch" ? `--${flag.name}` : `--${flag.name} ${flag.value ?? "VALUE"}`;
}

function nameOf(command: Command): string {
  return [...command.words, ...command.positionals.map(({ name, required }) => (required ? name : `[${name}]`))].join(
    " ",
  );
}
