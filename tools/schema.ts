// The shape of lumos.yaml as JSON Schema, for editors, made from the schemas the loader itself uses.
// `node tools/schema.ts --write` renews server/lumos.schema.json; a test compares.
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { editorSchema } from "../server/src/config/index.ts";

const file = fileURLToPath(new URL("../server/lumos.schema.json", import.meta.url));
const text = `${JSON.stringify(editorSchema(), null, 2)}\n`;

if (process.argv[2] === "--write") {
  writeFileSync(file, text);
  process.stdout.write(`${file}: ${Buffer.byteLength(text)} bytes\n`);
} else process.stdout.write(text);
