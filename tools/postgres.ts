// The tests of the store run on a real PostgreSQL that they start themselves; this sees to the programs.
import { spawnSync } from "node:child_process";
import { existsSync, globSync } from "node:fs";
import { delimiter, join } from "node:path";

export interface Machine {
  /** The folder of initdb, where there is one. */
  postgres: string | undefined;
  root: boolean;
  aptGet: boolean;
}

/**
 * Installs bubblewrap where that is easy, so that child processes are tried in namespaces too. Without it the same
 * tests look at what they get then.
 */
export function ensureBubblewrap(): void {
  const { root, aptGet } = thisMachine();
  if (!root || !aptGet || existsSync("/usr/bin/bwrap")) return;
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const done = spawnSync("apt-get", ["install", "-y", "-q", "--no-install-recommends", "bubblewrap"], { env });
  if (done.status !== 0)
    console.log("bubblewrap could not be installed; child processes are tried without namespaces.");
}

/** Installs PostgreSQL where it is missing and can be installed; says in a sentence what it does or cannot do. */
export function ensurePostgres(): void {
  const plan = planFor(thisMachine());
  if (plan.say) console.log(plan.say);
  if (!plan.install) return;
  for (const args of [
    ["update", "-q"],
    ["install", "-y", "-q", "--no-install-recommends", "postgresql"],
  ]) {
    const done = spawnSync("apt-get", args, {
      encoding: "utf8",
      env: { ...process.env, DEBIAN_FRONTEND: "noninteractive" },
    });
    if (done.status === 0) continue;
    console.log(`apt-get ${args[0]} failed; tests that need PostgreSQL will say so.\n${done.stderr.trim()}`);
    return;
  }
}

export function planFor(machine: Machine): { install: boolean; say?: string } {
  if (machine.postgres) return { install: false };
  if (machine.root && machine.aptGet) {
    return { install: true, say: "PostgreSQL is missing and the tests need it: installing it with apt-get." };
  }
  const why = machine.aptGet ? "only root may install it here" : "there is no apt-get here";
  return {
    install: false,
    say: `PostgreSQL is missing and ${why}: tests that need it will say so. Install the package "postgresql" and run npm test again.`,
  };
}

function thisMachine(): Machine {
  const path = (process.env["PATH"] ?? "").split(delimiter);
  return {
    postgres: [...globSync("/usr/lib/postgresql/*/bin"), ...path].find((folder) => existsSync(join(folder, "initdb"))),
    root: process.getuid?.() === 0,
    aptGet: path.some((folder) => existsSync(join(folder, "apt-get"))),
  };
}
