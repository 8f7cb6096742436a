import { rmSync } from "node:fs";
import { dirname } from "node:path";
import { fault, sha256 } from "../../kernel/index.ts";
import type { Asked, Command } from "../command.ts";
import {
  CLIENTS,
  CLIENT_NAMES,
  clientOf,
  type ConnectedClient,
  type Part,
  type Places,
  type Scope,
} from "./clients.ts";
import { diffOf } from "./diff.ts";
import { Unreadable } from "./edits.ts";
import { HOOKED } from "./hooks.ts";
import { givenKey, keyIn, makeKey, revoke } from "./keys.ts";
import { list } from "./list.ts";
import { WITH_MCP } from "./mcp.ts";
import { makeFolders, readText, removeFolders, writeText } from "./files.ts";
import { forgetKept, type Kept, type KeptFile, keyFileOf, nameOf, placesOf, readKept, writeKept } from "./kept.ts";

export const connectCommand: Command = {
  words: ["connect"],
  summary: "Points an AI client on this machine at this Lumos, and takes that back with --undo.",
  details: `Writes the client's own settings: ${CLIENT_NAMES.join(", ")}. What else stands in them, comments too, stays as it is; a file that cannot be read is not touched. The key is kept in a file that only its owner can read, and the client is told to read it there; Gemini CLI and VS Code take it from no other place than their own file. --undo restores every file to the byte, or takes out what was written where the file has changed since, and revokes the key that was made.`,
  positionals: [{ name: "CLIENT", summary: `One of ${CLIENT_NAMES.join(", ")}.`, required: false }],
  flags: [
    { name: "list", kind: "switch", summary: "Which clients there are, and which are connected." },
    { name: "undo", kind: "switch", summary: "Take it back." },
    { name: "dry-run", kind: "switch", summary: "Show what would change, and change nothing." },
    { name: "hooks", kind: "switch", summary: "Its hooks: what it does with tools goes past Lumos first." },
    { name: "mcp", kind: "switch", summary: "The gateway among its MCP servers, as `lumos`." },
    {
      name: "scope",
      kind: "text",
      value: "user|project|managed",
      summary: "Whose settings; the user's when left out. managed: everybody's at this machine.",
    },
    { name: "principal", kind: "text", value: "REF", summary: "Make a key for them: user:ada@example.com." },
    { name: "expires", kind: "text", value: "DURATION", summary: "How long that key lives; 90d when left out." },
    { name: "key", kind: "text", value: "FILE", summary: "Use the key in this file; - reads standard input." },
    { name: "model", kind: "text", value: "ID", summary: "The route or model to ask for." },
  ],
  examples: [
    "lumos connect claude-code --principal user:ada@example.com --model smart",
    "lumos connect codex --key - < key.txt",
    "lumos connect claude-code --hooks --principal user:ada@example.com",
    "sudo lumos connect claude-code --hooks --scope managed",
    "lumos connect claude-code --undo",
  ],
  run: connect,
};

const OF_PART: Readonly<Record<Part, readonly ConnectedClient[]>> = { models: CLIENTS, hooks: HOOKED, mcp: WITH_MCP };

function partOf({ flags, program }: Asked): Part {
  const [hooks, mcp] = [flags.has("hooks"), flags.has("mcp")];
  if (hooks && mcp)
    throw fault("usage", {
      public: "--hooks and --mcp are two connections: one after the other.",
      fix: `${program} help connect`,
    });
  return hooks ? "hooks" : mcp ? "mcp" : "models";
}

/** One file, as it is and as it shall be. */
interface Change {
  path: string;
  now: string | undefined;
  next: string | undefined;
  mode: number;
  kept: KeptFile;
}

const PLACEHOLDER = "[key]";
const NO_KEY = "";

async function connect(asked: Asked): Promise<number> {
  const { flags, positionals, program } = asked;
  const places = placesOf(asked);
  const [name] = positionals;
  if (flags.has("list")) return list(asked, places, Object.values(OF_PART).flat());
  if (name === undefined) throw fault("usage", { public: "CLIENT is missing.", fix: `${program} connect --list` });
  const client = clientOf(name, program, OF_PART[partOf(asked)]);
  const scope = scopeOf(asked, client);
  const kept = readKept(places, nameOf(client, scope, places));
  return flags.has("undo") ? undo(asked, places, client, scope, kept) : write(asked, places, client, scope, kept);
}

