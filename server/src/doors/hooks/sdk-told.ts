import { type Json, isRecord } from "../../kernel/index.ts";
import type { Said } from "./flow.ts";

/** What the SDK is told beside the decision's word: what it may show, wait for and try again. */
export function sdkTold(body: Json, { verdict, outcome }: Said, id: string): Json {
  const word = isRecord(body) && typeof body["decision"] === "string" ? body : { decision: "allow" };
  const refused = outcome && !outcome.answered ? outcome : undefined;
  const waiting = refused?.pending ?? refused?.denied;
  return {
    ...(word as { [name: string]: Json }),
    ...(refused?.pending ? { decision: "pending" } : {}),
    id,
    ...(verdict.say === "deny" && refused ? { code: refused.refusal.code } : {}),
    ...(outcome?.answered && outcome.taint.length > 0 ? { taint: [...outcome.taint] } : {}),
    ...(waiting === undefined
      ? {}
      : {
          approval: {
            id: waiting.id,
            state: waiting.state,
            url: waiting.url,
            expiresAt: waiting.expiresAt,
            needs: [...waiting.needs],
          },
        }),
    ...(refused?.refusal.retryAfterS === undefined ? {} : { retryAfter: refused.refusal.retryAfterS }),
  };
}
