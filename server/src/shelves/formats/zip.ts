import { crc32, deflateRawSync } from "node:zlib";
import type { PackageFile } from "../types.ts";

/* A ZIP archive whose bytes depend on the files alone: the same package is the same archive, on every machine. */

/** The first of January 1980: archives know no earlier day. */
const DAY = 0x21;
const UTF8 = 0x0800;
const UNIX = 3 << 8;

/** The files below a folder of that name. */
export function zipOf(folder: string, files: readonly PackageFile[]): Buffer {
  const parts: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const { path, content, executable } of files) {
    const name = Buffer.from(`${folder}/${path}`, "utf8");
    const packed = deflateRawSync(content, { level: 9 });
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(UTF8, 2);
    common.writeUInt16LE(8, 4);
    common.writeUInt16LE(0, 6);
    common.writeUInt16LE(DAY, 8);
    common.writeUInt32LE(crc32(content), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(name.length, 22);
    parts.push(signed(0x04034b50, common), name, packed);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(((executable ? 0o100755 : 0o100644) << 16) >>> 0, 6);
    rest.writeUInt32LE(offset, 10);
    const made = Buffer.alloc(2);
    made.writeUInt16LE(UNIX | 20, 0);
    central.push(Buffer.concat([signed(0x02014b50, made), common, rest, name]));
    offset += 30 + name.length + packed.length;
  }
  const size = central.reduce((sum, one) => sum + one.length, 0);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(files.length, 4);
  end.writeUInt16LE(files.length, 6);
  end.writeUInt32LE(size, 8);
  end.writeUInt32LE(offset, 12);
  return Buffer.concat([...parts, ...central, signed(0x06054b50, end)]);
}

function signed(signature: number, rest: Buffer): Buffer {
  const head = Buffer.alloc(4);
  head.writeUInt32LE(signature, 0);
  return Buffer.concat([head, rest]);
}
