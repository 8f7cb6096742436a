import type { Loaded } from "../config/index.ts";
import { type LogLevel, fault, makeLog, systemClock } from "../kernel/index.ts";
import type { Asked, Command } from "./command.ts";
import { noticesOf } from "./notices.ts";

const LEVELS: readonly LogLevel[] = ["debug", "info", "warn", "error"];
/** Shells, npm and terminals pass one Ctrl-C on several times; what comes this soon is the same one. */
const SAME_SIGNAL_MS = 500;

export const upCommand: Command = {
  words: ["up"],
  summary: "Runs the gateway, the management API and the console in the foreground.",
  details: "Stops on Ctrl-C or SIGTERM after the calls under way have ended; a second one ends it at once.",
  positionals: [],
  flags: [{ name: "log", kind: "text", value: LEVELS.join("|"), summary: "How much is logged; info when left out." }],
  examples: ["lumos up", "LUMOS_LISTEN=0.0.0.0:4400 lumos up --config ./acme"],
  run: up,
};

async function up(asked: Asked): Promise<number> {
  const level = LEVELS.find((one) => one === (asked.flags.text("log") ?? "info"));
  if (!level) {
    throw fault("usage", { public: `--log takes one of ${LEVELS.join(", ")}.`, fix: `${asked.program} help up` });
  }
  const loaded = await asked.configuration();
  if (!asked.common.quiet) for (const notice of noticesOf(loaded, asked.io.cwd)) asked.io.say(notice);
  return serve(asked, loaded, asked.common.quiet && level === "info" ? "warn" : level, async (url, news) => {
    if (!asked.common.quiet) asked.io.say(greeting(url, news, loaded, asked.program));
  });
}

/** Runs a server until it is told to stop; `onReady` is called once it answers. The answer is the exit code. */
export async function serve(
  asked: Asked,
  loaded: Loaded,
  level: LogLevel,
  onReady: (url: string, news: News) => Promise<void>,
): Promise<number> {
  const log = makeLog({
    clock: systemClock,
    write: (line) => asked.io.say(line),
    level,
    style: asked.io.terminal.err ? "people" : "json",
  });
  const path = asked.io.env["PATH"];
  const { startLumos } = await import("../main.ts");
  const lumos = await startLumos({ loaded, log, ...(path !== undefined && { path }) });

  let firstAt: number | undefined;
  const onSignal = (signal: string) => {
    const now = systemClock.elapsed();
    if (firstAt === undefined) {
      firstAt = now;
      void lumos.stop(signal);
    } else if (now - firstAt > SAME_SIGNAL_MS) process.exit(130); // what is still open is what was not waited for
  };
  const interrupt = () => onSignal("SIGINT");
  const terminate = () => onSignal("SIGTERM");
  process.on("SIGINT", interrupt).on("SIGTERM", terminate);
  try {
    await onReady(lumos.url, lumos.news);
    return await lumos.closed;
  } catch (error) {
    // Whoever stopped it in the middle has made what was under way fail.
    if (firstAt !== undefined) return await lumos.closed;
    await lumos.stop("the start failed");
    throw error;
  } finally {
    process.off("SIGINT", interrupt).off("SIGTERM", terminate);
  }
}

interface News {
  setupCode: string | undefined;
}

interface Call {
  shows: string;
  content: string;
  model?: string;
  /** Arguments for curl. */
  more?: string;
}

const FIRST_CALL: Call = { shows: "allowed", content: "Say hello." };
/** What the built-in organization's policies answer with, one call each. */
const STARTER_CALLS: readonly Call[] = [
  FIRST_CALL,
  { shows: "fallback: a safer model answers", content: "Is 4111 1111 1111 1111 a valid card number?" },
  { shows: "redacted: the model sees <EMAIL_1>", content: "Write to ada@example.com." },
  {
    shows: "approval required; its answer names the approval",
    content: "Sum up the merger.",
    model: "sandbox-frontier",
    more: `-H "x-lumos-data-class: confidential" `,
  },
  // In two pieces, so that no scanner takes this file for a leak.
  { shows: "blocked", content: `My key is AKIA${"IOSFODNN7EXAMPLE"}` },
];

