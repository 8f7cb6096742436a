import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { freePort, startChild, untilAnswers } from "../children.ts";
import { WORK } from "../paths.ts";
import { type Absent, PATH, type Target } from "./target.ts";

const HOME = join(WORK, "nginx");

export async function startNginx(upstreamPort: number): Promise<Target | Absent> {
  const found = findNginx();
  if (found.binary === undefined) return { name: "nginx", reason: found.reason };
  const port = await freePort();
  mkdirSync(join(HOME, "logs"), { recursive: true });
  writeFileSync(join(HOME, "nginx.conf"), configuration(port, upstreamPort));
  const child = startChild({
    name: "nginx",
    command: found.binary,
    args: ["-p", HOME, "-e", "logs/error.log", "-c", join(HOME, "nginx.conf")],
    role: "server",
  });
  const startMs = await untilAnswers(child, port, "/healthz");
  const version = spawnSync(found.binary, ["-v"], { encoding: "utf8" }).stderr.trim().replace("nginx version: ", "");
  return {
    name: "nginx",
    port,
    path: PATH,
    headers: { authorization: "Bearer none" },
    child,
    version,
    startMs,
    notes: ["one worker, keep-alive to the upstream, no access log, streams unbuffered"],
  };
}

/** The machine's own, or Debian's package unpacked beside the bench: nothing is installed, no service is started. */
function findNginx(): { binary: string; reason?: undefined } | { binary: undefined; reason: string } {
  const installed = spawnSync("nginx", ["-v"]).status === 0;
  if (installed) return { binary: "nginx" };
  const binary = join(HOME, "package", "usr", "sbin", "nginx");
  if (!existsSync(binary)) {
    rmSync(join(HOME, "package"), { recursive: true, force: true });
    mkdirSync(join(HOME, "package"), { recursive: true });
    const options = { cwd: HOME, encoding: "utf8", timeout: 60_000 } as const;
    if (spawnSync("apt-get", ["download", "nginx"], options).status !== 0) {
      spawnSync("apt-get", ["update", "-q"], options);
      const got = spawnSync("apt-get", ["download", "nginx"], options);
      if (got.status !== 0) return { binary: undefined, reason: "not installed, and apt-get could not download it" };
    }
    const file = readdirSync(HOME).find((name) => name.endsWith(".deb"));
    if (file !== undefined) spawnSync("dpkg-deb", ["-x", file, "package"], options);
  }
  return spawnSync(binary, ["-v"]).status === 0
    ? { binary }
    : { binary: undefined, reason: "not installed, and Debian's package does not run here by itself" };
}

function configuration(port: number, upstreamPort: number): string {
  return `
user root;
daemon off;
worker_processes 1;
worker_rlimit_nofile 20000;
pid logs/nginx.pid;
error_log logs/error.log error;
events { worker_connections 16384; }
http {
  access_log off;
  client_body_temp_path body;
  proxy_temp_path proxy;
  fastcgi_temp_path fastcgi;
  uwsgi_temp_path uwsgi;
  scgi_temp_path scgi;
  client_max_body_size 8m;
  client_body_buffer_size 1m;
  keepalive_timeout 75s;
  keepalive_requests 10000000;
  tcp_nodelay on;
  upstream model {
    server 127.0.0.1:${upstreamPort};
    keepalive 1024;
    keepalive_requests 10000000;
  }
  server {
    listen 127.0.0.1:${port} backlog=16384;
    location = /healthz { return 200; }
    location / {
      proxy_pass http://model;
      proxy_http_version 1.1;
      proxy_set_header Connection "";
      proxy_set_header Authorization "Bearer upstream";
      proxy_read_timeout 300s;
    }
  }
}
`;
}
