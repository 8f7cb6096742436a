// A process that has a server running as its child, tells both their ids and waits to be killed.
import { fakeProgram, LIVE, makePeersWorld } from "../peers-world.ts";

const world = makePeersWorld();
const sandbox = process.argv[2] === "off" ? "off" : "auto";
const server = world.server({ transport: "stdio", command: fakeProgram("mcp-raw-stdio.ts", ""), sandbox });
await world.open(server).hello(LIVE);
const started = world.log.map((line) => JSON.parse(line)).find(({ event }) => event === "tools.child_started");
process.stdout.write(`${started.pid}\n`);
setInterval(() => {}, 1_000);
