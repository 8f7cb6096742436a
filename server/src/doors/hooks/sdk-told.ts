import { type Json, isRecord } from "../../kernel/index.ts";
import type { Said } from "./flow.ts";

/** What the SDK is told beside the decision's word: what it may show, wait for and try again. */
export function sdkTold(body: Json, { verdict, outcome, models }: Said, id: string): Json {
  const word = isRecord(body) && typeof body["decision"] === "string" ? body : wordless(verdict);
  const refused = outcome && !outcome.answered ? outcome : undefined;
  const waiting = refused?.pending ?? refused?.denied;
  return {
    ...(word as { [name: string]: Json }),
    ...(refused?.pending ? { decision: "pending" } : {}),
    id,
    ...(models === undefined ? {} : { models: models.map((one) => ({ ...one, obligations: [...one.obligations] })) }),
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

// Guarantee: what was decided against is never told to an application as an allow, whatever its event has words for.
function wordless(verdict: Said["verdict"]): { [name: string]: Json } {
  if (verdict.say === "pass" || verdict.say === "allow" || verdict.say === "warn") return { decision: "allow" };
  return { decision: "hold", ...("reason" in verdict ? { reason: verdict.reason } : {}) };
}
