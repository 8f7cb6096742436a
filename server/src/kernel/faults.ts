/**
 * Every way to fail that someone outside can see: one row each. `status` is what HTTP says, `exit` what the
 * command line returns, `sentence` what a person reads. What happened inside travels beside it, in
 * `internal`, and has no way out but the log.
 */
export const FAULTS = {
  unauthenticated: row(401, false, 1, "No valid credential was presented."),
  policy_blocked: row(403, false, 5, "Policy does not allow this call."),
  approval_required: row(403, false, 6, "This call needs a person's approval."),
  budget_exhausted: row(429, false, 7, "A budget is used up."),
  rate_limited: row(429, true, 1, "Too many calls; try again later."),
  not_found: row(404, false, 1, "There is no such thing, or it is not yours to see."),
  invalid_request: row(400, false, 2, "The request is not valid."),
  forbidden: row(403, false, 5, "Your roles do not allow this operation."),
  conflict: row(409, false, 1, "This was changed by someone else, or exists already."),
  precondition_failed: row(412, false, 1, "The version you named is not the current one."),
  precondition_required: row(428, false, 2, "Name the version you are changing with If-Match."),
  too_large: row(413, false, 2, "The request is larger than the limit."),
  method_not_allowed: row(405, false, 2, "This path does not take that method."),
  unsupported_media_type: row(415, false, 2, "Send JSON."),
  upstream_failed: row(502, true, 1, "Every model that may answer failed."),
  unavailable: row(503, true, 1, "Lumos cannot answer right now."),
  internal: row(500, false, 1, "Something went wrong inside Lumos."),
  // What only the command line and the start meet.
  usage: row(400, false, 2, "The command was not understood."),
  invalid_configuration: row(400, false, 3, "The configuration is not valid."),
  invalid_policy: row(400, false, 3, "A policy is not valid."),
  tests_failed: row(422, false, 4, "A test or simulation failed."),
  port_taken: row(500, false, 1, "The address is in use."),
  data_locked: row(500, false, 1, "Another Lumos uses this data directory."),
  data_unwritable: row(500, false, 1, "The data directory cannot be written."),
  schema_newer: row(500, false, 1, "The database was written by a newer Lumos."),
  store_unreachable: row(503, true, 1, "The database cannot be reached."),
  server_unreachable: row(503, true, 8, "No Lumos server answers."),
} as const satisfies Record<string, FaultRow>;

export interface FaultRow {
  status: number;
  retryable: boolean;
  exit: number;
  sentence: string;
}

export type FaultCode = keyof typeof FAULTS;

export interface FaultDetails {
  /** A sentence for the person, in place of the table's. Holds nothing internal. */
  public?: string;
  /** What a log may know. */
  internal?: string;
  /** The field or place that is wrong, for `invalid_*`. */
  param?: string;
  /** The command that mends it; the last line the command line shows. */
  fix?: string;
  /** Facts for programs, all public. */
  data?: Record<string, unknown>;
  cause?: unknown;
}

export class Fault extends Error {
  readonly code: FaultCode;
  readonly internal: string | undefined;
  readonly param: string | undefined;
  readonly fix: string | undefined;
  readonly data: Record<string, unknown> | undefined;

  constructor(code: FaultCode, details: FaultDetails = {}) {
    super(details.public ?? FAULTS[code].sentence, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = "Fault";
    this.code = code;
    this.internal = details.internal;
    this.param = details.param;
    this.fix = details.fix;
    this.data = details.data;
  }

  get row(): FaultRow {
    return FAULTS[this.code];
  }
}

export function fault(code: FaultCode, details?: FaultDetails): Fault {
  return new Fault(code, details);
}

export function isFault(error: unknown): error is Fault {
  return error instanceof Fault;
}

/** Anything thrown as a fault: what is not one already becomes `internal`, its text kept inside. */
export function asFault(error: unknown): Fault {
  if (isFault(error)) return error;
  return fault("internal", { internal: error instanceof Error ? error.message : String(error), cause: error });
}

/** Where the documentation tells more about a code. */
export function docsOf(code: FaultCode): string {
  return `docs/reference/errors.md#${code}`;
}

function row(status: number, retryable: boolean, exit: number, sentence: string): FaultRow {
  return { status, retryable, exit, sentence };
}
