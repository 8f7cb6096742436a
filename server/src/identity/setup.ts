import { OBJECTS, type User } from "../config/index.ts";
import {
  type Clock,
  deriveKey,
  fault,
  hmacSha256,
  type Millis,
  type Random,
  refused,
  ok,
  sameBytes,
  Secret,
} from "../kernel/index.ts";
import type { Registry } from "../registry/index.ts";
import type { Reader, Store, Tx } from "../store/index.ts";
import type { Wanted } from "./issuing.ts";
import type { Identity, IssuedKey } from "./types.ts";

const ROW = "setup";
const CODE_LIVES_MS: Millis = 15 * 60_000;
const FIRST_KEY_LIVES_MS: Millis = 90 * 86_400_000;
const MAX_CODES = 5;
const MAX_WRONG = 5;
const LOCKED_MS: Millis = 60_000;
/** No I, L, O, U: nothing that is read as something else. */
const LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const CODE_LETTERS = 20;

type State =
  | { state: "claimed"; at: Millis; by: string }
  /** Several processes may each have shown one. */
  | { state: "open"; codes: { hash: string; expiresAt: Millis }[] };

export interface Setup extends Pick<Identity, "openSetup" | "claimSetup"> {
  /** Once an owner has a key, nobody else becomes the first owner. */
  issued(tx: Tx, principal: { org: string; ref: string }): Promise<void>;
}

/** How the first owner comes to a key when nobody is there to issue one. */
export function makeSetup(parts: {
  store: Store;
  registry: Registry;
  clock: Clock;
  random: Random;
  rootKey: Uint8Array;
  insertKey(tx: Tx, wanted: Wanted, issuedBy: string): Promise<IssuedKey>;
}): Setup {
  const { store, registry, clock, random } = parts;
  const codeKey = deriveKey(parts.rootKey, "setup-code");
  let wrong = 0;
  let lockedUntil = 0;

  const hashOf = (code: string) => hmacSha256(codeKey, code);

  /** Whether a user with the role owner has ever had a key. */
  const ownerHasKey = async (read: Pick<Reader, "selectFrom">): Promise<boolean> => {
    for (const org of registry.organizations()) {
      const owners = ownersOf(registry, org).map((user) => `user:${user.id}`);
      if (owners.length === 0) continue;
      const row = await read
        .selectFrom("keys")
        .select("id")
        .where("org", "=", org)
        .where("principal", "in", owners.slice(0, 1_000))
        .limit(1)
        .executeTakeFirst();
      if (row) return true;
    }
    return false;
  };

  /** Changes the row from what was read to what is wanted; false when someone else was faster. */
  const swap = async (tx: Tx, before: string | undefined, after: State): Promise<boolean> => {
    const value = JSON.stringify(after);
    const now = clock.now();
    const written =
      before === undefined
        ? await tx
            .insertInto("installation")
            .values({ name: ROW, value, updated_at: now })
            .onConflict((on) => on.column("name").doNothing())
            .returning("name")
            .executeTakeFirst()
        : await tx
            .updateTable("installation")
            .set({ value, updated_at: now })
            .where("name", "=", ROW)
            .where("value", "=", before)
            .returning("name")
            .executeTakeFirst();
    return written !== undefined;
  };

  const close = async (tx: Tx, by: string): Promise<void> => {
    const value = JSON.stringify({ state: "claimed", at: clock.now(), by } satisfies State);
    await tx
      .insertInto("installation")
      .values({ name: ROW, value, updated_at: clock.now() })
      .onConflict((on) => on.column("name").doUpdateSet({ value, updated_at: clock.now() }))
      .execute();
  };

  return {
    async openSetup() {
      return store.transact(async (tx) => {
        const code = makeCode(random);
        const expiresAt = clock.now() + CODE_LIVES_MS;
        for (;;) {
          const text = await readState(tx);
          const state = parse(text);
          if (state?.state === "claimed") return undefined;
          if (await ownerHasKey(tx)) return undefined;
          const live = (state?.codes ?? []).filter((one) => clock.now() < one.expiresAt);
          const mine = { hash: hashOf(code).toString("hex"), expiresAt };
          const codes = [...live.slice(1 - MAX_CODES), mine];
          if (await swap(tx, text, { state: "open", codes })) return { code: new Secret(shown(code)), expiresAt };
        }
      });
    },

    // Guarantee: the setup code is used once; of two who claim at the same moment one wins.
    async claimSetup(tx, { code, org, user }) {
      const now = clock.now();
      const text = await readState(tx);
      const state = parse(text);
      if (!state) return refused("wrong");
      if (state.state === "claimed" || (await ownerHasKey(tx))) return refused("used");
      // Guarantee: five wrong setup codes lock the setup for a minute, for the right code too.
      if (now < lockedUntil) return refused("wrong");
      const hash = hashOf(normal(code));
      let found: { expiresAt: Millis } | undefined;
      for (const one of state.codes) if (sameBytes(Buffer.from(one.hash, "hex"), hash)) found = one;
      if (!found) {
        if (++wrong >= MAX_WRONG) {
          wrong = 0;
          lockedUntil = now + LOCKED_MS;
        }
        return refused("wrong");
      }
      if (now >= found.expiresAt) return refused("expired");
      await makeOwner(registry, tx, org, user);
      const ref = `user:${user}`;
      if (!(await swap(tx, text, { state: "claimed", at: now, by: ref }))) return refused("used");
      return ok(
        await parts.insertKey(
          tx,
          { org, principal: ref, name: "first owner", expiresAt: now + FIRST_KEY_LIVES_MS, scopes: ["call", "manage"] },
          "setup",
        ),
      );
    },

    async issued(tx, { org, ref }) {
      if (ownersOf(registry, org).some((user) => `user:${user.id}` === ref)) await close(tx, ref);
    },
  };
}

