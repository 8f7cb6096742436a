// What Lumos adds to a tool call: the same call to a small MCP server by itself and through the gateway, in turns, at a
// steady rate; and how long a list of many tools takes. Server, gateway and caller are processes of their own.
// `node bench/micro/tools.ts [CALLS] [RATE] [TOOLS]`
import { type ChildProcess, fork } from "node:child_process";
import { Agent, request } from "node:http";
import { loadavg } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { startMcp } from "../../server/test/fakes/mcp/server.ts";
import { startTestLumos } from "../../server/test/lumos.ts";
import { scratch } from "../../server/test/scratch.ts";

const [calls = 2_000, rate = 200, tools = 1_000] = process.argv.slice(2, 5).map(Number);
/** How many of the tools are called in turn. */
const USED = 20;
const role = process.env["BENCH_ROLE"];

if (role === "server") await serve();
else if (role === "gateway") await gateway();
else await measure();

/** A server with many tools that answers at once. */
async function serve(): Promise<void> {
  const definition = (at: number) => ({
    name: `tool_${at}`,
    description: `Looks up entry ${at} of the register and gives what is written there.`,
    inputSchema: {
      type: "object",
      properties: { id: { type: "integer" }, note: { type: "string", maxLength: 1_000 } },
      required: ["id"],
    },
  });
  const list = Array.from({ length: tools }, (_, at) => definition(at));
  const text = "The entry was written in the spring and nobody has changed it since. ".repeat(10);
  const server = await startMcp(() => ({
    info: { name: "register", version: "1" },
    capabilities: { tools: {} },
    methods: {
      "tools/list": () => ({ tools: list }),
      "tools/call": () => ({ content: [{ type: "text", text }] }),
    },
  }));
  process.send?.({ url: server.url });
}

async function gateway(): Promise<void> {
  const folder = scratch({
    "lumos.yaml": `
version: 1
organization: { id: o, name: O }
users: [{ id: ann@o.test }]
agents: [{ id: bot, owner: ann@o.test, autonomy: 2 }]
servers: [{ id: register, kind: mcp, transport: http, url: "${process.env["BENCH_UPSTREAM"]}", content: trusted }]
guardrails: { tools: { injection: taint, secrets: redact, links: redact } }
policies: ./policies
`,
    "policies/all.cedar": `@id("open") @why("Open.") permit (principal, action in Lumos::Action::"use_tool", resource);
@id("taint") @why("Nothing leaves.") forbid (principal, action, resource is Lumos::Tool)
when { context.base.taint.containsAll(["untrusted", "private"]) && resource.effect == "egress" };`,
  });
  const lumos = await startTestLumos({ file: join(folder.path, "lumos.yaml") });
  process.on("message", () => process.send?.({ cpu: process.cpuUsage() }));
  process.send?.({ url: `${lumos.url}/mcp/register`, key: await lumos.key("agent:bot") });
}

/** Processor time of the gateway so far, all of its threads. */
function cpuOf({ child }: { child: ChildProcess }): Promise<number> {
  child.send("cpu");
  return new Promise((resolve) => {
    child.once("message", (told) => {
      const { cpu } = told as { cpu: NodeJS.CpuUsage };
      resolve((cpu.user + cpu.system) / 1_000);
    });
  });
}

interface Place {
  url: string;
  key?: string;
}

function begin(name: string, env: Record<string, string>): Promise<Place & { child: ChildProcess }> {
  const child = fork(fileURLToPath(import.meta.url), process.argv.slice(2), {
    env: { ...process.env, ...env, BENCH_ROLE: name },
  });
  return new Promise((resolve, reject) => {
    child.once("message", (place) => resolve({ ...(place as Place), child }));
    child.once("exit", () => reject(new Error(`the ${name} has ended`)));
  });
}

async function measure(): Promise<void> {
  const server = await begin("server", {});
  const lumos = await begin("gateway", { BENCH_UPSTREAM: server.url });
  try {
    const agent = new Agent({ keepAlive: true, maxSockets: 64 });
    const ways = { direct: server, "through Lumos": lumos } as const;
    for (const way of Object.values(ways)) for (let at = 0; at < 300; at++) await call(agent, way, at);
    const took: Record<string, number[]> = { direct: [], "through Lumos": [] };
    const before = await cpuOf(lumos);
    const began = performance.now();
    const running: Promise<void>[] = [];
    for (let at = 0; at < calls; at++) {
      const wait = began + (at * 1_000) / rate - performance.now();
      if (wait > 0) await sleep(wait);
      const name = at % 2 === 0 ? "direct" : "through Lumos";
      running.push(call(agent, ways[name], at).then((ms) => void took[name]?.push(ms)));
    }
    await Promise.all(running);
    const cpu = ((await cpuOf(lumos)) - before) / (calls / 2);
    console.log(`${calls} calls at ${rate}/s, half of them each way`);
    const medians = Object.entries(took).map(([name, all]) => tell(name, all));
    console.log(`added at the median: ${((medians[1] ?? 0) - (medians[0] ?? 0)).toFixed(2)} ms`);
    console.log(`processor time of Lumos: ${cpu.toFixed(2)} ms a call`);
    const lists: number[] = [];
    for (let at = 0; at < 50; at++) lists.push((await post(agent, lumos, "tools/list", {})).ms);
    tell(`a list of ${tools} tools through Lumos, all of it with the way there and back`, lists.slice(10));
    console.log(`node ${process.version}, load ${loadavg()[0]?.toFixed(1)}`);
    agent.destroy();
  } finally {
    for (const { child } of [lumos, server]) {
      child.removeAllListeners("exit");
      child.kill();
    }
  }
}

async function call(agent: Agent, place: Place, at: number): Promise<number> {
  const asked = { name: `tool_${at % USED}`, arguments: { id: at, note: `note ${at}` } };
  const { ms, text } = await post(agent, place, "tools/call", asked);
  if (!text.includes("The entry was written")) throw new Error(`an answer that is none: ${text.slice(0, 300)}`);
  return ms;
}

function post(
  agent: Agent,
  { url, key }: Place,
  method: string,
  params: object,
): Promise<{ ms: number; text: string }> {
  const meta = {
    "io.modelcontextprotocol/protocolVersion": "2026-07-28",
    "io.modelcontextprotocol/clientInfo": { name: "bench", version: "1" },
    "io.modelcontextprotocol/clientCapabilities": {},
  };
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params: { ...params, _meta: meta } });
  const headers = {
    "content-type": "application/json",
    accept: "application/json, text/event-stream",
    "mcp-protocol-version": "2026-07-28",
    "mcp-method": method,
    ...("name" in params ? { "mcp-name": String(params.name) } : {}),
    "content-length": Buffer.byteLength(body),
    ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
  };
  return new Promise((resolve, reject) => {
    const began = performance.now();
    const out = request(url, { method: "POST", agent, headers }, (answer) => {
      let text = "";
      answer.on("data", (chunk: Buffer) => (text += chunk.toString()));
      answer.on("end", () => resolve({ ms: performance.now() - began, text }));
    });
    out.on("error", reject);
    out.end(body);
  });
}

function tell(name: string, took: readonly number[]): number {
  const sorted = took.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  const ms = [0, 0.5, 0.95, 0.99].map((share) => at(share).toFixed(2));
  console.log(`${name}: least ${ms[0]}, p50 ${ms[1]}, p95 ${ms[2]}, p99 ${ms[3]} ms`);
  return at(0.5);
}
