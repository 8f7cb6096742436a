import type { PeerMessage } from "../../execution/index.ts";
import { isRecord } from "../../kernel/index.ts";
import { memberOf } from "./wire.ts";

type Declared = Readonly<Record<string, unknown>>;

/** Something a server wants of a client. */
export type Capable = Pick<PeerMessage, "method" | "params">;

/** Whether the client never said that it can do what is asked of it. */
export function lacks(declared: Declared, { method, params }: Capable): boolean {
  if (method === "roots/list") return !isRecord(declared["roots"]);
  if (method === "sampling/createMessage") {
    const { sampling } = declared;
    if (!isRecord(sampling)) return true;
    const withTools = memberOf(params ?? "{}", "tools") ?? memberOf(params ?? "{}", "toolChoice");
    return withTools !== undefined && !isRecord(sampling["tools"]);
  }
  if (method === "elicitation/create") {
    return memberOf(params ?? "{}", "mode") === '"url"' ? !elicitsUrl(declared) : !elicitsForm(declared);
  }
  // Lives on in a session only: whoever does not know it says so.
  return false;
}

export function elicitsUrl({ elicitation }: Declared): boolean {
  return isRecord(elicitation) && isRecord(elicitation["url"]);
}

/** Before there were modes, a bare declaration meant forms. */
export function elicitsForm({ elicitation }: Declared): boolean {
  return isRecord(elicitation) && (isRecord(elicitation["form"]) || elicitation["url"] === undefined);
}
