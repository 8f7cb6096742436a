import type { JudgesRoom } from "../judges/index.ts";
import type { Log } from "../kernel/index.ts";
import type { EngineMismatch } from "../policy/index.ts";
import type { Records } from "../record/index.ts";
import type { Store } from "../store/index.ts";

/* What rooms above the record find out, written down. */

/** What a look at a conversation came to, and cost, is found in the records: its calls were sealed before. */
export function recordReviews(
  store: Store,
  records: Records,
  log: Log,
): Parameters<JudgesRoom["reviews"]["reviewed"]>[0] {
  return ({ org, session, call, judged: { story, scores } }) => {
    const subject = { kind: "judges" as const, id: story.judge };
    const details = { session, call, scores, ...story };
    store
      .transact((tx) => records.change(tx, { org, actor: "system", action: "judges.review", subject, details }))
      .catch((error: unknown) => log.error("judges.review_unrecorded", { error, call }));
  };
}

/** An answer of policy that was wrong is found in the records, whoever looks at the log. */
export function recordMismatches(
  store: Store,
  records: Records,
  own: string,
  log: Log,
): (mismatch: EngineMismatch) => void {
  return ({ org = own, snapshot, ...found }) => {
    const record = {
      org,
      actor: "system",
      action: "policy.engine.mismatch",
      subject: { kind: "organization" as const, id: org },
      details: { snapshot, ...found },
    };
    store
      .transact((tx) => records.change(tx, record))
      .catch((error: unknown) => log.error("policy.engine.mismatch_unrecorded", { error, snapshot, ...found }));
  };
}
