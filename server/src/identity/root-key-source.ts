import { execFile } from "node:child_process";
import { readFileSync, statSync } from "node:fs";
import type { RootKeySource } from "../config/index.ts";
import { fault, type Log } from "../kernel/index.ts";

const MAX_BYTES = 4_096;
const TIMEOUT_MS = 30_000;

/** The text of a root key that an operator keeps elsewhere. */
export async function readRootKeySource(
  source: RootKeySource,
  log: Log,
  timeoutMs: number = TIMEOUT_MS,
): Promise<string> {
  return source.kind === "file" ? fromFile(source.file, log) : await fromCommand(source.argv, timeoutMs);
}

function fromFile(file: string, log: Log): string {
  try {
    const { size, mode } = statSync(file);
    if (size > MAX_BYTES) throw new RangeError("too large");
    // A secret that is mounted has the modes of its mount, so this is told and not changed.
    if ((mode & 0o007) !== 0) log.warn("identity.rootkey.mode", { file, was: (mode & 0o777).toString(8) });
    return readFileSync(file, "utf8");
  } catch (cause) {
    throw fault("invalid_configuration", {
      param: "LUMOS_ROOT_KEY_FILE",
      public: `The root key's file ${file} cannot be read.`,
      fix: "Put 32 bytes in base64 there, readable for the user that runs Lumos.",
      cause,
    });
  }
}

/**
 * Runs the operator's own program. What it prints is the key; what it complains about may hold anything, so
 * none of it is told.
 */
function fromCommand([program, ...words]: readonly [string, ...string[]], timeoutMs: number): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = { timeout: timeoutMs, killSignal: "SIGKILL", maxBuffer: MAX_BYTES, shell: false } as const;
    execFile(program, words, options, (error, stdout, stderr) => {
      if (!error) return resolve(stdout);
      const said = Buffer.byteLength(stderr);
      reject(
        fault("invalid_configuration", {
          param: "LUMOS_ROOT_KEY_COMMAND",
          public: `The command of the root key ${reasonOf(error)}.`,
          fix: `Run ${program} with its arguments yourself, as the user that runs Lumos${said > 0 ? `: it wrote ${said} bytes to its error output` : ""}.`,
        }),
      );
    });
  });
}

// Guarantee: nothing that the root key's command printed is told or logged.
function reasonOf(error: Error & { code?: string | number | null; killed?: boolean }): string {
  if (error.code === "ENOENT") return "is not there";
  if (error.code === "EACCES") return "may not be run";
  if (error.code === "ERR_CHILD_PROCESS_STDIO_MAXBUFFER") return `printed more than ${MAX_BYTES} bytes`;
  if (error.killed === true) return "did not end in time";
  return typeof error.code === "number" ? `ended with exit code ${error.code}` : "was ended by a signal";
}
