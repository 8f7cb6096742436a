import { join } from "node:path";
import { freePort, startChild, untilAnswers } from "../children.ts";
import { BENCH } from "../paths.ts";
import { PATH, type Target } from "./target.ts";

export async function startBare(upstreamPort: number): Promise<Target> {
  const port = await freePort();
  const child = startChild({
    name: "bare",
    command: process.execPath,
    args: [join(BENCH, "peers", "bare.ts"), String(port), `http://127.0.0.1:${upstreamPort}`],
    role: "server",
  });
  const startMs = await untilAnswers(child, port, "/healthz");
  return {
    name: "bare",
    port,
    path: PATH,
    headers: { authorization: "Bearer none" },
    child,
    version: `node ${process.version}`,
    startMs,
    notes: ["node:http, one JSON.parse, undici's dispatch; governs nothing"],
  };
}
