// `npm run e2e:clients`: the command-line clients as their makers publish them do a small task with a tool, through
// Lumos, with nothing but loopback to reach. Apart from `npm test`, for the clients are some 800 MB.
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { runCommands } from "../server/src/cli/run.ts";
import { type Received, type Upstream, startUpstream } from "../server/test/fakes/upstream.ts";
import { type TestLumos, startTestLumos } from "../server/test/lumos.ts";

const VERSIONS = { "@anthropic-ai/claude-code": "2.1.330", "@openai/codex": "0.169.0" } as const;
const RUN_TIMEOUT_MS = 120_000;
const WORD = "marzipan";

const ORGANIZATION = `
version: 1
organization: { id: acme, name: Acme }
tiers: [{ id: frontier }, { id: sealed }]
providers:
  - { id: north, api: anthropic, baseUrl: "\${UPSTREAM}", key: k }
  - { id: south, api: openai, baseUrl: "\${UPSTREAM}/v1", key: k }
models:
  - { id: claude, provider: north, upstream: fake-claude, tier: frontier, price: { input: 1, output: 1 } }
  - { id: gpt, provider: south, upstream: fake-gpt, tier: frontier, price: { input: 1, output: 1 } }
  - { id: claude-sealed, provider: north, upstream: fake-sealed, tier: sealed, price: { input: 1, output: 1 } }
  - { id: gpt-sealed, provider: south, upstream: fake-sealed, tier: sealed, price: { input: 1, output: 1 } }
users: [{ id: ada@acme.test }]
guardrails: { tools: { secrets: redact } }
policies: ./policies
`;
// Written in two pieces, so that no scanner takes this file for a leak.
const SECRET = `AKIA${"IOSFODNN7EXAMPLQ"}`;
const POLICIES = `@id("all") @why("Open.")
permit (principal, action, resource);
@id("sealed") @why("This model is sealed.")
forbid (principal, action, resource in Lumos::Tier::"sealed");
@id("deletes") @why("Agents delete nothing here.")
forbid (principal, action == Lumos::Action::"run_command", resource)
when { context.operations.contains("destructive") };
`;

interface Client {
  name: string;
  models: { open: string; sealed: string };
  command(bin: string): string[];
  /** Where requests of a conversation arrive; others are the client's own housekeeping. */
  path: string;
  tool(request: Received): { name: string; arguments: Record<string, unknown> } | undefined;
  /** The same client asked to run any command, with nobody to ask. */
  deleting(bin: string): string[];
}

const CLIENTS: readonly Client[] = [
  {
    name: "claude-code",
    models: { open: "claude", sealed: "claude-sealed" },
    command: (bin) => [
      join(bin, "@anthropic-ai", `claude-code-${process.platform}-${process.arch}`, "claude"),
      "-p",
      "Read hello.txt and say its word.",
      "--output-format",
      "json",
      "--allowedTools",
      "Bash(cat hello.txt)",
      "--max-turns",
      "4",
    ],
    deleting: (bin) => [
      join(bin, "@anthropic-ai", `claude-code-${process.platform}-${process.arch}`, "claude"),
      "-p",
      "Delete hello.txt.",
      "--output-format",
      "json",
      "--allowedTools",
      "Bash",
      "--max-turns",
      "4",
    ],
    path: "/v1/messages",
    tool: (request) =>
      toolNames(request).includes("Bash") ? { name: "Bash", arguments: { command: "cat hello.txt" } } : undefined,
  },
  {
    name: "codex",
    models: { open: "gpt", sealed: "gpt-sealed" },
    command: (bin) => [
      process.execPath,
      join(bin, "@openai", "codex", "bin", "codex.js"),
      "exec",
      "--skip-git-repo-check",
      "--json",
      "--dangerously-bypass-approvals-and-sandbox",
      "Read hello.txt and say its word.",
    ],
    deleting: (bin) => [
      process.execPath,
      join(bin, "@openai", "codex", "bin", "codex.js"),
      "exec",
      "--skip-git-repo-check",
      "--json",
      "--dangerously-bypass-approvals-and-sandbox",
      "--dangerously-bypass-hook-trust",
      "Delete hello.txt.",
    ],
    path: "/v1/responses",
    tool: (request) => {
      const names = toolNames(request);
      if (names.includes("exec_command")) return { name: "exec_command", arguments: { cmd: "cat hello.txt" } };
      if (names.includes("shell_command")) return { name: "shell_command", arguments: { command: "cat hello.txt" } };
      if (names.includes("shell")) return { name: "shell", arguments: { command: ["cat", "hello.txt"] } };
      return undefined;
    },
  },
];