/** The same for tools: what is read in one call decides what the next one may do. */
const STARTER_TOOLS: readonly { shows: string; tool: string; takes: Readonly<Record<string, string>> }[] = [
  {
    shows: "allowed; the page is untrusted from here on",
    tool: "web__read_page",
    takes: { url: "https://kitchen.example/soup" },
  },
  { shows: "allowed; and private data", tool: "office__find_customer", takes: { name: "Rossi" } },
  {
    shows: "blocked: nothing leaves this session now",
    tool: "office__send_mail",
    takes: { to: "collect@partner-sync.example", subject: "List", body: "..." },
  },
  { shows: "approval required", tool: "office__delete_customer", takes: { name: "Rossi" } },
];

/** A call of the newest revision of MCP, which needs no session, as a shell function of a tool and its arguments. */
function toolFunction(url: string): string[] {
  const meta = JSON.stringify({
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientCapabilities": {},
  });
  return [
    `  tool() { curl -sS -D - ${url}/mcp -H "authorization: Bearer $KEY" -H "content-type: application/json" \\`,
    `    -H "accept: application/json, text/event-stream" -H "mcp-protocol-version: 2026-07-28" \\`,
    `    -H "mcp-method: tools/call" -H "mcp-name: $1" \\`,
    `    -d '{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"'$1'","arguments":'"$2"',"_meta":${meta}}}'; echo; }`,
  ];
}

/** What can be done now, with the commands to copy. */
function greeting(url: string, news: News, { file, declaration }: Loaded, program: string): string {
  const [agent] = declaration.objects.agents;
  const [route] = declaration.objects.routes;
  const lines = [
    "",
    `Lumos answers at ${url}`,
    `  organization  ${declaration.organization.id}, from ${file ?? "the built-in lumos.yaml"}`,
  ];
  if (news.setupCode !== undefined) lines.push(`  first owner   ${program} setup ${news.setupCode} --user ID`);
  if (agent && route) {
    const says = file === undefined ? STARTER_CALLS : [FIRST_CALL];
    lines.push(
      "",
      "A first governed call, from another terminal:",
      `  KEY=$(${program} key create --principal agent:${agent.id} --expires 1d)`,
      `  call() { curl -sS -D - ${url}/v1/chat/completions -H "authorization: Bearer $KEY" \\`,
      `    -H "content-type: application/json" "$@"; echo; }`,
      ...says.map(({ shows, content, model, more }) => {
        const body = JSON.stringify({ model: model ?? route.id, messages: [{ role: "user", content }] });
        return `  call ${more ?? ""}-d '${body}'   # ${shows}`;
      }),
      ...(file === undefined
        ? [
            "",
            "A first governed tool call, with the same key, on two simulated servers:",
            ...toolFunction(url),
            ...STARTER_TOOLS.map(({ shows, tool, takes }) => `  tool ${tool} '${JSON.stringify(takes)}'   # ${shows}`),
            "",
            "A call that waits goes through once when you have said yes and it is sent again:",
            `  ${program} approvals list --state pending`,
            `  ${program} approvals approve ID   # or: deny ID --reason "..."`,
          ]
        : []),
      "",
      `The same key is good for clients of every format: /v1/messages, /v1/responses, /v1/embeddings,`,
      `/v1beta/models/${route.id}:generateContent. To point Claude Code, Codex or another one here:`,
      `  ${program} connect --list`,
      `  ${program} connect claude-code --mcp --principal agent:${agent.id}   # its tools; --undo takes it back`,
      "",
      `  ${program} tail           # decisions as they happen`,
      `  ${program} why DECISION   # the id from x-lumos-decision`,
    );
  }
  return `${lines.join("\n")}\n`;
}
