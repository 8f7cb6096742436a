// `npm run -s lumos -- ARGS`: the same program as the published `lumos`.
// npm runs scripts in the package's folder; paths in ARGS mean the folder the user typed them in.
import { run } from "./run.mjs";

if (process.env.INIT_CWD) process.chdir(process.env.INIT_CWD);
run("server/bin/lumos.mjs", process.argv.slice(2));
