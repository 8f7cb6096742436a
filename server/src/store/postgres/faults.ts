import { type Fault, fault, isFault } from "../../kernel/index.ts";

/** Classes of SQLSTATE that mean the server is away, going away or full. */
const AWAY = /^(08|57P|53|58)/;
const NETWORK = new Set([
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ETIMEDOUT",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOENT",
]);
const LOST =
  /Connection terminated|connection timeout|timeout exceeded when trying to connect|Query read timeout|not queryable|Client has encountered a connection error|Cannot use a pool after/i;

const UNIQUE_VIOLATION = "23505";
const QUERY_CANCELED = "57014";
const REFUSED_LOGIN = /^(28|3D000)/;

/** What PostgreSQL or its driver threw, as a fault whose public part holds nothing of it. */
export function faultOf(error: unknown): Fault {
  if (isFault(error)) return error;
  const message = error instanceof Error ? error.message : String(error);
  const code = codeOf(error);
  const internal = code === "" ? message : `${code}: ${message}`;
  if (code === UNIQUE_VIOLATION) return fault("conflict", { internal, cause: error });
  if (code === QUERY_CANCELED) return fault("unavailable", { internal, cause: error });
  if (REFUSED_LOGIN.test(code)) {
    return fault("store_unreachable", {
      public: "The database refused the user, the password or the name of the database.",
      fix: "LUMOS_DATABASE=postgres://USER:PASSWORD@HOST:5432/NAME lumos up",
      internal,
      cause: error,
    });
  }
  if (AWAY.test(code) || NETWORK.has(code) || LOST.test(message)) {
    return fault("store_unreachable", { fix: "pg_isready -h HOST -p PORT", internal, cause: error });
  }
  return fault("internal", { internal, cause: error });
}

function codeOf(error: unknown): string {
  if (typeof error !== "object" || error === null) return "";
  if ("code" in error && typeof error.code === "string") return error.code;
  // Several addresses were tried: the first failure stands for all.
  if ("errors" in error && Array.isArray(error.errors)) return codeOf(error.errors[0]);
  return "";
}
