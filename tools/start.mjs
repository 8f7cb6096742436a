// `npm start`: sets the checkout up when needed and runs the gateway in the foreground.
import { run } from "./run.mjs";

run("server/bin/lumos.mjs", ["up", ...process.argv.slice(2)]);
