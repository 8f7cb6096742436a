import { resolve } from "node:path";
import { Secret } from "../kernel/index.ts";
import type { Place, Problems } from "./problems.ts";
import { type Environment, variable } from "./substitute.ts";
import type { RootKeySource, ServerSettings } from "./types.ts";

const SERVER_DEFAULTS = {
  listen: "127.0.0.1:4400",
  data: "./.lumos",
  database: "sqlite",
  policyEngine: "fast",
  publicUrl: "",
} as const;
export const SERVER_VARIABLES = {
  listen: "LUMOS_LISTEN",
  data: "LUMOS_DATA",
  database: "LUMOS_DATABASE",
  policyEngine: "LUMOS_POLICY_ENGINE",
  publicUrl: "LUMOS_PUBLIC_URL",
} as const;
const POLICY_ENGINES = ["fast", "reference", "both"] as const;
export const ROOT_KEY_VARIABLE = "LUMOS_ROOT_KEY";
const ROOT_KEY_FILE = "LUMOS_ROOT_KEY_FILE";
const ROOT_KEY_COMMAND = "LUMOS_ROOT_KEY_COMMAND";

type Key = keyof typeof SERVER_DEFAULTS;

/** What the file says about the server, with the place of each value. */
export type WrittenServer = Partial<Record<Key, { value: string; at: Place }>>;

/** Settles how the process runs: the environment before the file before the defaults. */
export function settleServer(
  written: WrittenServer,
  env: Environment,
  folders: { file: string; cwd: string },
  problems: Problems,
): ServerSettings {
  const choose = (key: Key) => {
    const name = SERVER_VARIABLES[key];
    const fromEnvironment = variable(env, name);
    if (fromEnvironment !== undefined && fromEnvironment !== "")
      return { value: fromEnvironment, at: environmentPlace, path: name, folder: folders.cwd };
    const fromFile = written[key];
    if (fromFile !== undefined) return { ...fromFile, path: `server.${key}`, folder: folders.file };
    return { value: SERVER_DEFAULTS[key], at: environmentPlace, path: `server.${key}`, folder: folders.file };
  };

  const listen = choose("listen");
  const address = readListen(listen.value);
  if (address === undefined)
    problems.add(listen.at, listen.path, "an address is HOST:PORT, such as 127.0.0.1:4400 or [::1]:4400");

  const data = choose("data");
  if (data.value.includes("\0")) problems.add(data.at, data.path, "a path holds no null character");

  const database = choose("database");
  if (!isDatabase(database.value))
    problems.add(database.at, database.path, "a database is `sqlite` or a postgres:// address");

  const engine = choose("policyEngine");
  const policyEngine = POLICY_ENGINES.find((name) => name === engine.value);
  if (policyEngine === undefined)
    problems.add(engine.at, engine.path, "policies are decided by `fast`, `reference` or `both`");

  const publicUrl = choose("publicUrl");
  if (publicUrl.value !== "" && !isPublicUrl(publicUrl.value))
    problems.add(
      publicUrl.at,
      publicUrl.path,
      "a public address is https://HOST[:PORT], or http:// on this machine itself",
    );

  return {
    ...(publicUrl.value === "" ? {} : { publicUrl: publicUrl.value }),
    listen: address ?? { host: "127.0.0.1", port: 4400 },
    data: resolve(data.folder, data.value),
    database: database.value,
    policyEngine: policyEngine ?? "fast",
    rootKey: readRootKey(variable(env, ROOT_KEY_VARIABLE), problems),
    ...readRootKeySource(env, folders.cwd, problems),
  };
}

/** Problems with a variable stand in no file. */
const environmentPlace: Place = { file: "environment", line: 0, column: 0 };

/** `127.0.0.1:4400`, `[::1]:4400`, `localhost:0` */
export function readListen(text: string): { host: string; port: number } | undefined {
  const match = /^(?:\[([0-9A-Fa-f:.]{2,45}(?:%[A-Za-z0-9._-]{1,32})?)\]|([A-Za-z0-9._-]{1,253})):(\d{1,5})$/.exec(
    text,
  );
  const host = match?.[1] ?? match?.[2];
  if (match === null || host === undefined) return undefined;
  const port = Number(match[3]);
  if (port > 65_535) return undefined;
  if (match[1] !== undefined && !URL.canParse(`http://[${host.replace(/%.*/, "")}]/`)) return undefined;
  return { host, port };
}

/** An address others reach this server at: a scheme and a host, nothing behind it. */
function isPublicUrl(text: string): boolean {
  const url = URL.parse(text);
  if (!url || url.origin !== text) return false;
  return (
    url.protocol === "https:" || (url.protocol === "http:" && /^(localhost|127\.[0-9.]+|\[::1\])$/.test(url.hostname))
  );
}

function isDatabase(text: string): boolean {
  if (text === "sqlite") return true;
  const url = /^postgres(ql)?:\/\//.test(text) ? URL.parse(text) : null;
  return url !== null;
}

/** Where the root key stands when it is not in the environment itself. */
function readRootKeySource(env: Environment, cwd: string, problems: Problems): { rootKeyFrom?: RootKeySource } {
  const named = [ROOT_KEY_VARIABLE, ROOT_KEY_FILE, ROOT_KEY_COMMAND].filter(
    (name) => (variable(env, name) ?? "") !== "",
  );
  const [first, second] = named;
  if (second !== undefined) {
    problems.add(
      environmentPlace,
      second,
      `the root key is set twice: by ${named.join(" and ")}`,
      "set only one of them",
    );
    return {};
  }
  const text = variable(env, first ?? "") ?? "";
  if (first === ROOT_KEY_FILE) {
    if (!text.includes("\0")) return { rootKeyFrom: { kind: "file", file: resolve(cwd, text) } };
    problems.add(environmentPlace, ROOT_KEY_FILE, "a path holds no null character");
  }
  if (first === ROOT_KEY_COMMAND) {
    const [program, ...words] = argvOf(text) ?? [];
    if (program !== undefined && program !== "") return { rootKeyFrom: { kind: "command", argv: [program, ...words] } };
    problems.add(
      environmentPlace,
      ROOT_KEY_COMMAND,
      "a command is a program and its arguments with spaces between, or a JSON list of them",
      `${ROOT_KEY_COMMAND}='["vault", "kv", "get", "-field=key", "secret/lumos"]'`,
    );
  }
  return {};
}

/** No shell reads it: words between spaces, or a JSON list where one of them has a space in it. */
function argvOf(text: string): string[] | undefined {
  if (!text.startsWith("[")) return text.split(" ").filter((word) => word !== "");
  try {
    const list: unknown = JSON.parse(text);
    return Array.isArray(list) && list.every((word) => typeof word === "string") ? list : undefined;
  } catch {
    return undefined;
  }
}

function readRootKey(text: string | undefined, problems: Problems): Secret | undefined {
  if (text === undefined || text === "") return undefined;
  const bytes = /^[A-Za-z0-9+/]{43}=$/.test(text) ? Buffer.from(text, "base64") : undefined;
  if (bytes === undefined || bytes.length !== 32 || bytes.toString("base64") !== text) {
    problems.add(
      environmentPlace,
      ROOT_KEY_VARIABLE,
      "a root key is 32 bytes in base64",
      "make one with: openssl rand -base64 32",
    );
    return undefined;
  }
  return new Secret(text);
}
