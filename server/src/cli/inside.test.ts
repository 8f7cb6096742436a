import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { lumosHere as lumos } from "../../test/cli/in-process.ts";
import { temporary } from "../../test/cli/program.ts";

// Guarantee: a file is not written through a symbolic link that lies in its place.
test("a file is not written through a symbolic link that lies in its place, nor into a folder that is one", async () => {
  await using home = temporary();
  const [folder, away] = [join(home.path, "org"), join(home.path, "away")];
  mkdirSync(away);
  writeFileSync(join(away, "theirs"), "[]\n");
  writeFileSync(join(away, "theirs.cedar"), "// Theirs.\n");
  assert.equal((await lumos(["init", folder, "--quiet"])).code, 0);
  const init = () => lumos(["policy", "init", "--pack", "cybersecurity", "--force", folder]);
  const pack = "cybersecurity-models.cedar";
  for (const [link, target] of [
    [join(folder, "cases.yaml"), "theirs"],
    [join(folder, "cases.yaml"), "not-there"],
    [join(folder, "policies", pack), "theirs.cedar"],
  ] as const) {
    rmSync(link, { force: true });
    symlinkSync(join(away, target), link);
    const ran = await init();
    assert.equal(ran.code, 2, ran.err);
    assert.match(ran.err, /is a symbolic link/);
    rmSync(link);
  }
  rmSync(join(folder, "policies"), { recursive: true });
  symlinkSync(away, join(folder, "policies"));
  const out = await init();
  assert.equal(out.code, 2, out.err);
  assert.match(out.err, /leads out of/);
  rmSync(join(folder, "policies"));

  const key = join(home.path, "key.pem");
  writeFileSync(key, generateKeyPairSync("ed25519").privateKey.export({ type: "pkcs8", format: "pem" }));
  mkdirSync(join(folder, "policies"));
  writeFileSync(join(folder, "policies/a.cedar"), '@id("a") permit (principal, action, resource);\n');
  for (const name of ["lumos-policies.json", "lumos-policies.sig"]) {
    symlinkSync(join(away, "theirs"), join(folder, name));
    const signed = await lumos(["policy", "sign", folder, "--key", key]);
    assert.equal(signed.code, 2, signed.err);
    rmSync(join(folder, name));
  }
  assert.deepEqual(readdirSync(away).toSorted(), ["theirs", "theirs.cedar"]);
  assert.equal(readFileSync(join(away, "theirs"), "utf8"), "[]\n");
  assert.equal(readFileSync(join(away, "theirs.cedar"), "utf8"), "// Theirs.\n");
});
