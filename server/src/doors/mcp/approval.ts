import type { ApprovalTold } from "../../approvals/index.ts";
import type { RawJson } from "../../execution/index.ts";
import { type Millis, isRecord } from "../../kernel/index.ts";
import { elicitsForm, elicitsUrl } from "./capabilities.ts";
import type { Door, Use } from "./types.ts";

/* A call that needs a person: the client is asked to have that person look, in the words of its era. */

const KEY = "lumos-approval";
/** A client that answers at once, and whoever decides is quick: the call waits a little. */
const MODERN_WAIT_MS: Millis = 10_000;
const LEGACY_WAIT_MS: Millis = 5 * 60_000;

// Guarantee: an elicitation approves nothing; it only says that somebody was asked.
/** What a newer client is told that can elicit: where to have it approved, and to come back then. */
export function approvalInput(door: Door, { x, bound }: Use, approval: ApprovalTold): RawJson | undefined {
  const { asker } = x;
  if (!asker.modern || (!elicitsUrl(asker.capabilities) && !elicitsForm(asker.capabilities))) return undefined;
  const state = door.states.seal({ kind: "approval", value: approval.id }, bound);
  return JSON.stringify({
    resultType: "input_required",
    inputRequests: { [KEY]: { method: "elicitation/create", params: elicitation(asker.capabilities, approval) } },
    requestState: state,
  });
}

/** The client is back: it has given up, or the call is tried again once it was decided or waited for a little. */
export async function approvalAnswer(door: Door, { x, wanted }: Use, id: string): Promise<"given-up" | "again"> {
  const responses = x.params.value["inputResponses"];
  const answer = isRecord(responses) ? responses[KEY] : undefined;
  const gaveUp =
    !isRecord(answer) ||
    answer["action"] !== "accept" ||
    (isRecord(answer["content"]) && answer["content"]["answer"] === "cancel");
  if (!gaveUp) {
    await door.approvals.decided(
      x.asker.chain.org,
      id,
      AbortSignal.any([x.signal, AbortSignal.timeout(MODERN_WAIT_MS)]),
    );
    return "again";
  }
  const text = `The call was not made: it needs an approval (${id}), and waiting for it was given up.`;
  if (wanted.kind === "tool")
    x.reply.result(JSON.stringify({ resultType: "complete", content: [{ type: "text", text }], isError: true }));
  else x.reply.error({ code: -32001, message: text });
  return "given-up";
}

/** An older client that can elicit is asked on its stream, and the call waits for whoever decides. */
export async function waitForPerson(door: Door, { x }: Use, approval: ApprovalTold): Promise<ApprovalTold | undefined> {
  const { asker, reply } = x;
  const { session } = asker;
  if (!session || (!reply.streams && !session.outlet.open)) return undefined;
  if (!elicitsUrl(asker.capabilities) && !elicitsForm(asker.capabilities)) return undefined;
  const over = new AbortController();
  const signal = AbortSignal.any([x.signal, over.signal, AbortSignal.timeout(LEGACY_WAIT_MS)]);
  const params = JSON.stringify(elicitation(asker.capabilities, approval));
  const asked = session.ask("elicitation/create", params, { send: (text) => reply.say(text) }, signal);
  const decided = door.approvals.decided(asker.chain.org, approval.id, signal);
  const gaveUp = asked.then((answer) => ("result" in answer && accepts(answer.result) ? decided : undefined));
  try {
    return await Promise.race([decided, gaveUp]);
  } finally {
    over.abort();
  }
}

function accepts(result: RawJson): boolean {
  const answer: unknown = JSON.parse(result);
  if (!isRecord(answer) || answer["action"] !== "accept") return false;
  return !isRecord(answer["content"]) || answer["content"]["answer"] !== "cancel";
}

function elicitation(capabilities: Readonly<Record<string, unknown>>, approval: ApprovalTold): Record<string, unknown> {
  const message = `This call needs the approval of another person (${approval.needs.join(", ")}). They decide at ${approval.url}`;
  if (elicitsUrl(capabilities)) return { mode: "url", message, url: approval.url, elicitationId: approval.id };
  return {
    mode: "form",
    message,
    requestedSchema: {
      type: "object",
      properties: {
        answer: {
          type: "string",
          title: "When it has been approved",
          description: "Try the call again, or give it up. Neither approves it.",
          enum: ["retry", "cancel"],
        },
      },
      required: ["answer"],
    },
  };
}
