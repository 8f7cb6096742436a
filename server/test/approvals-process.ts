// One Lumos process as far as approvals go, driven by its parent: node approvals-process.ts '{"database":..,"data":..}'
import { type ApprovalAsk, type Sought, makeApprovals } from "../src/approvals/index.ts";
import { silentLog, systemClock, systemRandom, uuidV7 } from "../src/kernel/index.ts";
import { openStore } from "../src/store/index.ts";
import { peopleOfAcme } from "./approvals-world.ts";
import { heldRegistry } from "./held-registry.ts";

/** `seek`: looks for a word given for this, so often. `take`: takes what was found, all at once. */
export type Ask =
  | { op: "seek"; ask: ApprovalAsk; times: number }
  | { op: "take" }
  | { op: "wait"; org: string; id: string };

const { database, data } = JSON.parse(process.argv[2] ?? "") as { database: string; data: string };
const parts = { clock: systemClock, log: silentLog };
const store = await openStore({ database, data, random: systemRandom, ...parts });
const room = makeApprovals({
  store,
  registry: heldRegistry([peopleOfAcme()]),
  ids: uuidV7(systemClock, systemRandom),
  publicUrl: () => "https://lumos.test",
  stepped: () => Promise.resolve(),
  sweepMs: 0,
  ...parts,
});

let sought: Sought[] = [];

process.on("message", (message) => {
  void answer(message as Ask).then((value) => process.send?.(value));
});
process.on("disconnect", () => process.exit(0));
process.send?.("ready");

async function answer(ask: Ask): Promise<unknown> {
  if (ask.op === "wait") {
    process.send?.("waiting");
    return (await room.decided(ask.org, ask.id, new AbortController().signal)).state;
  }
  if (ask.op === "seek") {
    sought = await Promise.all(Array.from({ length: ask.times }, () => room.seek(ask.ask)));
    return sought[0]?.state;
  }
  const taken = await Promise.all(sought.map((one) => one.state === "approved" && one.take()));
  return taken.filter(Boolean).length;
}
