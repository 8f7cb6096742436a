import assert from "node:assert/strict";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { TLSSocket } from "node:tls";
import { selfSigned } from "../../../../test/fakes/certificate.ts";
import { scratch } from "../../../../test/scratch.ts";
import { Secret, isFault, silentLog } from "../../../kernel/index.ts";
import type { ConnectedPostgres } from "../../../registry/index.ts";
import { LIMITS, openDatabase } from "./connection.ts";

/** Speaks TLS with a certificate of its own making, as a database does, and hangs up once somebody says who it is. */
async function startHidden({ key, cert }: { key: string; cert: string }) {
  const said: string[] = [];
  const server = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", () => {
      socket.write("S");
      const secure = new TLSSocket(socket, { isServer: true, key, cert });
      secure.on("error", () => {});
      secure.once("data", (data) => {
        said.push(data.toString("latin1"));
        secure.destroy();
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { said, port: (server.address() as AddressInfo).port, end: () => server.close() };
}

test("TLS that is asked for is verified, unless the address says not to", async () => {
  const made = selfSigned();
  using folder = scratch({ "root.pem": made.cert, "other.pem": selfSigned().cert });
  const hidden = await startHidden(made);
  /** Whether the other side is told who connects. */
  const trusts = async (settings: string): Promise<boolean> => {
    const before = hidden.said.length;
    const address = `postgres://someone:secret@127.0.0.1:${hidden.port}/x?${settings}`;
    const server: ConnectedPostgres = {
      id: "db",
      kind: "postgres",
      url: "postgres://hidden/x",
      org: "o",
      mark: "1",
      secretUrl: new Secret(address),
    };
    const asked = { sql: "select 1", values: [], rows: 1, mode: "read only", signal: new AbortController().signal };
    const asking = async () => {
      const database = openDatabase(server, silentLog, LIMITS);
      try {
        await database.run(asked as unknown as Parameters<typeof database.run>[0]);
      } finally {
        await database.close();
      }
    };
    await assert.rejects(asking(), (error) => {
      assert.ok(isFault(error) && error.code === "upstream_failed");
      assert.doesNotMatch(error.message, /someone|secret|127\./);
      return true;
    });
    return hidden.said.length > before;
  };
  const root = (file: string) => `sslrootcert=${encodeURIComponent(join(folder.path, file))}`;
  try {
    assert.equal(await trusts("sslmode=no-verify"), true);
    assert.equal(await trusts(`sslmode=verify-full&${root("root.pem")}`), true);
    for (const mode of ["require", "prefer", "verify-ca", "verify-full", "anything"])
      assert.equal(await trusts(`sslmode=${mode}`), false, mode);
    assert.equal(await trusts(`sslmode=require&${root("other.pem")}`), false);
    assert.equal(await trusts(`sslmode=require&${root("missing.pem")}`), false);
    assert.ok(hidden.said.every((text) => text.includes("someone")));
  } finally {
    hidden.end();
  }
});