async function write(
  asked: Asked,
  places: Places,
  client: ConnectedClient,
  scope: Scope,
  kept: Kept | undefined,
): Promise<number> {
  const { flags, program } = asked;
  const name = nameOf(client, scope, places);
  const keyFile = keyFileOf(places, name);
  const model = flags.text("model") ?? kept?.model;
  if (client.needsModel === true && model === undefined) {
    throw fault("usage", { public: `${client.title} asks for one model: name it.`, fix: `${program} model list` });
  }
  const server = await asked.client();
  const settings = (key: string) => ({ url: server.url, keyFile, key, model });
  const dry = flags.has("dry-run");

  // With no key yet: a file that cannot be changed is found before a key is made for nothing.
  // What everybody can read holds no key.
  const keyless = scope === "managed";
  const known = keyless ? NO_KEY : ((await givenKey(asked)) ?? (flags.has("principal") ? undefined : keyIn(keyFile)));
  if (known === undefined && !flags.has("principal")) {
    throw fault("usage", {
      public: "Say whose calls these are: --principal makes a key, --key uses one.",
      fix: `${program} connect ${client.name}${flagOf(client)} --principal user:ID`,
    });
  }
  const reuse = known ?? (kept?.principal === flags.text("principal") ? keyIn(keyFile) : undefined);
  const preview = changesOf(places, client, scope, kept, settings(reuse ?? PLACEHOLDER));
  if (dry) return tellDry(asked, preview, reuse);

  const issued = reuse === undefined ? await makeKey(asked, client) : undefined;
  const key = issued?.key ?? reuse ?? "";
  const changes = issued === undefined ? preview : changesOf(places, client, scope, kept, settings(key));
  const principal = issued?.principal ?? kept?.principal;
  const keyId = issued?.id ?? (known === undefined || known === keyIn(keyFile) ? kept?.keyId : undefined);
  const done = changes.filter(({ now, next }) => now !== next);
  const same = done.length === 0 && (keyless || keyIn(keyFile) === key) && kept !== undefined;

  makeFolders(places.own);
  if (!keyless && keyIn(keyFile) !== key) writeText(keyFile, `${key}\n`, 0o600);
  for (const change of changes) {
    const made = makeFolders(dirname(change.path), keyless ? 0o755 : 0o700);
    if (made.length > 0) change.kept.made = made;
  }
  // What was there before is safe before anything is replaced.
  writeKept(places, name, {
    client: client.name,
    scope,
    ...(client.part === undefined ? {} : { part: client.part }),
    ...(scope === "project" ? { project: places.cwd } : {}),
    url: server.url,
    ...(model === undefined ? {} : { model }),
    ...(principal === undefined ? {} : { principal }),
    ...(keyId === undefined ? {} : { keyId }),
    files: changes.map((change) => change.kept),
  });
  for (const { path, next, mode } of done) writeText(path, next ?? "", mode);

  const steps = client.next(places, { model }, scope);
  await tell(asked, {
    done: same
      ? `${client.title} is connected to ${server.url} already.`
      : `${client.title} now talks to ${server.url}.`,
    json: {
      client: client.name,
      ...(client.part === undefined ? {} : { part: client.part }),
      scope,
      url: server.url,
      ...(principal === undefined ? {} : { principal }),
      ...(keyId === undefined ? {} : { keyId }),
      files: changes.map(({ path, now, next }) => ({ path, change: changeWord(now, next) })),
      next: steps,
    },
    next: steps,
  });
  return 0;
}

async function undo(
  asked: Asked,
  places: Places,
  client: ConnectedClient,
  scope: Scope,
  kept: Kept | undefined,
): Promise<number> {
  const name = nameOf(client, scope, places);
  if (kept === undefined) {
    const json = { client: client.name, scope, files: [] };
    await tell(asked, { done: `${client.title} is not connected; nothing was changed.`, json, next: [] });
    return 0;
  }
  const changes = undoingOf(places, client, scope, kept);
  if (asked.flags.has("dry-run")) return tellDry(asked, changes, keyIn(keyFileOf(places, name)));
  for (const { path, now, next, mode } of changes) {
    if (now === next) continue;
    if (next === undefined) rmSync(path, { force: true });
    else writeText(path, next, mode);
  }
  removeFolders(changes.flatMap(({ kept: file }) => file.made));
  const revoked = kept.keyId === undefined ? undefined : await revoke(asked, kept.keyId);
  forgetKept(places, name);
  const left =
    revoked === false
      ? [`${asked.program} key revoke ${kept.keyId ?? ""}   # the key still works: no server answered`]
      : [];
  await tell(asked, {
    done: `${client.title} is as it was before.`,
    json: {
      client: client.name,
      scope,
      files: changes.map(({ path, now, next }) => ({ path, change: changeWord(now, next) })),
      ...(revoked === undefined ? {} : { keyId: kept.keyId, keyRevoked: revoked }),
      next: left,
    },
    next: left,
  });
  return 0;
}

