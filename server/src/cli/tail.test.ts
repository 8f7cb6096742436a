import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { test } from "node:test";
import { PROGRAM, lumos, startApi, temporary } from "../../test/cli/program.ts";

const row = (id: string) => ({
  id,
  at: 1_800_000_000_000,
  outcome: "blocked",
  principal: "agent:a",
  subject: "user:u",
  asked: "smart",
  model: "",
  policies: ["p.one"],
  code: "policy_blocked",
  result: "refused",
  adjusted: [],
});

test("tail goes on where a broken connection stopped, and each line is one decision", async () => {
  let connections = 0;
  await using api = await startApi({
    "GET /decisions/feed": (_, response) => {
      connections += 1;
      response.writeHead(200, { "content-type": "text/event-stream" });
      if (connections === 1) {
        response.write(`: a comment\n\nid: 7\ndata: ${JSON.stringify(row("one"))}\n\n`);
        // In two pieces, the second of which never comes.
        response.write(`id: 8\ndata: {"id":"cut`, () => setTimeout(() => response.destroy(), 20));
      } else response.write(`id: 8\ndata: ${JSON.stringify(row("two"))}\n\n`);
      return undefined;
    },
  });
  await using folder = temporary();
  const child = spawn(process.execPath, [PROGRAM, "tail", "--outcome", "blocked"], {
    cwd: folder.path,
    env: { PATH: process.env["PATH"], ...api.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let out = "";
  for await (const chunk of child.stdout) {
    out += String(chunk);
    if (out.split("\n").length > 2) break;
  }
  const ended = once(child, "exit");
  child.kill("SIGINT");
  assert.deepEqual(await ended, [130, null]);
  const lines = out.trimEnd().split("\n");
  assert.equal(lines.length, 2);
  assert.match(lines[0] ?? "", /blocked +agent:a for user:u {2}smart {2}refused {2}policy_blocked {2}p\.one {2}one$/);
  assert.match(lines[1] ?? "", / two$/);
  assert.deepEqual(
    api.received.map(({ path, headers }) => [path, headers["last-event-id"]]),
    [
      ["/decisions/feed?outcome=blocked", undefined],
      ["/decisions/feed?outcome=blocked", "7"],
    ],
  );
});

test("a feed that is refused is not asked for again", async () => {
  await using api = await startApi({
    "GET /decisions/feed": {
      status: 403,
      body: { error: { code: "forbidden", message: "Your roles do not allow this operation." } },
    },
  });
  const ran = await lumos(["tail"], { env: api.env });
  assert.equal(ran.code, 5);
  assert.equal(api.received.length, 1);
});
