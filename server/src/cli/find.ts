import { nearest } from "../config/index.ts";
import { fault } from "../kernel/index.ts";
import type { Command } from "./command.ts";
import { sameNoun } from "./words.ts";

/** The command with the most words that begin `argv`, and what follows them. */
export function findCommand(
  commands: readonly Command[],
  argv: readonly string[],
): { command: Command; rest: string[] } | undefined {
  const matches = commands.filter(({ words }) => words.every((word, place) => same(word, argv[place], place)));
  const command = matches.sort((a, b) => b.words.length - a.words.length)[0];
  return command && { command, rest: argv.slice(command.words.length) };
}

/** What was typed is no command: says what it probably should have been. */
export function unknownCommand(commands: readonly Command[], argv: readonly string[], program: string) {
  const [noun = "", verb] = argv;
  const verbs = commands.filter(({ words }) => same(words[0] ?? "", noun, 0)).flatMap(({ words }) => words[1] ?? []);
  if (verbs.length > 0) {
    if (verb === undefined || verb.startsWith("-")) {
      return fault("usage", {
        public: `What about ${noun}? There is ${verbs.join(", ")}.`,
        fix: `${program} ${noun} ${verbs[0] ?? ""}`,
      });
    }
    const meant = nearest(verb, verbs);
    return fault("usage", {
      public: `There is no command "${noun} ${verb}"; ${meant === undefined ? `there is ${verbs.join(", ")}.` : `did you mean "${noun} ${meant}"?`}`,
      fix: meant === undefined ? `${program} help ${noun}` : `${program} ${noun} ${meant}`,
    });
  }
  const meant = nearest(noun, new Set(commands.flatMap(({ words }) => words[0] ?? [])));
  return fault("usage", {
    public: `There is no command "${noun}"${meant === undefined ? "." : `; did you mean "${meant}"?`}`,
    fix: meant === undefined ? `${program} help` : `${program} help ${meant}`,
  });
}

function same(word: string, typed: string | undefined, place: number): boolean {
  if (typed === undefined) return false;
  return word === typed || (place === 0 && sameNoun(word, typed));
}
