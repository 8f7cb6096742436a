import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type TestLumos, startTestLumos } from "./lumos.ts";

/** The organization whose records another gateway guards. */
const RECORDS = join(dirname(fileURLToPath(import.meta.url)), "organizations", "records", "lumos.yaml");

export interface Told {
  decision?: boolean;
  context?: Record<string, unknown>;
  evaluations?: { decision: boolean; context: Record<string, unknown> }[];
  results?: { type?: string; id?: string; name?: string; context?: Record<string, unknown> }[];
  page?: { next_token: string; count: number };
  error?: { code: string; message: string; param?: string; docs: string };
}

export interface Heard {
  status: number;
  headers: Headers;
  body: Told;
}

interface Again {
  recorded: { same?: boolean };
  live: { same?: boolean };
}

export interface AuthzenWorld {
  lumos: TestLumos;
  /** Asks below /access/v1 with a credential; what is no text is sent as JSON. */
  ask(key: string | undefined, path: string, body: unknown, headers?: Record<string, string>): Promise<Heard>;
  /** Whether a decision comes out the same when it is decided again, with the policies of then and of now. */
  again(id: string): Promise<Again>;
  /** What the decision was, for a question that is answered. */
  decided(key: string, body: unknown): Promise<boolean | undefined>;
}

export async function startAuthzen(file = RECORDS, environment: Record<string, string> = {}): Promise<AuthzenWorld> {
  const lumos = await startTestLumos({ file, environment });
  const ask: AuthzenWorld["ask"] = async (key, path, body, headers = {}) => {
    const response = await fetch(`${lumos.url}/access/v1/${path}`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
        ...headers,
      },
      body: typeof body === "string" ? body : JSON.stringify(body),
    });
    return { status: response.status, headers: response.headers, body: (await response.json()) as Told };
  };
  return {
    lumos,
    ask,
    async again(id) {
      const authorization = `Bearer ${lumos.identity.localToken().reveal()}`;
      const response = await fetch(`${lumos.url}/api/v1/decisions/${id}/again`, { headers: { authorization } });
      return (await response.json()) as Again;
    },
    async decided(key, body) {
      return (await ask(key, "evaluation", body)).body.decision;
    },
  };
}
