import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The organizations that tests share. */
export const ORGANIZATIONS = fileURLToPath(new URL("organizations", import.meta.url));

/** A directory with these files, gone when the test is over: `using folder = scratch({ ... })`. */
export function scratch(files: Record<string, string | Uint8Array> = {}): Disposable & { path: string } {
  const path = mkdtempSync(join(tmpdir(), "lumos-test-"));
  for (const [name, content] of Object.entries(files)) {
    const file = join(path, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) };
}