function ownersOf(registry: Registry, org: string): User[] {
  return [...(registry.landscape(org)?.users.values() ?? [])].filter((user) => user.roles?.includes("owner"));
}

/** The claimed user as an owner: one already, or the organization has none. */
async function makeOwner(registry: Registry, tx: Tx, org: string, id: string): Promise<void> {
  const landscape = registry.landscape(org);
  if (!landscape) throw fault("invalid_request", { param: "org", public: "There is no such organization." });
  const known = landscape.users.get(id);
  if (known?.status === "disabled") {
    throw fault("invalid_request", { param: "user", public: "This user is disabled." });
  }
  if (known?.roles?.includes("owner")) return;
  if (ownersOf(registry, org).length > 0) {
    throw fault("invalid_request", { param: "user", public: "The organization has an owner already: name that user." });
  }
  const spec = OBJECTS.users.safeParse({ ...(known ?? { id }), roles: [...(known?.roles ?? []), "owner"] });
  if (!spec.success) throw fault("invalid_request", { param: "user", public: "This is not a user's id." });
  await registry.put(tx, org, "users", spec.data, { origin: "api" });
}

async function readState(tx: Tx): Promise<string | undefined> {
  const row = await tx.selectFrom("installation").select("value").where("name", "=", ROW).executeTakeFirst();
  return row?.value;
}

function parse(text: string | undefined): State | undefined {
  return text === undefined ? undefined : (JSON.parse(text) as State);
}

function makeCode(random: Random): string {
  return Array.from(random.bytes(CODE_LETTERS), (byte) => LETTERS[byte & 31]).join("");
}

function shown(code: string): string {
  return (code.match(/.{5}/g) ?? []).join("-");
}

/** A code as people type it. */
function normal(code: string): string {
  return code.slice(0, 64).toUpperCase().replaceAll(/[\s-]/g, "").replaceAll("O", "0").replaceAll(/[IL]/g, "1");
}
