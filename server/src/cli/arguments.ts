import { parseArgs } from "node:util";
import { nearest } from "../config/index.ts";
import { type Fault, fault } from "../kernel/index.ts";
import { COMMON_FLAGS, type Command, type Common, type Flag, type Flags, SHORT } from "./command.ts";

export interface Parsed {
  positionals: string[];
  flags: Flags;
  common: Common;
  help: boolean;
}

type Value = string | boolean | (string | boolean)[] | undefined;

/** Reads what follows the words of a command; a fault says what is wrong with it and what was probably meant. */
export function readArguments(command: Command, argv: readonly string[], program: string): Parsed {
  const flags = [
    ...command.flags,
    ...COMMON_FLAGS.filter((flag) => !command.flags.some((own) => own.name === flag.name)),
  ];
  const fix = `${program} help ${command.words.join(" ")}`;
  const usage = (message: string) => fault("usage", { public: message, fix });
  const { values, tokens } = parseArgs({
    args: [...argv],
    options: Object.fromEntries(flags.map(optionOf)),
    strict: false,
    allowPositionals: true,
    tokens: true,
  });

  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") positionals.push(token.value);
    if (token.kind !== "option") continue;
    const flag = flags.find((one) => one.name === token.name);
    if (!flag) throw unknownFlag(token.rawName, flags, usage);
    if (flag.kind === "switch" && token.value !== undefined) throw usage(`--${flag.name} takes no value.`);
    if (flag.kind !== "switch" && token.value === undefined)
      throw usage(`--${flag.name} needs a value: --${flag.name} ${flag.value ?? "VALUE"}`);
    // `--name --json` is a forgotten value far more often than a value; one that begins so is written with "=".
    if (flag.kind !== "switch" && token.value?.startsWith("-") && token.value !== "-" && token.inlineValue === false)
      throw usage(`--${flag.name} needs a value: --${flag.name}=${token.value} where that is meant as one.`);
  }
  const help = values["help"] === true;
  if (!help) checkCounts(command, flags, positionals, values, usage);
  return {
    positionals,
    flags: {
      has: (name) => values[name] !== undefined,
      text: (name) => lastText(values[name]),
      list: (name) => listOf(values[name]),
    },
    common: {
      json: values["json"] === true,
      quiet: values["quiet"] === true,
      yes: values["yes"] === true,
      config: lastText(values["config"]),
      org: lastText(values["org"]),
    },
    help,
  };
}

function checkCounts(
  command: Command,
  flags: readonly Flag[],
  positionals: readonly string[],
  values: Record<string, Value>,
  usage: (message: string) => Fault,
): void {
  // A file may name what is left out here.
  const whole = values["file"] !== undefined;
  const missing = command.positionals.find((one, place) => one.required && positionals[place] === undefined && !whole);
  if (missing) throw usage(`${missing.name} is missing: ${missing.summary}`);
  const extra = positionals[command.positionals.length];
  if (extra !== undefined && command.positionals.at(-1)?.many !== true)
    throw usage(`"${extra}" is one argument too many.`);
  const needed = flags.find((flag) => flag.required && values[flag.name] === undefined && !whole);
  if (needed) throw usage(`--${needed.name} is missing: ${needed.summary}`);
}

function unknownFlag(raw: string, flags: readonly Flag[], usage: (message: string) => Fault): Fault {
  const meant = nearest(
    raw.replace(/^-+/, ""),
    flags.map((flag) => flag.name),
  );
  return usage(`There is no flag ${raw} here${meant === undefined ? "." : `; did you mean --${meant}?`}`);
}

function optionOf(flag: Flag): [string, { type: "boolean" | "string"; multiple?: boolean; short?: string }] {
  const short = Object.entries(SHORT).find(([, name]) => name === flag.name)?.[0];
  return [
    flag.name,
    {
      type: flag.kind === "switch" ? "boolean" : "string",
      ...(flag.kind === "list" ? { multiple: true } : {}),
      ...(short === undefined ? {} : { short }),
    },
  ];
}

function lastText(value: Value): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function listOf(value: Value): string[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const parts = value.filter((one) => typeof one === "string").flatMap((text) => text.split(","));
  return parts.map((part) => part.trim()).filter((part) => part !== "");
}
