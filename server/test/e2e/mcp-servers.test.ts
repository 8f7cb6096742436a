import { equal, match, ok } from "node:assert/strict";
import { spawn } from "node:child_process";
import { chmodSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { after, before, suite, test } from "node:test";
import { Client as ModernClient, StreamableHTTPClientTransport as ModernTransport } from "@modelcontextprotocol/client";
import { Client as OldClient } from "@modelcontextprotocol/sdk/client/index.js";
import { StreamableHTTPClientTransport as OldTransport } from "@modelcontextprotocol/sdk/client/streamableHttp.js";
import { CreateMessageRequestSchema } from "@modelcontextprotocol/sdk/types.js";
import { type TestLumos, startTestLumos } from "../lumos.ts";
import { scratch } from "../scratch.ts";

/* The servers and the inspector that the protocol's makers publish, with Lumos between them and a client. */

const resolve = createRequire(import.meta.url).resolve;
const program = (name: string, file = "dist/index.js") => join(dirname(resolve(`${name}/package.json`)), file);

suite("the official servers", () => {
  let lumos: TestLumos;
  let key: string;
  let folder: ReturnType<typeof scratch>;
  before(async () => {
    folder = scratch({
      "files/hello.txt": "marzipan",
      "policies/all.cedar": '@id("open") @why("Open.")\npermit (principal, action, resource);\n',
    });
    const file = join(folder.path, "lumos.yaml");
    const command = (...words: string[]) => JSON.stringify([process.execPath, ...words]);
    // The server runs as a user of its own.
    chmodSync(folder.path, 0o755);
    writeFileSync(
      file,
      `
version: 1
organization: { id: o, name: O }
users: [{ id: ann@o.test }]
servers:
  - { id: everything, kind: mcp, transport: stdio, command: ${command(program("@modelcontextprotocol/server-everything"), "stdio")} }
  - { id: files, kind: mcp, transport: stdio, command: ${command(program("@modelcontextprotocol/server-filesystem"), join(folder.path, "files"))} }
policies: ./policies
`,
    );
    lumos = await startTestLumos({ file });
    key = await lumos.key("user:ann@o.test");
  });
  after(async () => {
    await lumos.end();
    folder[Symbol.dispose]();
  });

  const requestInit = () => ({ headers: { authorization: `Bearer ${key}` } });
  const textOf = (result: unknown): string =>
    ((result as { content?: { text?: string }[] }).content ?? []).map(({ text }) => text ?? "").join("");

  test("the newer library reads a file and has everything echoed", { timeout: 60_000 }, async () => {
    const client = new ModernClient({ name: "newer", version: "1" }, { versionNegotiation: { mode: "auto" } });
    await client.connect(new ModernTransport(new URL(`${lumos.url}/mcp`), { requestInit: requestInit() }));
    try {
      equal(client.getNegotiatedProtocolVersion(), "2026-07-28");
      const { tools } = await client.listTools();
      const names = tools.map(({ name }) => name);
      ok(names.includes("files__read_text_file") && names.includes("everything__echo"), names.join(" "));
      const path = join(folder.path, "files/hello.txt");
      match(textOf(await client.callTool({ name: "files__read_text_file", arguments: { path } })), /marzipan/);
      match(textOf(await client.callTool({ name: "everything__echo", arguments: { message: "ping" } })), /ping/);
      const { prompts } = await client.listPrompts();
      ok(prompts.some(({ name }) => name.startsWith("everything__")));
      const { resources } = await client.listResources();
      ok(resources.length > 0);
      ok((await client.readResource({ uri: resources[0]?.uri ?? "" })).contents.length > 0);
    } finally {
      await client.close();
    }
  });

  test("the older library answers sampling that everything asks for", { timeout: 60_000 }, async () => {
    const client = new OldClient({ name: "older", version: "1" }, { capabilities: { sampling: {}, elicitation: {} } });
    client.setRequestHandler(CreateMessageRequestSchema, () => ({
      role: "assistant" as const,
      content: { type: "text" as const, text: "a word" },
      model: "m",
    }));
    const transport = new OldTransport(new URL(`${lumos.url}/mcp/everything`), { requestInit: requestInit() });
    await client.connect(transport as never);
    try {
      const { tools } = await client.listTools();
      const sampling = tools.find(({ name }) => /sampling/i.test(name))?.name ?? "";
      const result = await client.callTool({ name: sampling, arguments: { prompt: "say", maxTokens: 10 } });
      match(JSON.stringify(result), /a word/);
    } finally {
      await client.close();
    }
  });

  test("the inspector's command line lists and calls", { timeout: 120_000 }, async () => {
    const inspect = async (...words: string[]) => {
      const inspector = program("@modelcontextprotocol/inspector", "clients/launcher/build/index.js");
      const child = spawn(process.execPath, [
        inspector,
        "--cli",
        `${lumos.url}/mcp`,
        "--transport",
        "http",
        "--header",
        `Authorization: Bearer ${key}`,
        ...words,
      ]);
      let said = "";
      child.stdout.on("data", (chunk: Buffer) => (said += chunk.toString()));
      child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
      await new Promise((done) => child.once("close", done));
      return said;
    };
    match(await inspect("--method", "tools/list"), /everything__echo/);
    const words = ["--method", "tools/call", "--tool-name", "everything__echo", "--tool-arg", "message=hello"];
    const called = await inspect(...words);
    match(called, /Echo: hello/);
  });
});