let failed = 0;

async function main(): Promise<void> {
  const bin = installed();
  const room = mkdtempSync(join(tmpdir(), "lumos-clients-"));
  const upstream = await startUpstream();
  mkdirSync(join(room, "org", "policies"), { recursive: true });
  writeFileSync(join(room, "org", "lumos.yaml"), ORGANIZATION);
  writeFileSync(join(room, "org", "policies", "all.cedar"), POLICIES);
  const file = join(room, "org", "lumos.yaml");
  const lumos = await startTestLumos({ file, environment: { UPSTREAM: upstream.url } });
  try {
    const only = process.argv.slice(2);
    for (const client of CLIENTS) {
      if (only.length > 0 && !only.includes(client.name)) continue;
      await doesTheTask(client, { bin, room, upstream, lumos });
      await meetsABlock(client, { bin, room, upstream, lumos });
      await meetsADenyOfAHook(client, { bin, room, upstream, lumos });
      await isKeptFromASecret(client, { bin, room, upstream, lumos });
      if (client.name === "claude-code") await stopsWithoutLumos(client, { bin, room, upstream, lumos });
    }
  } finally {
    await lumos.end();
    await upstream.close();
    rmSync(room, { recursive: true, force: true });
  }
  console.log(failed === 0 ? "All clients passed." : `${failed} checks failed.`);
  process.exitCode = failed === 0 ? 0 : 1;
}

interface World {
  bin: string;
  room: string;
  upstream: Upstream;
  lumos: TestLumos;
}

async function doesTheTask(client: Client, world: World): Promise<void> {
  const { upstream, lumos } = world;
  upstream.reset();
  const before = (await decisionsOf(lumos)).length;
  upstream.script((request) => {
    const tool = client.tool(request);
    if (tool === undefined) return { text: "Fine." };
    const known = request.body.toString("utf8").includes(WORD);
    return known ? { text: `The word is ${WORD}.` } : { tools: [tool as never] };
  });
  const ran = await run(client, world, client.models.open);
  const conversation = upstream.received.filter((request) => request.path.startsWith(client.path));
  check(client, "the task is completed", ran.code === 0 && ran.out.includes(`The word is ${WORD}.`), ran);
  check(
    client,
    "the tool ran and its result went back",
    conversation.some(({ body }) => body.includes(WORD)),
    ran,
  );
  const decisions = (await decisionsOf(lumos)).slice(before);
  const sessions = new Set(decisions.filter(({ result }) => result === "completed").map(({ session }) => session));
  check(client, "every call has a decision", decisions.length >= conversation.length && conversation.length >= 2, ran);
  check(client, "its calls are one session", sessions.size === 1 && ran.out.includes([...sessions][0] ?? "?"), {
    ...ran,
    sessions: [...sessions],
  });
}

async function meetsABlock(client: Client, world: World): Promise<void> {
  const { upstream, lumos } = world;
  upstream.reset();
  const before = (await decisionsOf(lumos)).length;
  const ran = await run(client, world, client.models.sealed);
  const blocked = (await decisionsOf(lumos)).slice(before).filter(({ code }) => code === "policy_blocked");
  check(client, "a block is shown in policy's words", `${ran.out}${ran.err}`.includes("This model is sealed."), ran);
  check(client, "a block reaches no provider", upstream.received.length === 0, ran);
  check(client, "a block is not tried again", blocked.length === 1, { ...ran, blocked: blocked.length });
}

