import { fault } from "../kernel/index.ts";
import { COMMON_FLAGS, type Command } from "./command.ts";

const SHELLS = ["bash", "zsh", "fish"] as const;

/** Made from the table of commands, so that it can offer what there is and nothing else. */
export function completionCommand(all: () => Promise<readonly Command[]>): Command {
  return {
    words: ["completion"],
    summary: "Prints completions for a shell.",
    positionals: [{ name: SHELLS.join("|"), summary: "The shell.", required: true }],
    flags: [],
    examples: ["source <(lumos completion bash)", "lumos completion fish > ~/.config/fish/completions/lumos.fish"],
    run: async ({ io, positionals, program }) => {
      const shell = SHELLS.find((one) => one === positionals[0]);
      if (!shell)
        throw fault("usage", {
          public: `Completions exist for ${SHELLS.join(", ")}.`,
          fix: `${program} completion bash`,
        });
      await io.out(completionFor(shell, await all()));
      return 0;
    },
  };
}

function completionFor(shell: (typeof SHELLS)[number], commands: readonly Command[]): string {
  switch (shell) {
    case "bash":
      return bash(commands);
    case "zsh":
      return `autoload -U +X bashcompinit && bashcompinit\n${bash(commands)}`;
    case "fish":
      return fish(commands);
  }
}

/** After each path of words: what may follow. */
function paths(commands: readonly Command[]): Map<string, string[]> {
  const next = new Map<string, string[]>();
  const add = (path: string, word: string) => {
    const words = next.get(path) ?? [];
    if (!words.includes(word)) words.push(word);
    next.set(path, words);
  };
  for (const { words, flags } of commands) {
    for (const [place, word] of words.entries()) add(words.slice(0, place).join(" "), word);
    for (const flag of [...flags, ...COMMON_FLAGS]) add(words.join(" "), `--${flag.name}`);
  }
  return next;
}

function bash(commands: readonly Command[]): string {
  const cases = [...paths(commands)].map(
    ([path, words]) => `    ${JSON.stringify(path)}) words=${JSON.stringify(words.join(" "))} ;;`,
  );
  return `_lumos() {
  local path="" word words=""
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$word" in -*) break ;; esac
    path="\${path:+$path }$word"
  done
  while :; do
    words=""
    case "$path" in
${cases.join("\n")}
    esac
    [ -n "$words" ] || [ -z "$path" ] && break
    case "$path" in *" "*) path="\${path% *}" ;; *) path="" ; break ;; esac
  done
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _lumos lumos
`;
}

function fish(commands: readonly Command[]): string {
  const lines = ["complete -c lumos -f"];
  const nouns = new Map<string, Command[]>();
  for (const command of commands)
    nouns.set(command.words[0] ?? "", [...(nouns.get(command.words[0] ?? "") ?? []), command]);
  for (const [noun, own] of nouns) {
    const only =
      own.length === 1 && own[0]?.words.length === 1
        ? own[0].summary
        : own
            .map((one) => one.words[1])
            .filter(Boolean)
            .join(", ");
    lines.push(`complete -c lumos -n __fish_use_subcommand -a ${noun} -d ${quoted(only)}`);
    for (const { words, summary, flags } of own) {
      const verb = words[1];
      if (verb !== undefined)
        lines.push(`complete -c lumos -n '__fish_seen_subcommand_from ${noun}' -a ${verb} -d ${quoted(summary)}`);
      const seen = `'__fish_seen_subcommand_from ${noun}${verb === undefined ? "" : `; and __fish_seen_subcommand_from ${verb}`}'`;
      for (const flag of flags)
        lines.push(
          `complete -c lumos -n ${seen} -l ${flag.name}${flag.kind === "switch" ? "" : " -r"} -d ${quoted(flag.summary)}`,
        );
    }
  }
  for (const flag of COMMON_FLAGS)
    lines.push(`complete -c lumos -l ${flag.name}${flag.kind === "switch" ? "" : " -r"} -d ${quoted(flag.summary)}`);
  return `${lines.join("\n")}\n`;
}

function quoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}