/** What the files shall be; nothing is written yet. */
function changesOf(
  places: Places,
  client: ConnectedClient,
  scope: Scope,
  kept: Kept | undefined,
  setting: Parameters<ConnectedClient["files"]>[2],
): Change[] {
  const undoing = kept === undefined ? [] : undoingOf(places, client, scope, kept);
  return client.files(places, scope, setting).map(({ path, edit, secret, mode: wanted }) =>
    readable(path, () => {
      const found = readText(path);
      const earlier = undoing.find((change) => change.path === path);
      const before = earlier === undefined ? found.text : earlier.next;
      const next = edit.apply(before);
      const mode = earlier?.kept.mode ?? found.mode;
      const made = earlier?.kept.made ?? [];
      return {
        path,
        now: found.text,
        next,
        // Guarantee: a file with a key in it is its owner's alone.
        mode: secret === true ? 0o600 : found.text === undefined ? (wanted ?? found.mode) : found.mode,
        kept: { path, before, mode, written: sha256(next), made },
      };
    }),
  );
}

/** What the files were, to the byte where nobody changed them since. */
function undoingOf(places: Places, client: ConnectedClient, scope: Scope, kept: Kept): Change[] {
  const name = nameOf(client, scope, places);
  const setting = {
    url: kept.url,
    keyFile: keyFileOf(places, name),
    key: keyIn(keyFileOf(places, name)) ?? PLACEHOLDER,
    model: kept.model,
  };
  const edits = client.files(places, scope, setting);
  return kept.files.map((file) =>
    readable(file.path, () => {
      const { text: now } = readText(file.path);
      const change = (next: string | undefined): Change => ({
        path: file.path,
        now,
        next,
        mode: file.mode,
        kept: file,
      });
      if (now === undefined || now === file.before) return change(now);
      if (sha256(now) === file.written) return change(file.before);
      const edit = edits.find(({ path }) => path === file.path)?.edit;
      if (edit === undefined) return change(now);
      const next = edit.remove(now, file.before);
      return change(file.before === undefined && /^\s*(?:\{\s*\}|\[\s*\])?\s*$/.test(next) ? undefined : next);
    }),
  );
}

function readable<T>(path: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    throw fault("invalid_configuration", {
      public: `${path} was left as it is: ${error.message}.`,
      fix: `Mend ${path} and run the same command again`,
    });
  }
}

function flagOf({ part }: ConnectedClient): string {
  return part === undefined ? "" : ` --${part}`;
}

function scopeOf({ flags, program }: Asked, client: ConnectedClient): Scope {
  const scope = flags.text("scope") ?? "user";
  if (scope !== "user" && scope !== "project" && scope !== "managed")
    throw fault("usage", { public: "--scope is user, project or managed.", fix: `${program} help connect` });
  if (client.scopes.includes(scope)) return scope;
  throw fault("usage", {
    public: `${client.onlyUser ?? "There is no such scope"}.`,
    fix: `${program} connect ${client.name}${flagOf(client)}`,
  });
}

async function tellDry(asked: Asked, changes: readonly Change[], key: string | undefined): Promise<number> {
  const diffs = changes.map(({ path, now, next }) => ({
    path,
    change: changeWord(now, next),
    diff: now === next ? "" : masked(diffOf(path, now, next), key),
  }));
  if (asked.common.json) await asked.io.out(`${JSON.stringify({ dryRun: true, files: diffs }, null, 2)}\n`);
  else await asked.io.out(diffs.map(({ path, diff }) => diff || `  ${path}: nothing changes\n`).join("\n"));
  return 0;
}

// Guarantee: no key and no other secret of a settings file is shown.
function masked(diff: string, key: string | undefined): string {
  const shown = key === undefined ? diff : diff.replaceAll(key, PLACEHOLDER);
  return shown.replaceAll(/((?:key|token|secret|password)["']?\s*[:=]\s*)(?=\S)[^\n]+/gi, "$1[secret]");
}

function changeWord(now: string | undefined, next: string | undefined): string {
  if (now === next) return "unchanged";
  if (next === undefined) return "removed";
  return now === undefined ? "created" : "changed";
}

async function tell(asked: Asked, about: { done: string; json: unknown; next: readonly string[] }): Promise<void> {
  if (asked.common.json) await asked.io.out(`${JSON.stringify(about.json, null, 2)}\n`);
  if (asked.common.quiet || asked.common.json) return;
  asked.io.say(about.done);
  for (const line of about.next) asked.io.say(line);
}
