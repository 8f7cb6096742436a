import { accessSync, constants, statSync } from "node:fs";
import { createServer } from "node:net";
import { dirname } from "node:path";
import { type Loaded, formatProblem } from "../config/index.ts";
import { isFault, silentLog, systemClock } from "../kernel/index.ts";
import { openFor } from "./backup.ts";
import type { Asked, Command } from "./command.ts";
import { addressOf, readOwner } from "./target.ts";

export const doctorCommand: Command = {
  words: ["doctor"],
  summary: "Looks at everything a server needs on this machine, and says how to mend what is not well.",
  positionals: [],
  flags: [],
  examples: ["lumos doctor"],
  run: doctor,
};

interface Finding {
  what: string;
  ok: boolean;
  said: string;
  fix?: string;
}

async function doctor(asked: Asked): Promise<number> {
  const { io, common } = asked;
  const findings: Finding[] = [checkNode()];
  const loaded = await asked.configuration().catch((error: unknown) => {
    findings.push(badConfiguration(error, asked));
    return undefined;
  });
  if (loaded) {
    findings.push({ what: "configuration", ok: true, said: loaded.file ?? "none found: the built-in organization" });
    findings.push(
      ...loaded.warnings.map((warning) => ({ what: "configuration", ok: true, said: formatProblem(warning, io.cwd) })),
    );
    findings.push(await checkPolicies(loaded, asked), ...(await checkProviders(loaded)));
    const running = await whoRuns(loaded);
    findings.push(checkData(loaded), await checkPort(loaded, running));
    findings.push(
      running ? { what: "database", ok: true, said: "in use by the running server" } : await checkDatabase(loaded),
    );
  }
  if (common.json) await io.out(`${JSON.stringify({ findings }, null, 2)}\n`);
  else {
    for (const { what, ok, said, fix } of findings) {
      await io.out(
        `${ok ? "ok      " : "problem "} ${what}: ${said}\n${ok || fix === undefined ? "" : `          ${fix}\n`}`,
      );
    }
  }
  return findings.every(({ ok }) => ok) ? 0 : 1;
}

function checkNode(): Finding {
  const major = Number(process.versions.node.split(".")[0]);
  const said = `${process.version}, ${process.platform}-${process.arch}`;
  return major >= 24
    ? { what: "node", ok: true, said }
    : { what: "node", ok: false, said: `${said} is too old`, fix: "npx -p node@26 -p lumos lumos up" };
}

function badConfiguration(error: unknown, asked: Asked): Finding {
  if (!isFault(error)) throw error;
  return { what: "configuration", ok: false, said: error.message, fix: error.fix ?? `${asked.program} config check` };
}

async function checkPolicies(loaded: Loaded, asked: Asked): Promise<Finding> {
  const [{ buildLandscape }, { runCases }] = await Promise.all([
    import("../registry/index.ts"),
    import("../policy/index.ts"),
  ]);
  const { problems } = await runCases({
    landscape: buildLandscape(loaded.declaration, 1),
    cases: [],
    clock: systemClock,
  });
  const first = problems.find((problem) => problem.severity === "error");
  const count = loaded.declaration.objects.policies.length;
  if (!first) return { what: "policies", ok: true, said: `${count}, all valid` };
  return {
    what: "policies",
    ok: false,
    said: `${first.policy}:${first.line}:${first.column} ${first.message}`,
    fix: `${asked.program} policy check`,
  };
}

/** Whether each provider can be called. A key may be kept in the database without standing in the file. */
async function checkProviders(loaded: Loaded): Promise<Finding[]> {
  const [{ buildLandscape, connectKeys }, { lacksOf }] = await Promise.all([
    import("../registry/index.ts"),
    import("../execution/index.ts"),
  ]);
  const { declaration } = loaded;
  const keys = new Map(declaration.objects.providers.map((provider) => [provider.id, connectKeys(provider)]));
  const { providers } = buildLandscape(declaration, 1, keys);
  return [...providers.values()].flatMap((provider): Finding[] => {
    const { address, key } = lacksOf(provider);
    if (address !== undefined) {
      const fix = "Write what is missing into the provider's entry: docs/how-to/connect-a-provider.md";
      return [{ what: "provider", ok: false, said: address, fix }];
    }
    if (!key) return [];
    const said = `${provider.id} has no key here; one that was written before is used, if there is one`;
    return [{ what: "provider", ok: true, said }];
  });
}

function checkData({ server }: Loaded): Finding {
  const { data } = server;
  const found = statSync(data, { throwIfNoEntry: false });
  const place = found ? data : nearestFolder(data);
  try {
    accessSync(place, constants.W_OK | constants.X_OK);
  } catch {
    return {
      what: "data",
      ok: false,
      said: `${data} cannot be written`,
      fix: `sudo install -d -m 700 -o "$(id -un)" '${data}'`,
    };
  }
  if (!found) return { what: "data", ok: true, said: `${data} is made on the first start` };
  if (!found.isDirectory())
    return { what: "data", ok: false, said: `${data} is not a directory`, fix: `mv '${data}' '${data}.old'` };
  // The directory keeps the root key.
  if ((found.mode & 0o077) !== 0)
    return { what: "data", ok: false, said: `${data} can be read by others`, fix: `chmod 700 '${data}'` };
  return { what: "data", ok: true, said: data };
}

/** Where the server of this data directory answers, if it does. */
async function whoRuns({ server }: Loaded): Promise<string | undefined> {
  const url = readOwner(server.data)?.url ?? addressOf(server);
  const answer = await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(2_000) }).catch(() => undefined);
  await answer?.body?.cancel();
  return answer?.ok === true ? url : undefined;
}

async function checkPort({ server }: Loaded, running: string | undefined): Promise<Finding> {
  const { host, port } = server.listen;
  if (running !== undefined) return { what: "port", ok: true, said: `a server answers at ${running}` };
  const error = await new Promise<NodeJS.ErrnoException | undefined>((resolve) => {
    const probe = createServer();
    probe.once("error", resolve);
    probe.listen({ host, port }, () => probe.close(() => resolve(undefined)));
  });
  if (!error) return { what: "port", ok: true, said: `${host}:${port} is free` };
  const taken = error.code === "EADDRINUSE";
  return {
    what: "port",
    ok: false,
    said: taken
      ? `${host}:${port} is in use by another program`
      : `${host}:${port} cannot be opened (${error.code ?? "unknown"})`,
    fix: taken
      ? `LUMOS_LISTEN=${host}:0 lumos up   # any free port; or: ss -ltnp 'sport = :${port}'`
      : "LUMOS_LISTEN=127.0.0.1:4400 lumos up",
  };
}

async function checkDatabase(loaded: Loaded): Promise<Finding> {
  const { database, data } = loaded.server;
  const kind = database === "sqlite" ? "SQLite" : "PostgreSQL";
  // Looking must not make anything: there is no database before the first start.
  if (database === "sqlite" && !statSync(data, { throwIfNoEntry: false }))
    return { what: "database", ok: true, said: `${kind}, made on the first start` };
  try {
    const store = await openFor(loaded, silentLog);
    const health = await store.health();
    await store.close();
    if (health.ok) return { what: "database", ok: true, said: `${kind} answers` };
    return { what: "database", ok: false, said: health.detail ?? `${kind} does not answer` };
  } catch (error) {
    if (!isFault(error)) throw error;
    return { what: "database", ok: false, said: error.message, ...(error.fix === undefined ? {} : { fix: error.fix }) };
  }
}

function nearestFolder(path: string): string {
  const above = dirname(path);
  return above === path || statSync(above, { throwIfNoEntry: false }) ? above : nearestFolder(above);
}
