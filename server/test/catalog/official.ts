import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Client } from "@modelcontextprotocol/sdk/client/index.js";
import { StdioClientTransport } from "@modelcontextprotocol/sdk/client/stdio.js";
import type { Listing } from "../../src/catalog/index.ts";

const MODULES = join(
  dirname(fileURLToPath(import.meta.url)),
  "..",
  "..",
  "..",
  "node_modules",
  "@modelcontextprotocol",
);

/** What an official server lists, started and asked as a client would. */
export async function officialTools(server: "everything" | "filesystem"): Promise<Listing> {
  const args = { everything: ["stdio"], filesystem: [MODULES] }[server];
  const file = join(MODULES, `server-${server}`, "dist", "index.js");
  const transport = new StdioClientTransport({ command: process.execPath, args: [file, ...args], stderr: "ignore" });
  const client = new Client({ name: "test", version: "1" });
  await client.connect(transport);
  try {
    const { tools } = await client.listTools();
    return { tools: tools.map((one) => JSON.stringify(one)), instructions: client.getInstructions() };
  } finally {
    await client.close();
  }
}
