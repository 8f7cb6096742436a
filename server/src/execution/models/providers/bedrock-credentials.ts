import { isRecord } from "../../../kernel/index.ts";
import { parsedJson } from "../taps/counts.ts";
import type { Unready } from "./types.ts";

/** What AWS requests are signed with. */
export interface AwsCredentials {
  accessKeyId: string;
  secretAccessKey: string;
  sessionToken?: string;
}

const ACCESS_KEY_ID = /^[A-Z0-9]{16,128}$/;
const PRINTABLE = /^[\x21-\x7e]+$/;

/**
 * What is kept as a Bedrock provider's key: `ID:SECRET` or `ID:SECRET:SESSION`, the JSON that AWS's own tools
 * write, or one of Bedrock's API keys.
 */
export function bedrockCredentials(key: string): AwsCredentials | { bearer: string } | Unready {
  const text = key.trim();
  if (text.startsWith("{")) return fromJson(text);
  const [id = "", secret, session] = text.split(":", 3);
  if (secret === undefined || !ACCESS_KEY_ID.test(id)) return { bearer: text };
  return checked({ accessKeyId: id, secretAccessKey: secret, ...(session ? { sessionToken: session } : {}) });
}

function fromJson(text: string): AwsCredentials | Unready {
  const outer = parsedJson(text);
  const json = isRecord(outer) && isRecord(outer["Credentials"]) ? outer["Credentials"] : outer;
  if (!isRecord(json)) return UNREADABLE;
  const member = (...names: string[]) => names.map((name) => json[name]).find((value) => typeof value === "string");
  const accessKeyId = member("accessKeyId", "AccessKeyId", "aws_access_key_id") as string | undefined;
  const secretAccessKey = member("secretAccessKey", "SecretAccessKey", "aws_secret_access_key") as string | undefined;
  const sessionToken = member("sessionToken", "SessionToken", "aws_session_token") as string | undefined;
  if (accessKeyId === undefined || secretAccessKey === undefined) return UNREADABLE;
  return checked({ accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) });
}

const UNREADABLE: Unready = { problem: "its key is neither ID:SECRET nor the JSON of one" };

function checked(credentials: AwsCredentials): AwsCredentials | Unready {
  const { accessKeyId, secretAccessKey, sessionToken } = credentials;
  const fine =
    ACCESS_KEY_ID.test(accessKeyId) &&
    PRINTABLE.test(secretAccessKey) &&
    (sessionToken === undefined || PRINTABLE.test(sessionToken));
  return fine ? credentials : UNREADABLE;
}
