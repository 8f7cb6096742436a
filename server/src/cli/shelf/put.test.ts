import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { Asked } from "../command.ts";
import { skillPutCommand } from "./put.ts";

test("only files that lie in the folder itself are sent; no link is followed", async () => {
  const folder = mkdtempSync(join(tmpdir(), "lumos-put-"));
  try {
    const skill = join(folder, "skill");
    mkdirSync(join(skill, ".git"), { recursive: true });
    writeFileSync(join(folder, "outside"), "secret");
    writeFileSync(join(skill, "SKILL.md"), "x");
    writeFileSync(join(skill, ".git", "config"), "x");
    const sent: unknown[] = [];
    const asked = {
      io: { cwd: folder, out: () => Promise.resolve(), say: () => {} },
      program: "lumos",
      positionals: ["skill"],
      flags: { has: () => false, text: (name: string) => (name === "why" ? "w" : undefined), list: () => undefined },
      common: { json: true, quiet: true },
      client: () =>
        Promise.resolve({
          send: (request: { body?: unknown }) => {
            sent.push(request.body);
            return Promise.resolve({ status: 201, body: {}, version: undefined });
          },
        }),
    } as unknown as Asked;
    assert.equal(await skillPutCommand.run(asked), 0);
    const { files } = sent[0] as { files: { path: string }[] };
    assert.deepEqual(
      files.map(({ path }) => path),
      ["SKILL.md"],
    );
    symlinkSync(join(folder, "outside"), join(skill, "inside"));
    await assert.rejects(async () => skillPutCommand.run(asked), /link/);
    assert.equal(sent.length, 1);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
