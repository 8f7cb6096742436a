import type { Reader, Tx } from "../../store/index.ts";

/** What an organization keeps beside its policies. */
export interface PolicySettings {
  /** What every set must answer before it becomes live, as in cases.yaml. */
  cases: unknown;
  /** Whose signatures count. */
  keys: TrustedKey[];
  /** True where nothing becomes live that carries no such signature. */
  signatureRequired: boolean;
  /** The highest sequence number of a signed set that became live. */
  sequence: number;
}

export interface TrustedKey {
  id: string;
  /** SPKI in PEM. */
  publicKey: string;
  addedBy: string;
  addedAt: number;
}

const NOTHING: PolicySettings = { cases: [], keys: [], signatureRequired: false, sequence: 0 };

export async function readSetting<N extends keyof PolicySettings>(
  reader: Reader,
  org: string,
  name: N,
): Promise<PolicySettings[N]> {
  const row = await reader
    .selectFrom("policy_settings")
    .select("value")
    .where("org", "=", org)
    .where("name", "=", name)
    .executeTakeFirst();
  return row ? (JSON.parse(row.value) as PolicySettings[N]) : NOTHING[name];
}

export async function writeSetting<N extends keyof PolicySettings>(
  tx: Tx,
  org: string,
  setting: { name: N; value: PolicySettings[N]; at: number },
): Promise<void> {
  const value = JSON.stringify(setting.value);
  await tx
    .insertInto("policy_settings")
    .values({ org, name: setting.name, value, updated_at: setting.at })
    .onConflict((conflict) => conflict.columns(["org", "name"]).doUpdateSet({ value, updated_at: setting.at }))
    .execute();
}
