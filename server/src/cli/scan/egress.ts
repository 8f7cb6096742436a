import { createHash } from "node:crypto";
import { resolve } from "node:path";
import { type EgressResult, LOG_FORMATS, makeTally, openLines, readCatalogue } from "../../discovery/index.ts";
import { fault, hmacSha256 } from "../../kernel/index.ts";
import type { Asked, Command } from "../command.ts";
import { readText } from "../object-file.ts";
import { table } from "../table.ts";
import { machineOf } from "./machine.ts";

export const egressCommand: Command = {
  words: ["scan", "egress"],
  summary: "Which AI services are used beside Lumos, by the logs of proxies and name servers.",
  details: `Reads files line by line, packed ones too, and finds out by itself how they are written: ${LOG_FORMATS.map(({ name }) => name).join(", ")}. Hosts are compared with a catalogue of AI services by whole names. Who went there is told as a hash that only this machine can make, unless --clear is given. Nothing is sent without --push.`,
  positionals: [{ name: "FILE", summary: "The logs.", required: true, many: true }],
  flags: [
    {
      name: "format",
      kind: "text",
      value: "NAME",
      summary: "How they are written, where that is not to be found out.",
    },
    { name: "clear", kind: "switch", summary: "Tell users and addresses as the logs name them." },
    { name: "except", kind: "list", value: "WHO", summary: "Users or addresses that do not count: Lumos's own." },
    {
      name: "domains",
      kind: "text",
      value: "FILE",
      summary: "A catalogue of your own, over the one that comes with Lumos.",
    },
    { name: "push", kind: "switch", summary: "Report the counts; services nobody knew of become findings." },
  ],
  examples: ["lumos scan egress /var/log/squid/access.log*", "lumos scan egress dns.log --except 10.0.0.4 --push"],
  run: run,
};

const MAX_USES = 20_000;

async function run(asked: Asked): Promise<number> {
  const { flags, io, positionals, common } = asked;
  const format = flags.text("format");
  if (format !== undefined && !LOG_FORMATS.some(({ name }) => name === format))
    throw fault("usage", {
      public: `There is no format ${format}: ${LOG_FORMATS.map(({ name }) => name).join(", ")}.`,
    });
  const push = flags.has("push");
  const client = push ? await asked.client() : undefined;
  const { key } = machineOf(asked, { keep: push });
  const tally = makeTally({
    catalogue: await catalogueOf(asked),
    now: Date.now(),
    // Another key than the one for values in settings: one says nothing about the other.
    key: flags.has("clear") ? undefined : hmacSha256(key, "egress"),
    except: new Set((flags.list("except") ?? []).map((one) => one.toLowerCase())),
  });
  const digests: string[] = [];
  for (const path of positionals) {
    try {
      const { lines, digest } = await openLines(resolve(io.cwd, path));
      await tally.file(path, lines, format);
      digests.push(digest());
    } catch (cause) {
      throw fault("usage", { public: `${path} cannot be read.`, fix: `ls -l ${path}`, cause });
    }
  }
  const result = tally.result();
  if (client && result.uses.length > 0) {
    const digest = createHash("sha256").update(digests.toSorted().join("\n")).digest("hex");
    // The most used first: what is beyond is told of in no finding of its own.
    const uses = result.uses.slice(0, MAX_USES);
    await client.send({ method: "POST", path: "/discovery/egress", body: { digest, uses } });
  }
  if (common.json) await io.out(`${JSON.stringify(result, null, 2)}\n`);
  else await show(asked, result);
  return 0;
}

async function catalogueOf({ io, flags }: Asked) {
  const own = flags.text("domains");
  try {
    return readCatalogue(own === undefined ? undefined : await readText(io, own));
  } catch (cause) {
    if (own === undefined) throw cause;
    throw fault("usage", {
      public: `${own} is no catalogue: version, and services with vendor, kind and domains.`,
      cause,
    });
  }
}

async function show({ io, common }: Asked, result: EgressResult): Promise<void> {
  const by = new Map<
    string,
    { service: string; vendor: string; kind: string; who: Set<string>; requests: number; bytes: number; last: number }
  >();
  for (const { service, vendor, kind, who, requests, bytes, lastAt } of result.uses) {
    const row = by.get(service) ?? { service, vendor, kind, who: new Set(), requests: 0, bytes: 0, last: 0 };
    by.set(service, row);
    row.who.add(who);
    row.requests += requests;
    row.bytes += bytes;
    row.last = Math.max(row.last, lastAt);
  }
  const rows = [...by.values()]
    .toSorted((a, b) => b.requests - a.requests)
    .map((row) => ({
      ...row,
      users: String(row.who.size),
      requests: String(row.requests),
      bytes: String(row.bytes),
      last: row.last === 0 ? "" : new Date(row.last).toISOString(),
    }));
  const columns = ["service", "vendor", "kind", "users", "requests", "bytes", "last"];
  await io.out(
    table(
      columns.map((name) => ({ name, title: name.toUpperCase() })),
      rows,
      io.terminal,
    ),
  );
  if (common.quiet) return;
  io.say(`${result.lines} lines, ${result.read} with a host, ${result.matched} to AI services.`);
  for (const [file, format] of Object.entries(result.formats))
    if (format === "unknown") io.say(`${file} is written in no way that is known: --format names one.`);
}
