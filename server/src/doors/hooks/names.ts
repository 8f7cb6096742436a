import type { HookEvent } from "./types.ts";

const HIDDEN = "?";

// Guarantee: a name that a client's configuration gives a server is not kept where a secret stands in it.
/** Names are written down as they are, so one that holds a secret is given up; there hardly ever is one. */
export function withoutSecretNames(event: HookEvent, holdsSecret: (text: string) => boolean): HookEvent {
  const { tool, useId, agent, model } = event;
  const names = [tool?.name, tool?.mcp?.server, tool?.mcp?.tool, useId, agent, model];
  if (!holdsSecret(names.filter((name) => name !== undefined).join("\n"))) return event;
  const safe = <T extends string | undefined>(name: T) => (name !== undefined && holdsSecret(name) ? HIDDEN : name);
  return {
    ...event,
    useId: safe(useId),
    agent: safe(agent),
    model: safe(model),
    tool: tool && {
      ...tool,
      name: holdsSecret(tool.name) ? HIDDEN : tool.name,
      ...(tool.mcp && {
        mcp: {
          ...tool.mcp,
          server: holdsSecret(tool.mcp.server) ? HIDDEN : tool.mcp.server,
          tool: holdsSecret(tool.mcp.tool) ? HIDDEN : tool.mcp.tool,
        },
      }),
    },
  };
}
