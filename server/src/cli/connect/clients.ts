import { join } from "node:path";
import { fault } from "../../kernel/index.ts";
import { type Edit, envLines, jsonEntry, jsonMembers, tomlProvider, wholeFile } from "./edits.ts";

/** `managed`: for everybody at this machine, by whoever looks after it. */
export type Scope = "user" | "project" | "managed";

/** What of a client is connected: its calls of models, its hooks, or the gateway among its MCP servers. */
export type Part = "models" | "hooks" | "mcp";

/** Where a client's settings lie, and what they shall say. */
export interface Setting {
  /** Of Lumos, without a path. */
  url: string;
  /** A file of ours that holds the key and nothing else. */
  keyFile: string;
  /** Only for clients that can take a key from nowhere but their own file. */
  key: string;
  model: string | undefined;
}

export interface Places {
  home: string;
  cwd: string;
  /** Lumos's own folder for connections. */
  own: string;
  env: Readonly<Record<string, string | undefined>>;
  platform: NodeJS.Platform;
  /** Before paths of the whole machine: `/`, or the folder of an image that is being built. */
  root: string;
}

export interface FileEdit {
  path: string;
  edit: Edit;
  /** The key stands in it. */
  secret?: boolean;
  /** Who may read it, where that is not its owner alone: no key is in it. */
  mode?: number;
}

export interface ConnectedClient {
  name: string;
  title: string;
  /** Its calls of models where it is left out. */
  part?: Part;
  scopes: readonly Scope[];
  /** Why another scope cannot be had. */
  onlyUser?: string;
  needsModel?: boolean;
  files(places: Places, scope: Scope, setting: Setting): FileEdit[];
  /** What is left to the person. */
  next(places: Places, setting: Pick<Setting, "model">, scope: Scope): string[];
}

/** Every kind of call it makes, also those in the background. */
const CLAUDE_MODELS = [
  "ANTHROPIC_MODEL",
  "ANTHROPIC_DEFAULT_OPUS_MODEL",
  "ANTHROPIC_DEFAULT_SONNET_MODEL",
  "ANTHROPIC_DEFAULT_HAIKU_MODEL",
];

