import { McpServer, fromJsonSchema, inputRequired, acceptedContent } from "@modelcontextprotocol/server";

/** What a fake server remembers of how it was called. */
export interface McpSeen {
  calls: { tool: string; args: unknown }[];
  cancelled: number;
}

/** A server of the official library with tools that show one thing each. */
export function makeMcpTools(seen: McpSeen): McpServer {
  const server = new McpServer(
    { name: "fake", version: "1.0.0" },
    {
      capabilities: { tools: { listChanged: true }, resources: { subscribe: true, listChanged: true }, logging: {} },
      instructions: "Be kind.",
    },
  );
  const text = (value: string) => ({ content: [{ type: "text" as const, text: value }] });
  const object = (properties: Record<string, object>) =>
    fromJsonSchema<Record<string, unknown>>({ type: "object", properties } as Parameters<typeof fromJsonSchema>[0]);

  server.registerTool(
    "echo",
    { description: "Says it again", inputSchema: object({ message: { type: "string" } }) },
    (args) => {
      seen.calls.push({ tool: "echo", args });
      return text(String(args["message"]));
    },
  );
  server.registerTool(
    "route",
    {
      description: "Says where it goes",
      inputSchema: object({ region: { type: "string", "x-mcp-header": "Region" }, note: { type: "string" } }),
    },
    (args) => {
      seen.calls.push({ tool: "route", args });
      return text(`to ${String(args["region"])}`);
    },
  );
  server.registerTool(
    "slow",
    { description: "Tells how far it is", inputSchema: object({ steps: { type: "integer" } }) },
    async (args, ctx) => {
      const steps = Number(args["steps"] ?? 3);
      const token = ctx.mcpReq._meta?.progressToken;
      for (let step = 1; step <= steps; step++) {
        if (ctx.mcpReq.signal.aborted) break;
        if (token !== undefined)
          await ctx.mcpReq.notify({
            method: "notifications/progress",
            params: { progressToken: token, progress: step, total: steps },
          });
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
      if (ctx.mcpReq.signal.aborted) seen.cancelled += 1;
      return text("done");
    },
  );
  server.registerTool("sure", { description: "Asks first", inputSchema: object({}) }, (_args, ctx) => {
    const answer = acceptedContent(ctx.mcpReq.inputResponses, "confirm");
    if (answer) return text("done");
    return inputRequired({
      inputRequests: {
        confirm: inputRequired.elicit({
          message: "Sure?",
          requestedSchema: { type: "object", properties: { yes: { type: "boolean" } } },
        }),
      },
    });
  });
  return server;
}
