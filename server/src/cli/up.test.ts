import assert from "node:assert/strict";
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { after, before, describe, test } from "node:test";
import { PROGRAM, lumos, temporary } from "../../test/cli/program.ts";

describe("what the first start shows to copy", () => {
  const folder = temporary();
  let child: ChildProcess;
  let said = "";
  before(async () => {
    child = spawn(process.execPath, [PROGRAM, "up"], {
      cwd: folder.path,
      env: { PATH: process.env["PATH"], HOME: folder.path, LUMOS_LISTEN: "127.0.0.1:0" },
      stdio: ["ignore", "ignore", "pipe"],
    });
    for await (const chunk of child.stderr ?? []) {
      said += String(chunk);
      if (said.includes("why DECISION")) break;
    }
  });
  after(async () => {
    const ended = once(child, "exit");
    child.kill("SIGTERM");
    await ended;
    await folder[Symbol.asyncDispose]();
  });

  test("each call comes out as its remark says", async () => {
    const url = /Lumos answers at (http:\S+)/.exec(said)?.[1] ?? "";
    const create = /KEY=\$\(lumos (.*)\)/.exec(said)?.[1] ?? "";
    const key = await lumos(create.split(" "), { cwd: folder.path });
    assert.equal(key.code, 0, key.err);
    const seen: string[] = [];
    for (const [, header, body, remark] of said.matchAll(/^ {2}call (?:-H "(.*?)" )?-d '(.*)' {3}# (.*)$/gm)) {
      const [name = "", value = ""] = header?.split(": ") ?? [];
      const reply = await fetch(`${url}/v1/chat/completions`, {
        method: "POST",
        headers: {
          authorization: `Bearer ${key.out.trim()}`,
          "content-type": "application/json",
          ...(name === "" ? {} : { [name]: value }),
        },
        body: body ?? "",
      });
      await reply.arrayBuffer();
      const told = [reply.headers.get("x-lumos-outcome"), reply.headers.get("x-lumos-adjusted")].join(" ").trim();
      seen.push(`${String(reply.status)} ${told} <- ${remark ?? ""}`);
    }
    assert.deepEqual(seen, [
      "200 allowed <- allowed",
      "200 allowed fallback,redacted <- fallback: a safer model answers",
      "200 allowed redacted <- redacted: the model sees <EMAIL_1>",
      "403 pending <- approval required; its answer names the approval",
      "403 blocked <- blocked",
    ]);
  });

  test("each tool call comes out as its remark says", async () => {
    const url = /Lumos answers at (http:\S+)/.exec(said)?.[1] ?? "";
    const create = /KEY=\$\(lumos (.*)\)/.exec(said)?.[1] ?? "";
    const key = await lumos(create.split(" "), { cwd: folder.path });
    const [, lines = ""] = /^( {2}tool\(\)[\s\S]*? echo; \})$/m.exec(said) ?? [];
    const seen: string[] = [];
    for (const [, words = "", name = "", remark = ""] of said.matchAll(/^ {2}(tool (\S+) '.*') {3}# (.*)$/gm)) {
      // The shell puts the call together as it is printed; what curl would send is sent from here.
      const script = `curl() { for last; do :; done; printf '%s' "$last"; }\n${lines}\n${words}`;
      const body = execFileSync("/bin/sh", ["-c", script], { encoding: "utf8" });
      const reply = await fetch(`${url}/mcp`, {
        method: "POST",
        headers: {
          authorization: `Bearer ${key.out.trim()}`,
          "content-type": "application/json",
          accept: "application/json, text/event-stream",
          "mcp-protocol-version": "2026-07-28",
          "mcp-method": "tools/call",
          "mcp-name": name,
        },
        body,
      });
      await reply.arrayBuffer();
      seen.push(`${String(reply.status)} ${reply.headers.get("x-lumos-outcome") ?? ""} <- ${remark}`);
    }
    assert.deepEqual(seen, [
      "200 allowed <- allowed; the page is untrusted from here on",
      "200 allowed <- allowed; and private data",
      "200 blocked <- blocked: nothing leaves this session now",
      "200 pending <- approval required",
    ]);
  });
});
