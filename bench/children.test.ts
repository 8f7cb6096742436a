import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:net";
import { test } from "node:test";
import { freePort, killAll, startChild, untilAnswers } from "./children.ts";
import { listensOn, processTree } from "./proc.ts";

const node = (name: string, code: string) =>
  startChild({ name: `test-${name}`, command: process.execPath, args: ["-e", code], role: "server" });
const isGone = (pid: number): boolean => processTree(pid).length === 0;

test("a child and what it started are gone after stop, even when they will not end", async () => {
  const port = await freePort();
  const child = node(
    "stubborn",
    `process.on("SIGTERM", () => {});
     require("child_process").spawn("sleep", ["1000"], { detached: true });
     require("http").createServer((_, r) => r.end()).listen(${port}, "127.0.0.1")`,
  );
  await untilAnswers(child, port, "/");
  assert.ok(listensOn(child.pid, port));
  const tree = processTree(child.pid);
  assert.equal(tree.length, 2);
  await child.stop(100);
  if (child.running()) await once(child.channel, "exit");
  assert.ok(tree.every(isGone));
});

test("a child that ends at its start is told with its last words", async () => {
  const child = node("brief", `console.error("no configuration"); process.exit(3)`);
  await assert.rejects(untilAnswers(child, await freePort(), "/"), /no configuration/);
});

test("another's port is not taken for the child's own", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const address = other.address();
  const port = typeof address === "object" ? (address?.port ?? 0) : 0;
  const child = node("elsewhere", "setInterval(() => {}, 1000)");
  assert.equal(listensOn(child.pid, port), false);
  assert.equal(listensOn(process.pid, port), true);
  const exit = once(child.channel, "exit");
  killAll();
  await exit;
  other.close();
});
