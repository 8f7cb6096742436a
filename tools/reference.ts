// Pages of docs/reference that are made from the code. `node tools/reference.ts --write` renews them; a test compares.
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { commandReference } from "../server/src/cli/index.ts";
import { apiReference, errorReference } from "./api-reference.ts";
import { ROOT } from "./steps.ts";

export const PAGES: readonly { file: string; text(): Promise<string> }[] = [
  { file: "docs/reference/cli.md", text: commandReference },
  { file: "docs/reference/api.md", text: apiReference },
  { file: "docs/reference/errors.md", text: errorReference },
];

if (process.argv[1] === fileURLToPath(import.meta.url) && process.argv[2] === "--write") {
  for (const page of PAGES) {
    const path = join(ROOT, page.file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, await page.text());
    console.log(page.file);
  }
}
