import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { createHash } from "node:crypto";
import { createGunzip } from "node:zlib";

const MAX_LINE = 16_384;
/** A compressed file that grows beyond this is not a log. */
const MAX_BYTES = 64 * 1024 ** 3;

/** The lines of a file, unpacked where it is packed; `digest` is of all that was read. A longer line is passed over. */
export async function openLines(path: string): Promise<{ lines: AsyncIterable<string>; digest: () => string }> {
  const handle = await open(path, "r");
  const head = Buffer.alloc(2);
  await handle.read(head, 0, 2, 0);
  await handle.close();
  const packed = head[0] === 0x1f && head[1] === 0x8b;
  const hash = createHash("sha256");
  return { lines: linesOf(path, packed, (bytes) => void hash.update(bytes)), digest: () => hash.digest("hex") };
}

async function* linesOf(path: string, packed: boolean, heard: (bytes: Buffer) => void): AsyncIterable<string> {
  const file = createReadStream(path);
  const source = packed ? file.pipe(createGunzip()) : file;
  // An error of the file itself is one of the stream that is read.
  if (source !== file) file.once("error", (error) => source.destroy(error));
  const decoder = new TextDecoder("utf-8");
  let rest = "";
  let skipping = false;
  let bytes = 0;
  try {
    for await (const chunk of source as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > MAX_BYTES) return;
      heard(chunk);
      const pieces = (rest + decoder.decode(chunk, { stream: true })).split("\n");
      rest = pieces.pop() ?? "";
      for (const piece of pieces) {
        if (!skipping && piece.length <= MAX_LINE) yield piece.endsWith("\r") ? piece.slice(0, -1) : piece;
        skipping = false;
      }
      if (rest.length > MAX_LINE) {
        rest = "";
        skipping = true;
      }
    }
    if (rest !== "" && !skipping) yield rest;
  } finally {
    file.destroy();
    if (source !== file) source.destroy();
  }
}
