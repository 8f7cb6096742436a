import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { scratch } from "../../../test/scratch.ts";
import { fetchTree, localTree } from "./git.ts";

// Guarantee: a repository that lacks objects runs no program of its own to get them.
test("a repository that lacks objects runs no program of its own to get them, and is not read in part", async () => {
  using folder = scratch({});
  const repository = join(folder.path, "repository");
  const [ran, program] = [join(folder.path, "ran"), join(folder.path, "program.sh")];
  const git = (...args: string[]) =>
    execFileSync("git", ["-C", repository, "-c", "user.name=t", "-c", "user.email=t@o.test", ...args], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "ignore"],
    }).trim();
  mkdirSync(join(repository, "policies"), { recursive: true });
  for (const name of ["a", "b"])
    writeFileSync(join(repository, `policies/${name}.cedar`), `@id("${name}") permit (principal, action, resource);\n`);
  git("init", "--quiet");
  git("add", "--all");
  git("commit", "--quiet", "--message", "both");
  const hash = git("rev-parse", "HEAD:policies/b.cedar");
  rmSync(join(repository, ".git/objects", hash.slice(0, 2), hash.slice(2)));
  writeFileSync(program, `#!/bin/sh\ntouch '${ran}'\nexec git-upload-pack "$@"\n`, { mode: 0o755 });
  for (const [name, value] of [
    ["core.repositoryformatversion", "1"],
    ["extensions.partialClone", "origin"],
    ["remote.origin.promisor", "true"],
    ["remote.origin.url", repository],
    ["remote.origin.uploadpack", program],
  ] as const)
    git("config", name, value);

  await assert.rejects(localTree(process.env, repository, "HEAD"), /lacks policies\/b\.cedar/);
  await assert.rejects(fetchTree(process.env, repository, undefined, ""), /Git says/);
  assert.equal(existsSync(ran), false);
});
