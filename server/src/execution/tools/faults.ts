import { type Fault, fault } from "../../kernel/index.ts";

/**
 * Why an upstream could not be used. The sentence goes to whoever asked and names the server alone; what it said
 * itself, and where it stands, is for the log.
 */
export function upstreamFault(server: string, what: string, internal?: string): Fault {
  return fault("upstream_failed", { public: `The server ${server} ${what}.`, ...(internal && { internal }) });
}

/** The caller gave up; nobody is to blame. */
export function goneFault(): Fault {
  return fault("upstream_failed", { public: "The call was given up before it was answered." });
}
