import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { Client } from "pg";

export interface TestPostgres {
  url: string;
  /** Address of a fresh, empty database in the same server. */
  database(): Promise<string>;
  /** Runs statements as the owner of everything. */
  query(url: string, sql: string): Promise<Record<string, unknown>[]>;
  /** Stops the server at once, as a crash does; `start` brings it back on the same port. */
  crash(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
}

const START_TIMEOUT_MS = 30_000;
/** Lives as long as its input is open, which the system closes when the test process dies. */
const GUARD = `"$0" "$@" >"$LOG" 2>&1 & server=$!
cat >/dev/null
kill -QUIT $server 2>/dev/null
wait $server
[ -e "$ROOM/keep" ] || rm -rf "$ROOM"`;

/** A real PostgreSQL of its own, on a free port of 127.0.0.1, gone without a trace after `stop`. */
export async function startPostgres(): Promise<TestPostgres> {
  const binaries = findBinaries();
  const owner = unprivileged();
  const room = mkdtempSync(join(tmpdir(), "lumos-pg-"));
  chmodSync(room, 0o755);
  if (owner) chownSync(room, owner.uid, owner.gid);
  const data = join(room, "data");
  execFileSync(
    join(binaries, "initdb"),
    ["-D", data, "-U", "lumos", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync"],
    { ...owner, cwd: room, stdio: "ignore" },
  );
  let server: { child: ChildProcess; port: number } | undefined;
  const addressOf = (name: string) => `postgres://lumos@127.0.0.1:${server?.port ?? 0}/${name}`;

  async function launch(port?: number): Promise<void> {
    // A port that was free a moment ago may be taken by now: another is tried.
    for (let attempt = 0; attempt < 5; attempt++) {
      const chosen = port ?? (await freePort());
      const child = run(binaries, room, chosen, owner);
      if (await answers(child, chosen, data)) {
        server = { child, port: chosen };
        return;
      }
      await end(child);
    }
    throw new Error(`PostgreSQL did not start; see ${join(room, "log")}`);
  }

  await launch();
  return {
    url: addressOf("postgres"),
    database: async () => {
      const name = `t${randomBytes(6).toString("hex")}`;
      await query(addressOf("postgres"), `create database ${name}`);
      return addressOf(name);
    },
    query,
    crash: async () => {
      if (!server) return;
      execFileSync("touch", [join(room, "keep")]);
      await end(server.child);
      rmSync(join(room, "keep"), { force: true });
    },
    start: () => launch(server?.port),
    stop: async () => {
      if (server) await end(server.child);
      rmSync(room, { recursive: true, force: true });
    },
  };
}

async function query(url: string, sql: string): Promise<Record<string, unknown>[]> {
  const client = new Client({ connectionString: url });
  client.on("error", () => {});
  await client.connect();
  try {
    const { rows } = await client.query<Record<string, unknown>>(sql);
    return rows;
  } finally {
    await client.end();
  }
}

function run(binaries: string, room: string, port: number, owner: { uid: number; gid: number } | undefined) {
  const settings = [
    `port=${port}`,
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "max_connections=120",
    "shared_buffers=32MB",
  ];
  return spawn(
    "/bin/sh",
    ["-c", GUARD, join(binaries, "postgres"), "-D", join(room, "data"), ...settings.flatMap((one) => ["-c", one])],
    {
      ...owner,
      cwd: room,
      env: { PATH: process.env["PATH"], LOG: join(room, "log"), ROOM: room },
      stdio: ["pipe", "ignore", "ignore"],
      detached: true,
    },
  );
}

async function answers(child: ChildProcess, port: number, data: string): Promise<boolean> {
  const until = Date.now() + START_TIMEOUT_MS;
  while (Date.now() < until && child.exitCode === null) {
    try {
      const [row] = await query(`postgres://lumos@127.0.0.1:${port}/postgres`, "show data_directory");
      // Otherwise somebody else's server got the port first.
      return row?.["data_directory"] === data;
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 30));
    }
  }
  return false;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.stdin?.destroy();
  await gone;
}

function findBinaries(): string {
  const base = "/usr/lib/postgresql";
  const installed = existsSync(base)
    ? readdirSync(base)
        .toSorted((a, b) => Number(b) - Number(a))
        .map((version) => join(base, version, "bin"))
    : [];
  const candidates = [...installed, ...(process.env["PATH"] ?? "").split(delimiter)];
  const found = candidates.find((folder) => existsSync(join(folder, "initdb")) && existsSync(join(folder, "postgres")));
  if (!found) throw new Error("There is no PostgreSQL on this machine: apt-get install postgresql");
  return found;
}

/** PostgreSQL refuses to run as root. */
function unprivileged(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  for (const name of ["postgres", "nobody"]) {
    try {
      const id = (flag: string) => Number(execFileSync("id", [flag, name], { encoding: "utf8", stdio: "pipe" }));
      return { uid: id("-u"), gid: id("-g") };
    } catch {
      // This system has no such user: the next one.
    }
  }
  throw new Error("PostgreSQL does not run as root, and there is neither a user `postgres` nor `nobody`.");
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
