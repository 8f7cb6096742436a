import { existsSync } from "node:fs";
import { isAbsolute } from "node:path";
import { z } from "zod";
import { sameRootKey } from "../identity/index.ts";
import { fault } from "../kernel/index.ts";
import { changing } from "./change.ts";
import type { Operation } from "./types.ts";

const path = z
  .string()
  .min(1)
  .max(4_096)
  .refine((text) => isAbsolute(text) && !text.includes("\0"), "an absolute path on the server's machine");
const input = z.strictObject({
  file: path.describe("Where the copy goes, on the server's machine. There must be nothing yet."),
});
const restoreInput = z.strictObject({ file: path.describe("A file that `backup` wrote, on the server's machine.") });

export const installationOperations: readonly Operation[] = [
  {
    name: "backup",
    summary: "Writes a consistent copy of the database into a file while the server runs.",
    method: "POST",
    path: "/backup",
    input,
    output: z.strictObject({ file: z.string(), bytes: z.int() }),
    roles: "machine",
    audit: "change",
    status: 200,
    async run(services, asker, { file }: { file: string }) {
      // Guarantee: a backup overwrites nothing.
      if (existsSync(file)) throw fault("conflict", { public: "There is a file of that name already.", param: "file" });
      // Recorded before it is made: a copy nobody heard of is worse than a record without one.
      await changing(
        services,
        { ...asker, idempotencyKey: undefined },
        { operation: "backup", input: { file } },
        async () => ({
          answer: { body: {} },
          records: [{ subject: { kind: "installation", id: "backup" }, details: { file } }],
        }),
      );
      const { bytes } = await services.store.backup(file);
      return { body: { file, bytes } };
    },
  },
  {
    name: "restore",
    summary: "Replaces everything in the database by what a backup holds, while the server runs.",
    method: "POST",
    path: "/restore",
    input: restoreInput,
    output: z.strictObject({ file: z.string(), rows: z.int() }),
    roles: "machine",
    audit: "change",
    status: 200,
    async run(services, asker, { file }: { file: string }) {
      const { store, registry, policy } = services;
      const { rows } = await store.restore(file, await sameRootKey(store));
      await registry.refreshAll();
      await policy.settled();
      // Guarantee: a restore is recorded in what it restored.
      await changing(
        services,
        { ...asker, idempotencyKey: undefined },
        { operation: "restore", input: { file } },
        async () => ({
          answer: { body: {} },
          records: [{ subject: { kind: "installation", id: "restore" }, details: { file, rows } }],
        }),
      );
      return { body: { file, rows } };
    },
  },
];
