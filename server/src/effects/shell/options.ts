/** The words of a command, sorted into options and the rest. */
export interface Options {
  has(...names: string[]): boolean;
  /** The value of an option, by any of its names; the last one given. */
  value(...names: string[]): string | undefined;
  values(...names: string[]): string[];
  rest: string[];
}

/**
 * `takes`: the options that have a value, such as `-o --output`. Letters may stand together (`-rf`), a long name may
 * be cut short (`--recurs`), and `--` ends options, as most programs have it.
 */
export function options(args: readonly string[], takes = ""): Options {
  const taking = takes === "" ? [] : takes.split(" ");
  const flags: string[] = [];
  const given: [string, string][] = [];
  const rest: string[] = [];
  for (let at = 0; at < args.length; at += 1) {
    const arg = args[at] ?? "";
    if (arg === "--") {
      rest.push(...args.slice(at + 1));
      break;
    }
    if (arg === "-" || !arg.startsWith("-")) {
      rest.push(arg);
      continue;
    }
    flags.push(arg);
    const equals = arg.indexOf("=");
    const name = equals > 0 ? arg.slice(0, equals) : arg;
    const full = taking.find(
      (one) => one === name || (one.startsWith("--") && name.length > 3 && one.startsWith(name)),
    );
    if (equals > 0) given.push([full ?? name, arg.slice(equals + 1)]);
    else if (full !== undefined) {
      given.push([full, args[at + 1] ?? ""]);
      at += 1;
    }
    if (arg.startsWith("--") || (full !== undefined && equals < 0)) continue;
    at += cluster(arg, args[at + 1], { taking, flags, given });
  }
  return {
    has: (...names) => names.some((name) => flags.some((flag) => sameOption(flag, name))),
    value: (...names) => given.findLast(([name]) => names.some((one) => sameOption(name, one)))?.[1],
    values: (...names) =>
      given.filter(([name]) => names.some((one) => sameOption(name, one))).map(([, value]) => value),
    rest,
  };
}

/** Letters behind one dash. Says how many further words they take. */
function cluster(
  arg: string,
  next: string | undefined,
  into: { taking: readonly string[]; flags: string[]; given: [string, string][] },
): number {
  for (let at = 1; at < arg.length; at += 1) {
    const name = `-${arg[at]}`;
    into.flags.push(name);
    if (!into.taking.includes(name)) continue;
    const own = arg.slice(at + 1);
    into.given.push([name, own === "" ? (next ?? "") : own]);
    return own === "" ? 1 : 0;
  }
  return 0;
}

function sameOption(flag: string, name: string): boolean {
  if (flag === name) return true;
  if (!name.startsWith("--")) return false;
  const plain = flag.split("=", 1)[0] ?? "";
  return plain === name || (plain.length > 4 && plain.startsWith("--") && name.startsWith(plain));
}