export const CLIENTS: readonly ConnectedClient[] = [
  {
    name: "claude-code",
    title: "Claude Code",
    scopes: ["user", "project"],
    files: (places, scope, { url, keyFile, model }) => {
      const folder = places.env["CLAUDE_CONFIG_DIR"] || join(places.home, ".claude");
      // The local one of a project is the one that is not committed.
      const path =
        scope === "user" ? join(folder, "settings.json") : join(places.cwd, ".claude", "settings.local.json");
      const models =
        model === undefined ? [] : CLAUDE_MODELS.map((name): [string[], unknown] => [["env", name], model]);
      const members: readonly (readonly [string[], unknown])[] = [
        [["apiKeyHelper"], reading(places, keyFile)],
        [["env", "ANTHROPIC_BASE_URL"], url],
        // Names the prompt and the agent of each call beside its session.
        [["env", "CLAUDE_CODE_GATEWAY_HINT_HEADERS"], "1"],
        ...models,
      ];
      return [{ path, edit: jsonMembers(members) }];
    },
    next: () => [
      "Start claude anew. ANTHROPIC_AUTH_TOKEN and ANTHROPIC_API_KEY in its environment would win over these settings: unset them.",
    ],
  },
  {
    name: "codex",
    title: "Codex",
    scopes: ["user"],
    onlyUser: "Codex takes a model provider from the user's own configuration only",
    files: (places, _scope, { url, keyFile, model }) => [
      {
        path: join(places.env["CODEX_HOME"] || join(places.home, ".codex"), "config.toml"),
        edit: tomlProvider(
          "model_providers.lumos",
          { model_provider: "lumos", ...(model === undefined ? {} : { model }) },
          [
            "[model_providers.lumos]",
            `name = "Lumos"`,
            `base_url = ${JSON.stringify(`${url}/v1`)}`,
            `wire_api = "responses"`,
            // Lumos tries again and elsewhere by itself; Codex's own 4 times 5 tries on top of it help nobody.
            "request_max_retries = 1",
            "stream_max_retries = 2",
            "",
            "[model_providers.lumos.auth]",
            ...(places.platform === "win32"
              ? [`command = "cmd"`, `args = ${JSON.stringify(["/c", "type", keyFile])}`]
              : [`command = "cat"`, `args = ${JSON.stringify([keyFile])}`]),
            "",
          ].join("\n"),
        ),
      },
    ],
    next: () => ["Start codex anew."],
  },
  {
    name: "gemini-cli",
    title: "Gemini CLI",
    scopes: ["user"],
    onlyUser: "Gemini CLI takes its key from a file only, and one in a project would be shared",
    files: (places, _scope, { url, key, model }) => [
      {
        path: join(places.env["GEMINI_CLI_HOME"] || places.home, ".gemini", ".env"),
        secret: true,
        edit: envLines({
          GOOGLE_GEMINI_BASE_URL: url,
          GEMINI_API_KEY: key,
          ...(model === undefined ? {} : { GEMINI_MODEL: model }),
        }),
      },
      {
        path: join(places.env["GEMINI_CLI_HOME"] || places.home, ".gemini", "settings.json"),
        edit: jsonMembers([[["security", "auth", "selectedType"], "gemini-api-key"]]),
      },
    ],
    next: () => ["Start gemini anew. A .env in a project, or GEMINI_API_KEY in its environment, would win over this."],
  },
  {
    name: "copilot",
    title: "GitHub Copilot CLI",
    scopes: ["user"],
    onlyUser: "Copilot CLI takes its provider from the environment only",
    needsModel: true,
    files: (places, _scope, { url, keyFile, model = "" }) => [
      {
        path: join(places.own, "copilot.env"),
        edit: wholeFile(
          [
            "# source this before copilot is started",
            "export COPILOT_PROVIDER_TYPE=openai",
            `export COPILOT_PROVIDER_BASE_URL=${quoted(`${url}/v1`)}`,
            `export COPILOT_PROVIDER_API_KEY="$(cat ${quoted(keyFile)})"`,
            `export COPILOT_MODEL=${quoted(model)}`,
            "",
          ].join("\n"),
        ),
      },
    ],
    next: (places) => [`. ${quoted(join(places.own, "copilot.env"))}   # then start copilot in the same shell`],
  },
  {
    name: "vscode",
    title: "VS Code",
    scopes: ["user"],
    onlyUser: "VS Code keeps its model providers for the user only",
    needsModel: true,
    files: (places, _scope, { url, key, model = "" }) => [
      {
        path: join(editorFolder(places), "chatLanguageModels.json"),
        secret: true,
        edit: jsonEntry(
          {
            name: "Lumos",
            vendor: "customendpoint",
            apiKey: key,
            apiType: "chat-completions",
            models: [
              {
                id: model,
                name: `${model} (Lumos)`,
                url: `${url}/v1/chat/completions`,
                toolCalling: true,
                vision: true,
                maxInputTokens: 128_000,
                maxOutputTokens: 16_000,
              },
            ],
          },
          ["name", "vendor"],
        ),
      },
    ],
    next: (_places, { model }) => [
      `Restart VS Code and choose "${model ?? ""} (Lumos)" among the models of the chat. Completions while typing stay with Copilot.`,
    ],
  },
];

/** Known by name, and why nothing can be written for them. */
const NOT_CONNECTED: Readonly<Record<string, string>> = {
  cursor:
    "Cursor sends its model calls through its own servers: settings on this machine cannot point it at Lumos, and a key entered there would be used from Cursor's side. Its tools can be governed: --hooks and --mcp.",
  windsurf: "Windsurf sends its model calls through its own servers. Its tools can be governed: --hooks and --mcp.",
  opencode: "For OpenCode only --hooks and --mcp are written; its providers are declared in opencode.json.",
};

export const CLIENT_NAMES: readonly string[] = [...CLIENTS.map(({ name }) => name), ...Object.keys(NOT_CONNECTED)];

export function clientOf(name: string, program: string, clients = CLIENTS): ConnectedClient {
  const client = clients.find((one) => one.name === name);
  if (client) return client;
  if (clients !== CLIENTS) {
    const names = clients.map((one) => one.name).join(", ");
    throw fault("usage", {
      public: `There is no "${name}" for that. There is ${names}.`,
      fix: `${program} connect --list`,
    });
  }
  const why = Object.hasOwn(NOT_CONNECTED, name) ? NOT_CONNECTED[name] : undefined;
  throw fault("usage", {
    public: why ?? `There is no client "${name}". There is ${CLIENT_NAMES.join(", ")}.`,
    fix: why === undefined ? `${program} connect --list` : `${program} help connect`,
  });
}

/** A command whose output is the key, so that the key stands in no settings. */
function reading(places: Places, file: string): string {
  return places.platform === "win32" ? `type "${file}"` : `cat ${quoted(file)}`;
}

function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

export function editorFolder({ home, env, platform }: Places): string {
  if (platform === "darwin") return join(home, "Library", "Application Support", "Code", "User");
  if (platform === "win32") return join(env["APPDATA"] || join(home, "AppData", "Roaming"), "Code", "User");
  return join(env["XDG_CONFIG_HOME"] || join(home, ".config"), "Code", "User");
}
