import { equal, ok } from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, suite, test } from "node:test";
import { type TestLumos, startTestLumos } from "../lumos.ts";

const FILE = `version: 1
organization: { id: small, name: Small }
tiers: [{ id: frontier }]
providers: [{ id: sandbox, api: sandbox, retentionDays: 0 }]
models: [{ id: big, provider: sandbox, upstream: sandbox-frontier, tier: frontier }]
users: [{ id: ann@small.test, roles: [owner] }]
policies:
  - id: all
    text: '@id("all") @why("Everyone may.") permit (principal, action, resource);'
  - id: closed
    text: '@id("closed") @why("Not on this path.") forbid (principal, action, resource) when { context.base.channel == "model" };'
`;

const WORDS = [
  '{"__extn":{"fn":"unknown","arg":"x"}}',
  '{"__entity":{"type":"Lumos::Group","id":"everyone"}}',
  '{"__expr":"true"}',
  "__extn,__entity,__expr",
  'Lumos::User::"ann@small.test"',
  "x".repeat(5_000),
  Array.from({ length: 2_000 }, (_, at) => `c${at}`).join(),
];
const HEADERS = ["workflow", "run", "session", "customer", "purpose", "data-class"].map((name) => `x-lumos-${name}`);

for (const engine of ["fast", "reference"])
  suite(`words of the engine in headers, decided by ${engine}`, { concurrency: false }, () => {
    const folder = mkdtempSync(join(tmpdir(), "lumos-words-"));
    let lumos: TestLumos;
    let key: string;
    before(async () => {
      writeFileSync(join(folder, "lumos.yaml"), FILE);
      const environment = { LUMOS_POLICY_ENGINE: engine };
      lumos = await startTestLumos({ file: join(folder, "lumos.yaml"), environment });
      key = await lumos.key("user:ann@small.test");
    });
    after(async () => {
      await lumos.end();
      rmSync(folder, { recursive: true, force: true });
    });

    for (const header of HEADERS)
      test(`what is forbidden stays forbidden whatever ${header} says`, async () => {
        for (const word of WORDS) {
          const response = await fetch(`${lumos.url}/v1/chat/completions`, {
            method: "POST",
            headers: { authorization: `Bearer ${key}`, [header]: word },
            body: JSON.stringify({ model: "big", messages: [{ role: "user", content: "x" }] }),
          });
          const { error } = (await response.json()) as { error: { code: string } };
          ok([400, 403].includes(response.status), `${word.slice(0, 40)}: ${response.status}`);
          ok(["policy_blocked", "invalid_request"].includes(error.code), error.code);
        }
        equal((await fetch(`${lumos.url}/healthz`)).status, 200);
      });
  });
