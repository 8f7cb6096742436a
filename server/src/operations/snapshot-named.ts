import { fault } from "../kernel/index.ts";
import type { KeptSnapshot } from "../policy/index.ts";
import type { Services } from "./types.ts";

const SHORTEST = 8;

/** A snapshot by its id or by how that begins, as people copy it. */
export async function snapshotNamed(services: Services, org: string, name: string): Promise<KeptSnapshot> {
  const { store, snapshots } = services;
  // What is decided with is kept within a moment; who just read its id may be ahead of that.
  await snapshots.kept();
  const whole = await snapshots.read(org, name);
  if (whole) return whole;
  if (!/^[0-9a-f]+$/.test(name) || name.length < SHORTEST) throw fault("not_found");
  const rows = await store.read
    .selectFrom("snapshots")
    .select("id")
    .where("org", "=", org)
    .where("id", ">=", name)
    .where("id", "<", `${name}g`)
    .limit(2)
    .execute();
  const [row] = rows;
  if (rows.length > 1) throw fault("invalid_request", { public: `Several snapshots begin with ${name}.`, param: "id" });
  const found = row && (await snapshots.read(org, row.id));
  if (!found) throw fault("not_found");
  return found;
}
