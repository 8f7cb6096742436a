import { resolve } from "node:path";
import { type Found, type Inventory, scan } from "../../discovery/index.ts";
import { fault, isRecord } from "../../kernel/index.ts";
import type { Asked, Command } from "../command.ts";
import { placesOf } from "../connect/kept.ts";
import { table } from "../table.ts";
import { type Adoption, adopt, takeBack } from "./adopt.ts";
import { type Machine, machineOf } from "./machine.ts";

export const scanCommand: Command = {
  words: ["scan"],
  summary: "Finds the MCP servers, hooks and skills that AI clients on this machine are set to use.",
  details:
    "Reads the settings of all known clients and of repositories; it starts no server, asks nobody and follows no link out. Values of variables and headers are never shown or sent: names alone, and a hash that only this machine can make. With --push the list goes to the server, which says what is approved, blocked or unknown; with --adopt entries of approved servers are rewritten to go through Lumos, and --undo takes that back.",
  positionals: [],
  flags: [
    {
      name: "home",
      kind: "text",
      value: "DIR",
      summary: "Another home than one's own; the machine's settings are left out.",
    },
    { name: "project", kind: "list", value: "DIR", summary: "A repository to look through too." },
    { name: "push", kind: "switch", summary: "Report what was found." },
    { name: "adopt", kind: "switch", summary: "Lead approved servers through Lumos; reports too." },
    { name: "dry-run", kind: "switch", summary: "With --adopt: only say what would be rewritten." },
    { name: "undo", kind: "switch", summary: "Take back what --adopt rewrote." },
  ],
  examples: ["lumos scan", "lumos scan --project . --json", "lumos scan --push", "lumos scan --adopt --dry-run"],
  run: run,
};

async function run(asked: Asked): Promise<number> {
  const { flags, io, common } = asked;
  if (flags.has("undo")) return undo(asked);
  const wantsAdoption = flags.has("adopt");
  const pushes = flags.has("push") || wantsAdoption;
  const places = placesOf(asked);
  const home = flags.text("home");
  const client = pushes ? await asked.client() : undefined;
  const machine = machineOf(asked, { keep: pushes });
  const inventory = scan({
    home: home === undefined ? places.home : resolve(io.cwd, home),
    projects: (flags.list("project") ?? []).map((path) => resolve(io.cwd, path)),
    system: home === undefined ? (places.platform === "win32" ? "C:\\" : "/") : undefined,
    key: machine.key,
    lumos: [client?.url, io.env["LUMOS_URL"], "http://127.0.0.1:4400", "http://localhost:4400"].flatMap(
      (one) => one ?? [],
    ),
  });
  const servers = client ? await push(asked, inventory, machine, home === undefined) : new Map<Found, string>();
  const adoption =
    client && wantsAdoption
      ? adopt(asked, inventory, servers, { url: client.url, dry: flags.has("dry-run") })
      : undefined;
  if (common.json) {
    const { found, broken, files, truncated } = inventory;
    const told = { machine: machine.id, files, truncated, found, broken, ...(adoption ? { adoption } : {}) };
    await io.out(`${JSON.stringify(told, null, 2)}\n`);
  } else await show(asked, inventory, adoption);
  return 0;
}

/** What the server knows of each thing; the answer is the declared server that stands for it. */
async function push(asked: Asked, { found, truncated }: Inventory, machine: Machine, own: boolean) {
  const servers = new Map<Found, string>();
  // Repositories are not always looked through: what they bring is not gone when a scan leaves them out.
  const whole = own && !truncated ? ["user", "managed"] : [];
  const told = found.slice(0, 2_000);
  const body = { machine: machine.id, whole, found: told };
  const reply = await (await asked.client()).send({ method: "POST", path: "/discovery/reports", body });
  const answers = isRecord(reply.body) && Array.isArray(reply.body["found"]) ? reply.body["found"] : undefined;
  if (!answers || answers.length !== told.length) throw fault("internal", { internal: "an answer of another shape" });
  for (const [place, one] of told.entries()) {
    const answer: unknown = answers[place];
    if (!isRecord(answer)) continue;
    one.class = answer["class"] as Found["class"];
    if (typeof answer["server"] === "string") servers.set(one, answer["server"]);
  }
  return servers;
}

async function undo(asked: Asked): Promise<number> {
  const files = takeBack(asked);
  if (asked.common.json) await asked.io.out(`${JSON.stringify({ files }, null, 2)}\n`);
  else asked.io.say(files.length === 0 ? "Nothing was rewritten." : `As before: ${files.join(", ")}`);
  return 0;
}

async function show({ io, common, program }: Asked, inventory: Inventory, adoption: Adoption | undefined) {
  const names = ["kind", "client", "name", "target", "class", "flags", "place"];
  const columns = names.map((name) => ({ name, title: name.toUpperCase() }));
  const rows = inventory.found.map((one) => ({ ...one, flags: one.flags.join(" ") }));
  await io.out(table(columns, rows, io.terminal));
  if (common.quiet) return;
  for (const { place, problem } of inventory.broken) io.say(`${place} was left out: ${problem}`);
  if (inventory.truncated) io.say("There is more than is looked through; the list is not whole.");
  for (const { name, place, server } of adoption?.adopted ?? [])
    io.say(`${name} in ${place} goes through Lumos (${server}).`);
  for (const { name, place, why } of adoption?.left ?? []) io.say(`${name} in ${place} was left as it is: ${why}.`);
  if ((adoption?.adopted.length ?? 0) > 0) io.say("Its key comes from LUMOS_TOKEN in the environment of the client.");
  const unknown = inventory.found.filter((one) => one.kind === "server" && one.class === "unknown").length;
  if (unknown > 0)
    io.say(`${unknown} unknown: ${program} shelf request --kind server --name NAME --url URL --why TEXT asks for one.`);
}