/** What policy forbids a command is not done by the program itself, and its hooks' session is that of its model calls. */
async function meetsADenyOfAHook(client: Client, world: World): Promise<void> {
  const { upstream, lumos } = world;
  upstream.reset();
  const before = (await decisionsOf(lumos)).length;
  const word = "Agents delete nothing here.";
  upstream.script((request) => {
    const tool = client.tool(request);
    if (tool === undefined) return { text: "Fine." };
    if (request.body.toString("utf8").includes(word)) return { text: "It was not allowed." };
    const [[name = ""] = []] = Object.entries(tool.arguments);
    const command = Array.isArray(tool.arguments[name]) ? ["rm", "hello.txt"] : "rm hello.txt";
    return { tools: [{ ...tool, arguments: { [name]: command } } as never] };
  });
  const ran = await run(client, world, client.models.open, "hooks");
  const decisions = (await decisionsOf(lumos)).slice(before);
  const hooks = decisions.filter(({ kind }) => kind === "hook");
  check(client, "a denied command is not run", ran.kept, ran);
  check(
    client,
    "the model hears why",
    upstream.received.some(({ body }) => body.includes(word)),
    ran,
  );
  const denied = hooks.some(({ code }) => code === "policy_blocked");
  check(client, "the hook's decision is recorded", denied, { ...ran, hooks });
  const sessions = new Set(decisions.filter(({ result }) => result === "completed").map(({ session }) => session));
  check(client, "hooks and model calls are one session", sessions.size === 1, { ...ran, decisions });
}

/** What a hook takes out of a result does not come back with the next call of the model. */
async function isKeptFromASecret(client: Client, world: World): Promise<void> {
  const without = await readsASecret(client, world, "secret");
  // Else the check below would say nothing.
  check(client, "without hooks a secret in a result is sent with the next call", without.inModel, without);
  const ran = await readsASecret(client, world, "hooks");
  check(client, "the hook sees a secret in a result", ran.inHook, ran);
  check(client, "the model is not sent it", !ran.inModel, ran);
}

async function readsASecret(client: Client, world: World, also: Also) {
  const { upstream, lumos } = world;
  upstream.reset();
  const before = (await decisionsOf(lumos)).length;
  let asked = 0;
  upstream.script((request) => {
    const tool = client.tool(request);
    if (tool === undefined) return { text: "Fine." };
    asked += 1;
    return asked > 1 ? { text: "Done." } : { tools: [tool as never] };
  });
  const ran = await run(client, world, client.models.open, also);
  const decisions = (await decisionsOf(lumos)).slice(before);
  const stories = await Promise.all(decisions.map(({ id }) => lumos.records.why("acme", id)));
  const inHook = stories.some(
    (why) => why?.kind === "hook" && (why.guard?.findings ?? []).some(({ kind }) => kind === "secret"),
  );
  const inModel = stories.some((why) => why?.kind === "model" && why.findings.some(({ kind }) => kind === "secret"));
  return { ...ran, inHook, inModel };
}

/** Nobody at the hooks' address: what is asked about is not done. */
async function stopsWithoutLumos(client: Client, world: World): Promise<void> {
  const { upstream } = world;
  upstream.reset();
  upstream.script((request) => {
    const tool = client.tool(request);
    if (tool === undefined || request.body.includes("tool_result")) return { text: "Fine." };
    return { tools: [{ ...tool, arguments: { command: "rm hello.txt" } } as never] };
  });
  const ran = await run(client, world, client.models.open, "hooks that nobody answers");
  check(client, "without an answer to its hook nothing is done", ran.kept, ran);
}

async function decisionsOf(lumos: TestLumos) {
  return lumos.store.read
    .selectFrom("decisions")
    .select(["id", "session", "code", "result", "asked", "kind"])
    .orderBy("id")
    .execute();
}

/** `secret`: a secret is there to be read, and no hook. */
type Also = "hooks" | "hooks that nobody answers" | "secret";

