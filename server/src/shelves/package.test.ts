import assert from "node:assert/strict";
import { test } from "node:test";
import { MAX_FILES, digestOf, readPackage } from "./package.ts";
import type { PackageFile } from "./types.ts";

const SKILL = "---\nname: notes\ndescription: Writes notes.\nmetadata: { version: 1.4 }\n---\nWrite.\n";
const file = (path: string, text = "x", executable = false): PackageFile => ({
  path,
  content: Buffer.from(text),
  executable,
});

test("a package's digest changes with every byte, path and mode in it", () => {
  const base = [file("SKILL.md", SKILL), file("a/b", "1")];
  const others = [
    [file("SKILL.md", `${SKILL} `), file("a/b", "1")],
    [file("SKILL.md", SKILL), file("a/c", "1")],
    [file("SKILL.md", SKILL), file("a/b", "1", true)],
    [file("SKILL.md", SKILL)],
    [file("SKILL.md", SKILL), file("a/b", "1"), file("c", "")],
  ];
  const digests = [base, ...others].map((files) => digestOf(files));
  assert.equal(new Set(digests).size, digests.length);
  assert.equal(digestOf(base.toReversed()), digestOf(base), "the order of files is nothing");
});

test("a skill says its name, description and version in its front matter", () => {
  const read = readPackage("skill", [file("SKILL.md", SKILL)]);
  assert.ok(read.ok);
  assert.deepEqual([read.value.name, read.value.version, read.value.description], ["notes", "1.4", "Writes notes."]);
});

test("what is no skill is told why", () => {
  const rows: [PackageFile[], RegExp][] = [
    [[], /no file/],
    [[file("readme.md")], /SKILL\.md/],
    [[file("SKILL.md", "no front matter")], /front matter/],
    [[file("SKILL.md", "---\nname: Bad Name\ndescription: x\n---\n")], /name/],
    [[file("SKILL.md", "---\nname: a\n---\n")], /description/],
    [[file("SKILL.md", "---\n- a\n---\n")], /front matter/],
    [[file("SKILL.md", "---\na: &a [*a]\n---\n")], /name|front/],
    [[{ path: "SKILL.md", content: Buffer.from([0xff, 0x00]), executable: false }], /text/],
    [[file("SKILL.md", SKILL), file("a"), file("a/b")], /file and a folder/],
    [[file("SKILL.md", SKILL), ...Array.from({ length: MAX_FILES }, (_, n) => file(`f${n}`))], /more than/],
    [[file("SKILL.md", SKILL), file("big", "x".repeat(2 * 1_048_576))], /larger/],
  ];
  for (const [files, why] of rows) {
    const read = readPackage("skill", files);
    assert.ok(!read.ok);
    assert.match(read.error, why);
  }
});
