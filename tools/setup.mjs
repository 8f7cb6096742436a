// Brings the checkout to a state in which the sources can run: dependencies as the lock file says,
// among them the Node that runs Lumos. Written for the machine's own Node (20 or later), so no TypeScript here.
import { existsSync, readFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** Installs what is missing; silent and fast when nothing is. Talks on stderr only. */
export function setUp() {
  if (installed(root)) return runtime();

  say("Installing what the lock file lists (once, about half a minute) ...");
  const npm = process.env.npm_execpath;
  const [command, args] = npm?.endsWith(".js") ? [process.execPath, [npm]] : ["npm", []];
  // Not `npm ci`, which takes everything away before it begins: what is there and right stays.
  // What the lock file lists is installed as listed, hashes checked, and the file itself is left alone.
  // The includes outweigh NODE_ENV=production and a user's own `omit`, which would leave out what tests need.
  const flags = ["--no-save", "--include=dev", "--include=optional", "--loglevel=error"];
  const done = spawnSync(command, [...args, "install", ...flags], {
    cwd: root,
    stdio: ["ignore", 2, 2],
  });
  if (done.status !== 0) {
    say("The installation failed; npm says why above. Mend that and run the same command again.");
    process.exit(1);
  }
  return runtime();
}

/**
 * Whether node_modules holds what the lock file lists. npm writes its own list at the end of an installation, so
 * one that broke off is seen too, and one made by hand counts.
 */
export function installed(folder) {
  const wanted = packagesOf(join(folder, "package-lock.json"));
  const present = packagesOf(join(folder, "node_modules", ".package-lock.json"));
  return Object.entries(wanted).every(([place, entry]) => {
    if (!place.startsWith("node_modules/")) return true;
    const found = present[place];
    // Optional packages are for other platforms more often than not; a missing runtime is told below.
    if (!found) return entry.optional === true;
    return found.version === entry.version && found.integrity === entry.integrity;
  });
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages ?? {};
  } catch {
    return {};
  }
}

/** The Node that npm's platform package brought; the machine's own where there is none for this platform. */
function runtime() {
  const bundled = join(root, "node_modules", ".bin", "node");
  if (existsSync(bundled)) return bundled;
  const major = Number(process.versions.node.split(".")[0]);
  if (major >= 24) return process.execPath;
  say(
    `Lumos needs Node 24 or later and npm brings none for ${process.platform}-${process.arch}; this is ${process.version}. Install Node 26 and run the same command again.`,
  );
  process.exit(1);
}

function say(text) {
  process.stderr.write(`lumos: ${text}\n`);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) setUp();