/** Connects a fresh home with `lumos connect`, then lets the client work in a fresh folder. */
async function run(client: Client, { bin, room, lumos }: World, model: string, also?: Also) {
  const home = mkdtempSync(join(room, "home-"));
  const cwd = mkdtempSync(join(room, "work-"));
  writeFileSync(
    join(cwd, "hello.txt"),
    `The word is in here: ${WORD}\n${also === undefined ? "" : `aws_access_key_id = ${SECRET}\n`}`,
  );
  writeFileSync(join(home, "key"), await lumos.key("user:ada@acme.test"), { mode: 0o600 });
  const key = ["--key", join(home, "key")];
  await connect(["connect", client.name, ...key, "--model", model], { home, cwd, lumos });
  if (also?.startsWith("hooks")) await connect(["connect", client.name, "--hooks", ...key], { home, cwd, lumos });
  if (also === "hooks that nobody answers") {
    const settings = join(home, ".claude", "settings.json");
    const nobody = `http://127.0.0.1:${await freePort()}/hooks`;
    writeFileSync(settings, readFileSync(settings, "utf8").replaceAll(`${lumos.url}/hooks`, nobody));
  }
  const dead = `http://127.0.0.1:${await freePort()}`;
  const [program = "", ...args] = also === undefined ? client.command(bin) : client.deleting(bin);
  const child = spawn(program, args, {
    cwd,
    env: {
      PATH: process.env["PATH"],
      HOME: home,
      // Whatever is not on loopback finds a port where nobody listens.
      HTTP_PROXY: dead,
      HTTPS_PROXY: dead,
      ALL_PROXY: dead,
      http_proxy: dead,
      https_proxy: dead,
      NO_PROXY: "127.0.0.1,localhost",
      no_proxy: "127.0.0.1,localhost",
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: "1",
      DISABLE_TELEMETRY: "1",
      DISABLE_AUTOUPDATER: "1",
      DISABLE_ERROR_REPORTING: "1",
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  return { ...(await ended(child)), model, kept: existsSync(join(cwd, "hello.txt")) };
}

async function connect(argv: string[], { home, cwd, lumos }: { home: string; cwd: string; lumos: TestLumos }) {
  const code = await runCommands(
    argv,
    {
      out: async () => {},
      say: (text) => void (process.env["E2E_VERBOSE"] && console.log(text)),
      stdin: Readable.from([]),
      env: { HOME: home, LUMOS_URL: lumos.url, LUMOS_TOKEN: "none" },
      cwd,
      terminal: { in: false, out: false, err: false, columns: 100, colour: false },
      gone: new AbortController().signal,
    },
    async () => [],
  );
  if (code !== 0) throw new Error(`lumos ${argv.join(" ")} ended with ${code}`);
}

function ended(child: ChildProcess): Promise<{ code: number | null; out: string; err: string }> {
  let out = "";
  let err = "";
  child.stdout?.on("data", (chunk: Buffer) => (out += chunk.toString()));
  child.stderr?.on("data", (chunk: Buffer) => (err += chunk.toString()));
  const timer = setTimeout(() => child.kill("SIGKILL"), RUN_TIMEOUT_MS);
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      clearTimeout(timer);
      resolve({ code, out, err });
    });
  });
}

function check(client: Client, what: string, good: boolean, shown: object): void {
  console.log(`${good ? "ok    " : "FAILED"} ${client.name}: ${what}`);
  if (good) return;
  failed += 1;
  console.log(JSON.stringify(shown, null, 2).slice(0, 6_000));
}

function toolNames(request: Received): string[] {
  const { tools } = (request.json ?? {}) as { tools?: { name?: string; type?: string }[] };
  return (tools ?? []).map(({ name, type }) => name ?? type ?? "");
}

/** The clients in exactly these versions, from npm, in a folder that is kept between runs. */
function installed(): string {
  const cache = process.env["LUMOS_E2E_CACHE"] ?? join(homedir(), ".cache", "lumos-e2e-clients");
  const manifest = JSON.stringify({ private: true, dependencies: VERSIONS });
  const file = join(cache, "package.json");
  const there = existsSync(file) && readFileSync(file, "utf8") === manifest && existsSync(join(cache, "done"));
  if (!there) {
    mkdirSync(cache, { recursive: true });
    rmSync(join(cache, "done"), { force: true });
    writeFileSync(file, manifest);
    const install = ["install", "--ignore-scripts", "--no-audit", "--no-fund"];
    execFileSync("npm", install, { cwd: cache, stdio: ["ignore", "ignore", "inherit"] });
    writeFileSync(join(cache, "done"), "");
  }
  return join(cache, "node_modules");
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

await main();
