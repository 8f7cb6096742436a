import { isRecord } from "../../../kernel/index.ts";
import type { ConnectedSandbox } from "../../../registry/index.ts";
import type { Hello, Peer, PeerAnswer, PeerAsk } from "../types.ts";
import { wrong } from "../answers.ts";
import { CUSTOMERS, pageAt } from "./stage.ts";

type Args = Readonly<Record<string, unknown>>;

interface Played {
  description: string;
  effect: "read" | "write" | "destructive" | "egress";
  openWorld?: true;
  /** Names of its arguments, all of them texts. */
  takes: readonly string[];
  run(args: Args): string;
}

const text = (args: Args, name: string) => String(args[name] ?? "");

/** What each of the two plays offers. Nothing of it leaves this process, and nothing is changed by it. */
const PLAYS: Readonly<Record<ConnectedSandbox["plays"], Readonly<Record<string, Played>>>> = {
  web: {
    read_page: {
      description: "Reads a page of the simulated web and gives its text.",
      effect: "read",
      openWorld: true,
      takes: ["url"],
      run: (args) => pageAt(text(args, "url")),
    },
  },
  office: {
    find_customer: {
      description: "Looks a customer up by a part of the name.",
      effect: "read",
      takes: ["name"],
      run: (args) => found(text(args, "name")),
    },
    update_customer: {
      description: "Writes a note about a customer. The simulation forgets it at once.",
      effect: "write",
      takes: ["name", "note"],
      run: (args) => `The note about ${text(args, "name")} would be written now.`,
    },
    delete_customer: {
      description: "Deletes a customer. The simulation keeps all of them.",
      effect: "destructive",
      takes: ["name"],
      run: (args) => `${text(args, "name")} would be deleted now.`,
    },
    send_mail: {
      description: "Sends a mail. The simulation sends nothing.",
      effect: "egress",
      takes: ["to", "subject", "body"],
      run: (args) => `A mail to ${text(args, "to")} would be sent now.`,
    },
  },
};

/** A simulated server of tools, so that a first governed tool call needs no other program. */
export function sandboxPeer(server: ConnectedSandbox): Peer {
  const plays = PLAYS[server.plays];
  let ended: string | undefined;
  return {
    server,
    get ended() {
      return ended;
    },
    hello: () => Promise.resolve(helloOf(server)),
    request: (ask) => Promise.resolve(answer(plays, ask)),
    notify() {},
    onNotice: () => () => {},
    onRequest: () => () => {},
    close() {
      ended ??= "closed";
      return Promise.resolve();
    },
  };
}

function answer(plays: Readonly<Record<string, Played>>, { method, params }: PeerAsk): PeerAnswer {
  if (method === "ping") return { result: "{}" };
  if (method === "tools/list") return { result: JSON.stringify({ resultType: "complete", tools: listed(plays) }) };
  if (method !== "tools/call") return wrong(-32_601, "This server has tools only.");
  const asked: unknown = JSON.parse(params ?? "{}");
  const { name, arguments: args = {} } = isRecord(asked) ? asked : {};
  const tool = typeof name === "string" && Object.hasOwn(plays, name) ? plays[name] : undefined;
  if (!tool || !isRecord(args)) return wrong(-32_602, "There is no such tool.");
  const content = [{ type: "text", text: tool.run(args) }];
  return { result: JSON.stringify({ resultType: "complete", content }) };
}

function listed(plays: Readonly<Record<string, Played>>): unknown[] {
  return Object.entries(plays).map(([name, { description, effect, openWorld, takes }]) => ({
    name,
    description,
    inputSchema: {
      type: "object",
      properties: Object.fromEntries(takes.map((one) => [one, { type: "string", maxLength: 10_000 }])),
      required: takes,
      additionalProperties: false,
    },
    annotations: {
      readOnlyHint: effect === "read",
      destructiveHint: effect === "destructive",
      openWorldHint: openWorld ?? effect === "egress",
    },
    _meta: { "lumos/effect": effect },
  }));
}

function found(name: string): string {
  const wanted = name.trim().toLowerCase();
  const rows = CUSTOMERS.filter((one) => wanted !== "" && one.name.toLowerCase().includes(wanted));
  if (rows.length === 0) return "No customer has that name. Try Rossi, Meier or Okafor.";
  return rows.map((one) => `${one.name}, ${one.email}, ${one.phone}: ${one.note}`).join("\n");
}

function helloOf({ plays }: ConnectedSandbox): Hello {
  return {
    era: "modern",
    protocol: "2026-07-28",
    serverInfo: `{"name":"lumos-sandbox-${plays}","title":"Simulated ${plays}","version":"1.0.0"}`,
    capabilities: '{"tools":{}}',
    instructions: "A simulation: nothing is sent, changed or fetched.",
  };
}
