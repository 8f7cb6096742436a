import { isUtf8 } from "node:buffer";
import {
  type CallProblem,
  type DecisionAsk,
  NO_PROPERTIES,
  SECRET_MARK,
  UNREAD_DECISION,
  isRecord,
  scanJson,
} from "../../kernel/index.ts";
import { readClaims } from "./claims.ts";
import { type Wrong, makeProblems, textIn, textsIn } from "./members.ts";
import { readProperties } from "./properties.ts";
import { supportedBy } from "./supported.ts";

const MAX_DEPTH = 32;
const MAX_TYPE = 128;
const MAX_ID = 512;
const MAX_CHAIN = 8;

export type Body = Record<string, unknown>;
export type Read = { ask: DecisionAsk; problem?: CallProblem };
type Text = (value: string) => string;

/** The members of a body, or why it cannot be read. */
export function openBody(bytes: Buffer): { ok: true; body: Body } | { ok: false; problem: CallProblem } {
  const closed = (message: string) => ({ ok: false as const, problem: { code: "invalid_request" as const, message } });
  if (!isUtf8(bytes)) return closed("The body is not UTF-8.");
  let body: unknown;
  try {
    body = JSON.parse(bytes.toString("utf8"));
  } catch {
    return closed("The body is not valid JSON.");
  }
  if (!isRecord(body)) return closed("The body must be a JSON object.");
  const shape = scanJson(bytes, MAX_DEPTH);
  if (!("problem" in shape)) return { ok: true, body };
  return closed(
    shape.problem === "too-deep"
      ? `The body nests deeper than ${MAX_DEPTH} levels.`
      : "A member appears twice in one object.",
  );
}

// Guarantee: a secret that is sent in a question is neither shown to policies nor kept.
/** Takes secrets out of texts; looks at all of them at once, for there hardly ever is one. */
export function withoutSecrets(body: Body, holdsSecret: (text: string) => boolean): Text {
  const texts: string[] = [];
  const collect = (value: unknown) => {
    if (typeof value === "string") texts.push(value);
    else if (typeof value === "object" && value !== null) for (const inner of Object.values(value)) collect(inner);
  };
  collect(body);
  if (!holdsSecret(texts.join("\n"))) return (text) => text;
  return (text) => (holdsSecret(text) ? SECRET_MARK : text);
}

/** Which members a question may leave open. */
export type Open = "subject" | "resource" | "action" | undefined;

/**
 * Reads one question. A member of its own stands in place of the one all share, but for what names it: that is
 * taken from the shared one where it is left out.
 */
export function readQuestion(own: Body, shared: Body, text: Text, open?: Open): Read {
  const { wrong, first } = makeProblems();
  const subject = entityOf("subject", own, shared, wrong);
  const resource = entityOf("resource", own, shared, wrong);
  const action = open === "action" ? {} : entityOf("action", own, shared, wrong);
  const context = contextOf(own["context"] ?? shared["context"], wrong);
  const said = isRecord(subject["properties"]) ? subject["properties"] : {};
  const ask: DecisionAsk = {
    subject: named(subject, "subject", open === "subject", text, wrong),
    subjectProperties: readProperties(subject["properties"], "subject.properties", wrong, text, CHAIN_MEMBERS),
    onBehalfOf: chainOf(said["on_behalf_of"] ?? context["on_behalf_of"], text, wrong),
    action: open === "action" ? "" : text(textIn(action["name"], "action.name", MAX_TYPE, wrong)),
    actionProperties: readProperties(action["properties"], "action.properties", wrong, text),
    resource: named(resource, "resource", open === "resource", text, wrong),
    resourceProperties: readProperties(resource["properties"], "resource.properties", wrong, text),
    attributes: readProperties(context, "context", wrong, text, CONTEXT_MEMBERS),
    claims: readClaims(context["lumos"], wrong, text),
    supported: declaredBy(context, wrong),
    ...(open === undefined ? {} : { search: open }),
  };
  const problem = first();
  return problem ? { ask: { ...UNREAD_DECISION, attributes: NO_PROPERTIES }, problem } : { ask };
}

/** Members that mean something to Lumos, and are no property. */
const CHAIN_MEMBERS = new Set(["on_behalf_of"]);
const CONTEXT_MEMBERS = new Set(["lumos", "on_behalf_of", "obligations_supported", "supported_obligations"]);
const NAMES = { subject: ["type", "id"], resource: ["type", "id"], action: ["name"] } as const;

function entityOf(name: keyof typeof NAMES, own: Body, shared: Body, wrong: Wrong): Body {
  const its = own[name];
  const common = isRecord(shared[name]) ? shared[name] : {};
  if (its === undefined && shared[name] === undefined) {
    wrong(name, `${name} is missing.`);
    return {};
  }
  const chosen = its ?? shared[name];
  if (!isRecord(chosen)) {
    wrong(name, `${name} must be an object.`);
    return {};
  }
  const names = NAMES[name].filter((member) => chosen[member] === undefined && common[member] !== undefined);
  return names.length === 0
    ? chosen
    : { ...chosen, ...Object.fromEntries(names.map((member) => [member, common[member]])) };
}

function named(entity: Body, name: string, open: boolean, text: Text, wrong: Wrong) {
  return {
    type: text(textIn(entity["type"], `${name}.type`, MAX_TYPE, wrong)),
    // What is looked for has no id yet; one that is sent all the same says nothing.
    id: open ? "" : text(textIn(entity["id"], `${name}.id`, MAX_ID, wrong)),
  };
}

function contextOf(context: unknown, wrong: Wrong): Body {
  if (context === undefined || context === null) return {};
  if (isRecord(context)) return context;
  wrong("context", "context must be an object.");
  return {};
}

/** For whom the subject acts: `user:alice`, `{ type, id }`, or a list of them. */
function chainOf(said: unknown, text: Text, wrong: Wrong): string[] {
  if (said === undefined || said === null) return [];
  const links: unknown[] = Array.isArray(said) ? said : [said];
  if (links.length > MAX_CHAIN) wrong("on_behalf_of", `on_behalf_of names at most ${MAX_CHAIN}.`);
  return links.slice(0, MAX_CHAIN).map((link) => {
    if (isRecord(link)) {
      const { type, id } = named(link, "on_behalf_of", false, text, wrong);
      return `${type}:${id}`;
    }
    return text(textIn(link, "on_behalf_of", MAX_ID, wrong));
  });
}

function declaredBy(context: Body, wrong: Wrong): string[] {
  const declared = context["obligations_supported"] ?? context["supported_obligations"];
  return declared === undefined ? [] : supportedBy(textsIn(declared, "context.obligations_supported", MAX_TYPE, wrong));
}
