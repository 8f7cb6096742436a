import { Readable } from "node:stream";
import { runCommands } from "../../src/cli/run.ts";

/** A command line in this process, for commands that need no server: many of them in the time of one program. */
export async function lumosHere(
  args: readonly string[],
  options: { cwd?: string; env?: Record<string, string> } = {},
): Promise<{ code: number; out: string; err: string }> {
  let out = "";
  let err = "";
  const io = {
    out: async (text: string) => {
      out += text;
    },
    say: (text: string) => {
      err += text.endsWith("\n") ? text : `${text}\n`;
    },
    stdin: Readable.from([]),
    env: options.env ?? {},
    cwd: options.cwd ?? "/",
    terminal: { in: false, out: false, err: false, columns: 100, colour: false },
    gone: new AbortController().signal,
  };
  const code = await runCommands(args, io, async () => []);
  return { code, out, err };
}
