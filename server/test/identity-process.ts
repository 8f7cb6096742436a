// One Lumos process as far as identity goes, driven by its parent: node identity-process.ts '{"database":..,"data":..}'
import { isFault, Secret, sha256, silentLog, systemClock, systemRandom } from "../src/kernel/index.ts";
import { makeIdentity, openRootKey } from "../src/identity/index.ts";
import { openRegistry } from "../src/registry/index.ts";
import { openStore } from "../src/store/index.ts";

export type Ask =
  | { op: "recognize"; token: string; behalf?: string }
  | { op: "watch"; token: string; behalf?: string }
  | { op: "openSetup" }
  | { op: "claim"; code: string; user: string }
  | { op: "issue"; principal: string }
  | { op: "lag" };
export type Told =
  | { about: "ready"; rootKey: string }
  | { about: "answer"; id: number; value: string }
  /** When a watched call was cut, by this machine's clock. */
  | { about: "cut"; token: string; at: number };

const { database, data } = JSON.parse(process.argv[2] ?? "") as { database: string; data: string };
const parts = { clock: systemClock, random: systemRandom, log: silentLog };
const store = await openStore({ database, data, ...parts });
const rootKey = await openRootKey({ settings: { data, rootKey: undefined }, store, ...parts });
const registry = await openRegistry({ store, rootKey, ...parts });
const identity = await makeIdentity({ store, registry, rootKey, ...parts });

const tell = (told: Told) => process.send?.(told);
process.on("message", (message) => {
  const { id, ask } = message as { id: number; ask: Ask };
  answer(ask).then(
    (value) => tell({ about: "answer", id, value }),
    (error: unknown) => tell({ about: "answer", id, value: isFault(error) ? error.code : String(error) }),
  );
});
process.on("disconnect", () => process.exit(0));
tell({ about: "ready", rootKey: sha256(rootKey) });

async function answer(ask: Ask): Promise<string> {
  switch (ask.op) {
    case "recognize":
    case "watch": {
      const known = await recognize(ask.token, ask.behalf);
      if (!known.ok) return known.error.because;
      const { token } = ask;
      if (ask.op === "watch") identity.watch(known.value, () => tell({ about: "cut", token, at: Date.now() }));
      return known.value.links.map((link) => link.ref).join(">");
    }
    case "openSetup":
      return (await identity.openSetup())?.code.reveal() ?? "claimed";
    case "claim": {
      const claimed = await store.transact((tx) =>
        identity.claimSetup(tx, { code: ask.code, org: "acme", user: ask.user }),
      );
      return claimed.ok ? claimed.value.key.reveal() : claimed.error;
    }
    case "issue": {
      const token = identity.localToken();
      const owner = await identity.recognize(
        { credential: token, onBehalfOf: undefined, at: Date.now(), ip: "127.0.0.1", org: "acme" },
        "manage",
      );
      if (!owner.ok) return owner.error.because;
      const wanted = { org: "acme", principal: ask.principal, name: "test", expiresAt: Date.now() + 86_400_000 };
      const issued = await store.transact((tx) =>
        identity.issueKey(tx, { ...wanted, scopes: ["call"], issuedBy: owner.value }),
      );
      return issued.key.reveal();
    }
    case "lag":
      return String(store.signalLag());
  }
}

function recognize(token: string, behalf: string | undefined) {
  const onBehalfOf = behalf === undefined ? undefined : new Secret(behalf);
  return identity.recognize({ credential: new Secret(token), onBehalfOf, at: Date.now(), ip: "192.0.2.1" }, "call");
}
