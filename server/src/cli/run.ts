import { type ServerSettings, formatProblem, loadConfiguration, loadServerSettings } from "../config/index.ts";
import { type Fault, asFault, fault } from "../kernel/index.ts";
import { readArguments } from "./arguments.ts";
import { makeClient } from "./client.ts";
import type { Asked, Command, Common } from "./command.ts";
import { type Commands, makeCommands } from "./commands.ts";
import { confirm } from "./confirm.ts";
import { findCommand, unknownCommand } from "./find.ts";
import type { Described } from "./from-operation.ts";
import { helpFor, overview } from "./help.ts";
import type { Io } from "./io.ts";
import { findTarget } from "./target.ts";
import { ownVersion } from "./version.ts";

/** Runs one command line and answers with the exit code. What goes wrong is said, never thrown. */
export async function runCommands(
  argv: readonly string[],
  io: Io,
  operations: () => Promise<readonly Described[]>,
): Promise<number> {
  const program = programName(io);
  const commands = makeCommands(operations);
  const json = argv.includes("--json");
  try {
    return await dispatch(argv, io, commands, program);
  } catch (error) {
    const known = asFault(error);
    tell(known, io, { json });
    return known.row.exit;
  }
}

async function dispatch(argv: readonly string[], io: Io, commands: Commands, program: string): Promise<number> {
  const [first] = argv;
  if (first === undefined || first === "help" || first === "--help" || first === "-h") {
    return help(
      argv.slice(1).filter((word) => !word.startsWith("-")),
      io,
      commands,
      program,
    );
  }
  // A noun alone is no command; asked for help, it tells its verbs.
  if (argv.length === 2 && (argv[1] === "--help" || argv[1] === "-h")) return help([first], io, commands, program);
  const words = first === "--version" || first === "-v" ? ["version", ...argv.slice(1)] : argv;
  const { command, rest } = await find(commands, words, program);
  const parsed = readArguments(command, rest, program);
  if (parsed.help) {
    await io.out(helpFor(command, program));
    return 0;
  }
  const asked = askedOf(command, parsed, io, program);
  if (command.destructive)
    await confirm(
      asked,
      `${sentence(command)}${parsed.positionals.length > 0 ? ` ${parsed.positionals.join(" ")}` : ""}?`,
    );
  return command.run(asked);
}

/** Commands of our own are found without loading the operations, unless a longer name might be one of those. */
async function find(
  commands: Commands,
  words: readonly string[],
  program: string,
): Promise<{ command: Command; rest: string[] }> {
  const own = findCommand(commands.own, words);
  if (own && (own.command.words.length > 1 || !mayGoOn(own.rest[0]))) return own;
  const all = await commands.all();
  const found = findCommand(all, words);
  if (!found) throw unknownCommand(all, words, program);
  return found;
}

function mayGoOn(word: string | undefined): boolean {
  return word !== undefined && /^[a-z-]+$/.test(word) && !word.startsWith("-");
}

async function help(words: readonly string[], io: Io, commands: Commands, program: string): Promise<number> {
  if (words.length === 0) {
    await io.out(overview(commands.own, await commands.generated(), program));
    return 0;
  }
  const all = await commands.all();
  const found = findCommand(all, words);
  if (found) {
    await io.out(helpFor(found.command, program));
    return 0;
  }
  const of = all.filter((command) => findCommand([{ ...command, words: command.words.slice(0, 1) }], words));
  if (of.length === 0 || words.length > 1) throw unknownCommand(all, words, program);
  await io.out(overview(of, [], program));
  return 0;
}

function askedOf(
  command: Command,
  parsed: { positionals: string[]; flags: Asked["flags"]; common: Common },
  io: Io,
  program: string,
): Asked {
  const { common } = parsed;
  const source = (file: string | undefined) => ({ file: file ?? common.config, env: io.env, cwd: io.cwd });
  return {
    io,
    program,
    positionals: parsed.positionals,
    flags: parsed.flags,
    common,
    configuration: async (file, env) =>
      loaded(loadConfiguration({ ...source(file), ...(env ? { env } : {}) }), io, program),
    client: async () => {
      const settings = async (): Promise<ServerSettings> => loaded(loadServerSettings(source(undefined)), io, program);
      return makeClient(await findTarget(io.env, settings), { program, org: common.org, version: ownVersion() });
    },
  };
}

function loaded<T>(
  result: { ok: true; value: T } | { ok: false; error: Parameters<typeof formatProblem>[0][] },
  io: Io,
  program: string,
): T {
  if (result.ok) return result.value;
  const lines = result.error.map((problem) => formatProblem(problem, io.cwd));
  throw fault("invalid_configuration", {
    public:
      lines.length === 1
        ? (lines[0] ?? "")
        : `The configuration has ${lines.length} problems.\n${lines.map((line) => `  ${line}`).join("\n")}`,
    fix: `${program} config check`,
    data: { problems: result.error },
  });
}

/** Says what went wrong; its last line is the command that mends it. */
function tell(known: Fault, io: Io, { json }: { json: boolean }): void {
  if (json) {
    const { code, message, param, fix, data } = known;
    io.say(JSON.stringify({ error: { code, message, param, fix, data } }));
    return;
  }
  const place = known.param === undefined || known.message.includes(known.param) ? "" : ` (${known.param})`;
  io.say(`lumos: ${known.message}${place}`);
  // A defect of our own: what happened inside helps whoever reports it, and this is their own machine.
  if (known.code === "internal" && known.internal !== undefined) io.say(`  ${known.internal}`);
  if (known.fix !== undefined) io.say(known.fix);
}

/** In a checkout the program is typed differently, and a command to copy should work. */
function programName(io: Io): string {
  const { npm_lifecycle_event: script, npm_package_name: name } = io.env;
  const checkout = script === "lumos" || (script === "start" && name === "lumos-workspace");
  return checkout ? "npm run -s lumos --" : "lumos";
}

function sentence(command: Command): string {
  const [noun = "", ...verb] = command.words;
  const text = verb.length === 0 ? noun : `${verb.join(" ")} ${noun}`;
  return text.charAt(0).toUpperCase() + text.slice(1);
}
