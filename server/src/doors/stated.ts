import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { type CallProblem, SECRET_MARK, Secret, type Stated } from "../kernel/index.ts";

const MAX_CLAIM = 200;
const MAX_CLASSES = 50;
/** What a claim may be written with; anything else is not a name of ours. */
const CLAIM = /^[\x21-\x7e][\x20-\x7e]*$/;
const DATA_CLASS = /^[a-z0-9][a-z0-9._-]{0,63}$/;

/**
 * Headers by which known clients name what they are at. The first that is there counts, and only where the
 * caller says nothing in the header of ours. They name, and give no right.
 */
export const CLIENT_CLAIMS: readonly (readonly [header: string, claim: "session"])[] = [
  // Claude Code.
  ["x-claude-code-session-id", "session"],
  // Codex: the thread a person talks in; older versions call it a session or a conversation.
  ["thread-id", "session"],
  ["session-id", "session"],
  ["session_id", "session"],
  ["conversation_id", "session"],
  // OpenCode.
  ["x-opencode-session", "session"],
  // Copilot in VS Code: one window of the editor.
  ["vscode-sessionid", "session"],
];

/** What the headers of a request say about the call. Malformed claims are as good as none. */
export function statedBy(headers: IncomingHttpHeaders): Stated {
  const stated: Stated = {};
  const take = (header: string, name: "workflow" | "run" | "session" | "customer" | "purpose" | "traceparent") => {
    const value = headers[header];
    if (typeof value === "string" && value.length <= MAX_CLAIM && CLAIM.test(value)) stated[name] = value;
  };
  take("x-lumos-workflow", "workflow");
  take("x-lumos-run", "run");
  take("x-lumos-session", "session");
  for (const [header, claim] of CLIENT_CLAIMS) if (stated[claim] === undefined) take(header, claim);
  take("x-lumos-customer", "customer");
  take("x-lumos-purpose", "purpose");
  take("traceparent", "traceparent");
  const cache = headers["cache-control"];
  if (typeof cache === "string" && /\bno-store\b/i.test(cache)) stated.cache = "no-store";
  else if (typeof cache === "string" && /\bno-cache\b/i.test(cache)) stated.cache = "no-cache";
  const latency = headers["x-lumos-latency"];
  if (latency === "batchable" || latency === "sensitive") stated.latency = latency;
  const classes = headers["x-lumos-data-class"];
  if (typeof classes === "string") {
    const named = classes.split(",").map((name) => name.trim().toLowerCase());
    const known = named.filter((name) => DATA_CLASS.test(name)).slice(0, MAX_CLASSES);
    if (known.length > 0) stated.dataClasses = known;
  }
  return stated;
}

/** A data class narrows what may be done: one that cannot be read must not be passed over. */
export function dataClassProblem(headers: IncomingHttpHeaders): CallProblem | undefined {
  const classes = headers["x-lumos-data-class"];
  if (typeof classes !== "string" || classes.trim() === "") return undefined;
  const named = classes.split(",").map((name) => name.trim().toLowerCase());
  if (named.length <= MAX_CLASSES && named.every((name) => DATA_CLASS.test(name))) return undefined;
  return {
    code: "invalid_request",
    message: `x-lumos-data-class is a comma list of at most ${MAX_CLASSES} names such as pii.customer.`,
    param: "x-lumos-data-class",
  };
}

// Guarantee: a secret that is sent as a claim or as a model's name is not kept.
/** Claims and the model's name are written down as they are, so what holds a secret among them is given up. */
export function withoutSecrets(
  named: { stated: Stated; model: string },
  holdsSecret: (text: string) => boolean,
): { stated: Stated; model: string } {
  const { stated, model } = named;
  const claims = TEXT_CLAIMS.filter((name) => stated[name] !== undefined);
  if (!holdsSecret([model, ...claims.map((name) => stated[name])].join("\n"))) return named;
  const kept = { ...stated };
  for (const name of claims) if (holdsSecret(stated[name] ?? "")) delete kept[name];
  return { stated: kept, model: holdsSecret(model) ? SECRET_MARK : model };
}

const TEXT_CLAIMS = ["workflow", "run", "session", "customer", "purpose", "traceparent"] as const;

/** The credential of a request, from the header its format uses. */
export function credentialOf(headers: IncomingHttpHeaders): Secret | undefined {
  const bearer = headers.authorization;
  if (typeof bearer === "string") {
    const match = /^Bearer +(\S+)$/i.exec(bearer);
    return match ? new Secret(match[1] as string) : undefined;
  }
  const key = headers["x-api-key"] ?? headers["x-goog-api-key"];
  return typeof key === "string" && key !== "" ? new Secret(key) : undefined;
}

export function onBehalfOf(headers: IncomingHttpHeaders): Secret | undefined {
  const value = headers["x-lumos-on-behalf-of"];
  return typeof value === "string" && value !== "" ? new Secret(value) : undefined;
}

/** `openai-node` out of `OpenAI/JS 7.57.0`, or the first word of the user agent. */
export function clientOf(headers: IncomingHttpHeaders): string {
  const agent = headers["user-agent"];
  if (typeof agent !== "string") return "";
  const name = /^([A-Za-z][A-Za-z0-9_.-]{0,40})/.exec(agent)?.[1] ?? "";
  return name.toLowerCase();
}

export function addressOf(req: IncomingMessage): string {
  return (req.socket.remoteAddress ?? "").replace(/^::ffff:/, "");
}
