#!/usr/bin/env node
// The entry of the program. Node 24 or later runs it as it is; an older one looks for the Node that npm
// installed beside Lumos and hands over, so that nobody has to know which Node their shell finds first.
import { existsSync } from "node:fs";
import module from "node:module";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { constants } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

// Runs for every tool an agent uses: it needs nothing of the rest, and any Node will do.
if (process.argv[2] === "hook" && !process.argv.includes("--help") && !process.argv.includes("-h")) {
  const { hook } = await import("./lumos-hook.mjs");
  process.exit(await hook(process.argv.slice(3), process.env));
}

const here = dirname(fileURLToPath(import.meta.url));
const major = Number(process.versions.node.split(".")[0]);

if (major < 24) {
  const node = bundledNode();
  if (!node) {
    process.stderr.write(
      `lumos: needs Node 24 or later, this is ${process.version}. Run it with: npx -p node@26 -p lumos lumos\n`,
    );
    process.exit(1);
  }
  const child = spawn(node, [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: "inherit",
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  const [status, signal] = await once(child, "exit");
  process.exit(status ?? 128 + (constants.signals[signal] ?? 0));
}

module.enableCompileCache();
const source = join(here, "..", "src", "cli", "index.ts");
const built = join(here, "..", "dist", "cli", "index.js");
const { runCommandLine } = await import(existsSync(source) ? source : built);
process.exitCode = await runCommandLine(process.argv.slice(2));

function bundledNode() {
  const require = module.createRequire(import.meta.url);
  const platform = `${process.platform}-${process.arch}`;
  for (const name of [`node-${platform}`, `node-bin-${platform}`]) {
    try {
      const found = join(dirname(require.resolve(`${name}/package.json`)), "bin", "node");
      if (existsSync(found)) return found;
    } catch {
      // not installed: the next name, then the message above
    }
  }
  return undefined;
}
