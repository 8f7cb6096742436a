import type { Approval, Blocked, Pending } from "./types.ts";

/** Something Lumos said, or did not say. No message holds a key, an argument, a prompt or an address. */
export class LumosError extends Error {
  readonly code: string;
  /** The decision's id, where there is one. */
  readonly decision: string;

  constructor(message: string, about: { code: string; decision?: string }) {
    super(message);
    this.name = "LumosError";
    this.code = about.code;
    this.decision = about.decision ?? "";
  }
}

/** Policy does not allow it, a person said no, a limit is reached, or what a tool gave may not be read. */
export class LumosBlocked extends LumosError {
  readonly approval: Approval | undefined;
  readonly retryAfterS: number | undefined;
  /** It was carried out already: only what came of it may not be read. */
  readonly ran: boolean;

  constructor(blocked: Omit<Blocked, "outcome">, { ran = false }: { ran?: boolean } = {}) {
    super(blocked.reason, { code: blocked.code, decision: blocked.id });
    this.name = "LumosBlocked";
    this.approval = blocked.approval;
    this.retryAfterS = blocked.retryAfterS;
    this.ran = ran;
  }
}

/** It waits for a person. */
export class LumosPending extends LumosError {
  readonly approval: Approval;
  readonly wait: Pending<unknown>["wait"];

  constructor(pending: Pending<unknown>) {
    super(pending.reason, { code: "approval_required", decision: pending.id });
    this.name = "LumosPending";
    this.approval = pending.approval;
    this.wait = pending.wait;
  }
}

export type Missing = "timeout" | "network" | "status" | "unreadable";

/** Lumos could not be reached, or did not answer in words of its own. */
export class LumosUnavailable extends LumosError {
  readonly missing: Missing;
  readonly status: number | undefined;
  /** It was carried out already: nobody has looked at what came of it. */
  readonly ran: boolean;

  constructor(missing: Missing, about: { status?: number | undefined; ran?: boolean } = {}) {
    super(SAID[missing], { code: "unavailable" });
    this.name = "LumosUnavailable";
    this.missing = missing;
    this.status = about.status;
    this.ran = about.ran === true;
  }
}

const SAID: Readonly<Record<Missing, string>> = {
  timeout: "Lumos did not answer in time.",
  network: "Lumos could not be reached.",
  status: "Lumos cannot answer now.",
  unreadable: "What answered is not Lumos, or not all of its answer came.",
};
