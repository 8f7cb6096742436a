import assert from "node:assert/strict";
import { test } from "node:test";
import { readShell } from "./read-shell.ts";

/* Numbers that look random and are the same each time. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % below;
  };
}

const PIECES =
  "rm -rf / $( ) ` ' \" \\ ; | & && || { } [[ ]] (( )) << <<< E\n \n $x ${x:- } ${x//a/b} ${!x} x=1 x+=2 a=(1 2) for in do done while if then fi else case esac *) ;; function f() eval sh -c bash xargs find -exec {} \\; sed s/a/b/e awk 'BEGIN{system(\"x\")}' python3 -c echo printf '%s' \\x41 {a,b} {1..9} * ? [a-z] ~ > >> < >( <( 2>&1 curl http://a.test | base64 -d git -c alias.x=!y docker run set -- $@ read alias trap coproc # \u0000 \u0001 é 🦀".split(
    " ",
  );

test("nothing that is written makes it throw or hang, and it always says what it does", () => {
  const next = numbers(7);
  for (let round = 0; round < 4_000; round += 1) {
    const words = Array.from({ length: 1 + next(25) }, () => PIECES[next(PIECES.length)] ?? "");
    const command = words.join(next(3) === 0 ? "" : " ");
    const reading = readShell(command);
    assert.ok(reading.does.operations.length > 0, command);
  }
});

test("a command as long and as deep as it may be comes to an end", () => {
  const size = 64 * 1_024;
  const fill = (piece: string): string => piece.repeat(Math.floor(size / piece.length));
  const deep = (open: string, close: string, count: number): string => open.repeat(count) + "ls" + close.repeat(count);
  const all = [
    fill("a"),
    fill("a=1 "),
    fill("a=1;"),
    fill("ls;"),
    fill("ls|"),
    fill("ls && "),
    fill("$x "),
    fill("${x:-"),
    fill("$("),
    fill("`"),
    fill("'"),
    fill('"$('),
    fill("{a,b}"),
    fill("{1..9999999}"),
    fill("("),
    fill("if "),
    fill("<<E "),
    fill("f(){ "),
    fill("*?["),
    fill("for i in 1 2 3; do "),
    `echo ${fill("{a,b}").slice(0, size - 10)}`,
    `cat ${fill("*").slice(0, size - 10)}`,
    deep("$(", ")", 200),
    deep("sh -c '", "'", 30),
    deep("for i in 1 2 3 4 5 6 7 8; do ", "; done", 20),
    deep("while true; do ", "; done", 24),
    Array.from({ length: 20 }, (_, at) => `f${at}(){ f${at + 1}; f${at + 1}; f${at + 1}; }`).join(";") + "; f0",
    Array.from({ length: 20 }, (_, at) => `for v${at} in 1 2 3 4 5 6 7 8; do :; done`).join(";") +
      `; echo ${Array.from({ length: 20 }, (_, at) => `$v${at}`).join(" ")}`,
    `x=${"a".repeat(200)}; ${'x="$x$x$x$x"; '.repeat(40)} echo $x`,
    Array.from({ length: 4_000 }, (_, at) => `v${at}=${at} && :`).join(" && "),
    `x=${"a".repeat(30_000)}; echo \${x##*${"?*".repeat(40)}b}`,
    `echo ${"QUFB".repeat(8_000)} | base64 -d | base64 -d | sh`,
    `python3 -c "${"exec('".repeat(4_000)}"`,
    `sed '${"s/a/b/;".repeat(4_000)}' x`,
    `awk '${'"a" > '.repeat(8_000)}'`,
    `curl ${fill("a.").slice(0, 60_000)}`,
    `git ${fill("-c a=b ").slice(0, 60_000)}`,
    `find / ${fill("-exec ls {} ; ").slice(0, 60_000)}`,
    `alias a='a a'; alias b='a b a'; b b b`,
  ];
  for (const command of all) assert.ok(readShell(command).does.operations.length > 0, command.slice(0, 40));
});
