import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { formatProblem, loadConfiguration } from "../src/config/index.ts";
import { type Log, silentLog } from "../src/kernel/index.ts";
import type { Engine } from "../src/policy/index.ts";
import { type Running, startLumos } from "../src/main.ts";

const here = dirname(fileURLToPath(import.meta.url));

/** The organization of the acceptance cases. */
export const ACME = join(here, "organizations", "acme", "lumos.yaml");

export interface TestLumos extends Running {
  data: string;
  /** Makes a key that may call, as the machine's owner would. */
  key(principal: string, options?: { scopes?: string[]; expiresInMs?: number }): Promise<string>;
  end(): Promise<void>;
}

/** The real server in this process, on a free port and a data directory of its own. */
export async function startTestLumos(options: {
  file?: string;
  environment?: Record<string, string>;
  database?: string;
  log?: Log;
  policyEngine?: Engine;
  /** Where programs of stdio servers are looked for. */
  path?: string;
}): Promise<TestLumos> {
  const data = mkdtempSync(join(tmpdir(), "lumos-test-"));
  const loaded = loadConfiguration({
    ...(options.file === undefined ? {} : { file: options.file }),
    env: {
      LUMOS_LISTEN: "127.0.0.1:0",
      LUMOS_DATA: data,
      ...(options.database === undefined ? {} : { LUMOS_DATABASE: options.database }),
      ...options.environment,
    },
    cwd: data,
  });
  if (!loaded.ok) throw new Error(loaded.error.map((problem) => formatProblem(problem)).join("\n"));
  const running = await startLumos({
    loaded: loaded.value,
    log: options.log ?? silentLog,
    ...(options.policyEngine === undefined ? {} : { policyEngine: options.policyEngine }),
    ...(options.path === undefined ? {} : { path: options.path }),
  });
  return {
    ...running,
    data,
    async key(principal, { scopes = ["call"], expiresInMs = 3_600_000 } = {}) {
      const { identity, store, org } = running;
      const owner = await identity.recognize(
        { credential: identity.localToken(), onBehalfOf: undefined, at: Date.now(), ip: "127.0.0.1" },
        "manage",
      );
      if (!owner.ok) throw new Error(owner.error.because);
      const issued = await store.transact((tx) =>
        identity.issueKey(tx, {
          org,
          principal,
          name: "test",
          expiresAt: Date.now() + expiresInMs,
          scopes: scopes as never,
          issuedBy: owner.value,
        }),
      );
      return issued.key.reveal();
    },
    async end() {
      await running.stop("test");
      rmSync(data, { recursive: true, force: true });
    },
  };
}
