import { Agent, request } from "node:http";
import { startMcpOrganization } from "./mcp-world.ts";
import { conformanceWorld } from "./fakes/mcp/conformance.ts";
import { fork } from "node:child_process";
const N = Number(process.argv[2] ?? 1000);
const many = (f: any) => { const w = conformanceWorld(f); const list = w.methods["tools/list"]!; return { ...w, methods: { ...w.methods, "tools/list": async (a: any) => { const { tools } = await list(a) as any; return { tools: [...tools, ...Array.from({length: N}, (_, i) => ({ name: `tool_${i}`, description: "Does thing number " + i + " with quite a lot of words about it", inputSchema: { type: "object", properties: { a: { type: "string" }, b: { type: "integer" } } } }))] }; } } }; };
const org = await startMcpOrganization({ servers: { one: { world: many, era: "modern" } } });
const key = await org.lumos.key("user:ann@o.test");
const agent = new Agent({ keepAlive: true, maxSockets: 64 });
const META = { "io.modelcontextprotocol/protocolVersion": "2026-07-28", "io.modelcontextprotocol/clientInfo": { name: "b", version: "1" }, "io.modelcontextprotocol/clientCapabilities": {} };
function post(url: string, method: string, params: any, name?: string): Promise<{ status: number; body: string; ms: number }> {
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params: { ...params, _meta: META } });
  const t = performance.now();
  return new Promise((resolve, reject) => {
    const r = request(url, { method: "POST", agent, headers: { authorization: `Bearer ${key}`, "content-type": "application/json", accept: "application/json, text/event-stream", "mcp-protocol-version": "2026-07-28", "mcp-method": method, ...(name ? { "mcp-name": name } : {}), "content-length": Buffer.byteLength(body) } }, (res) => {
      const c: Buffer[] = []; res.on("data", (x) => c.push(x)); res.on("end", () => resolve({ status: res.statusCode!, body: Buffer.concat(c).toString(), ms: performance.now() - t }));
    });
    r.on("error", reject); r.end(body);
  });
}
const q = (a: number[], p: number) => a.sort((x, y) => x - y)[Math.floor(a.length * p)]!.toFixed(3);
async function load(url: string, secs: number) {
  const ms: number[] = []; const all: Promise<void>[] = [];
  const t0 = performance.now(); let n = 0;
  while (performance.now() - t0 < secs * 1000) {
    const due = t0 + n * 5; const wait = due - performance.now(); if (wait > 0) await new Promise((r) => setTimeout(r, wait));
    n++; all.push(post(url, "tools/call", { name: "test_simple_text", arguments: {} }, "test_simple_text").then((r) => { if (!r.body.includes("simple text response")) throw new Error(r.body); ms.push(r.ms); }));
  }
  await Promise.all(all);
  return `n ${ms.length} p50 ${q(ms, 0.5)} p95 ${q(ms, 0.95)} p99 ${q(ms, 0.99)}`;
}
const direct = org.servers["one"]!.url, through = org.url("one");
console.log((await post(through, "tools/list", {})).body.length);
await load(direct, 2); await load(through, 4);
for (let i = 0; i < 3; i++) { console.log("direct ", await load(direct, 3)); console.log("through", await load(through, 3)); }
const l: number[] = []; for (let i = 0; i < 50; i++) l.push((await post(through, "tools/list", {})).ms);
console.log("list one", q(l, 0.5), q(l, 0.95));
const l2: number[] = []; for (let i = 0; i < 50; i++) l2.push((await post(org.url(), "tools/list", {})).ms);
console.log("list all", q(l2, 0.5), q(l2, 0.95));
agent.destroy(); await org.end();
