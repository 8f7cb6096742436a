import { listensOn } from "../proc.ts";
import { startBare } from "./bare.ts";
import { startLumos } from "./lumos.ts";
import { startNginx } from "./nginx.ts";
import { startPortkey } from "./portkey.ts";
import { type Absent, PATH, type Target, type TargetName } from "./target.ts";

export { TARGETS, type Absent, type Target, type TargetName } from "./target.ts";

/** Starts one target. What cannot be had here is absent, with the reason; what should start and does not is an error. */
export async function startTarget(name: TargetName, upstreamPort: number): Promise<Target | Absent> {
  const target = await START[name](upstreamPort);
  if ("reason" in target || target.child === undefined) return target;
  if (!listensOn(target.child.pid, target.port)) {
    throw new Error(`${name}: port ${target.port} is not its own; another server would have been measured`);
  }
  return target;
}

const START: Record<TargetName, (upstreamPort: number) => Promise<Target | Absent>> = {
  direct: (port) =>
    Promise.resolve({
      name: "direct",
      port,
      path: PATH,
      headers: { authorization: "Bearer upstream" },
      child: undefined,
      version: "",
      startMs: undefined,
      notes: ["no server in between: what the harness itself takes"],
    }),
  nginx: startNginx,
  bare: startBare,
  portkey: startPortkey,
  lumos: startLumos,
};
