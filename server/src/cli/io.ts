import type { Readable } from "node:stream";

/** What a command may touch of the process it runs in; a parameter, so that a test can stand in for a terminal. */
export interface Io {
  /** Data. Resolves when it is handed over, so that a program may end after it. */
  out(text: string): Promise<void>;
  /** Talk. Nothing that a program would read. */
  say(text: string): void;
  stdin: Readable;
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
  /** Whether people read what is written: tables, colours and questions are for them alone. */
  terminal: { in: boolean; out: boolean; err: boolean; columns: number; colour: boolean };
  /** Ends when the reader of stdout is gone. */
  gone: AbortSignal;
}

export function processIo(): Io {
  const gone = new AbortController();
  // A reader that has seen enough (`| head`) is no failure: what is left is not written.
  const onError = (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
    gone.abort();
  };
  process.stdout.on("error", onError);
  process.stderr.on("error", onError);
  const env = process.env;
  const out = process.stdout.isTTY === true;
  return {
    out: (text) =>
      new Promise((resolve) => {
        if (gone.signal.aborted || text === "") resolve();
        else process.stdout.write(text, () => resolve());
      }),
    say: (text) => {
      process.stderr.write(text.endsWith("\n") ? text : `${text}\n`);
    },
    stdin: process.stdin,
    env,
    cwd: process.cwd(),
    terminal: {
      in: process.stdin.isTTY === true,
      out,
      err: process.stderr.isTTY === true,
      columns: process.stdout.columns || 100,
      colour: out && (env["NO_COLOR"] ?? "") === "" && env["TERM"] !== "dumb",
    },
    gone: gone.signal,
  };
}

/** The whole of standard input, bounded. */
export async function readInput(io: Io, maxBytes: number): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of io.stdin) {
    const bytes = Buffer.from(chunk as Uint8Array);
    size += bytes.length;
    if (size > maxBytes) return undefined;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}
