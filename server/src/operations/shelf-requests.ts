import { z } from "zod";
import { OBJECTS, type Server } from "../config/index.ts";
import { fault } from "../kernel/index.ts";
import {
  MAX_ITEMS,
  type PackageFile,
  type ShelfItem,
  concernsOf,
  countItems,
  listItems,
  plainAddress,
  readPackage,
  runOf,
  targetOfUrl,
  writeItem,
} from "../shelves/index.ts";
import { changing } from "./change.ts";
import { personsOf } from "./duties.ts";
import { itemShape, kind, reason, recordedItem, told } from "./shelf-shapes.ts";
import type { Asker, Operation, Services } from "./types.ts";

/* Asking for something: by name, or with all its files. */

/** What one principal may have waiting, so that nobody fills the database. */
const MAX_OPEN = 20;
const MAX_BODY = 4 * 1_048_576;
const why = reason.describe("Why it is needed; a reviewer reads it.");
const version = z
  .string()
  .regex(/^[0-9A-Za-z][0-9A-Za-z.+_-]{0,63}$/, "a version is 1 to 64 letters, digits or . + _ -");

const requestInput = z.strictObject({
  kind,
  name: z
    .string()
    .regex(/^[A-Za-z0-9](?!.*\.\.)[A-Za-z0-9._@/+-]{0,127}$/, "a name is 1 to 128 letters, digits or . _ @ / + -")
    .describe("What it is called here; a tool is SERVER/TOOL."),
  title: z.string().max(200).default(""),
  description: z.string().max(1_024).default(""),
  version: version.optional(),
  url: z.string().max(2_048).optional().describe("Where it answers or lies; without credentials."),
  command: z.array(z.string().max(4_096)).max(100).optional().describe("What runs it: npx, -y, @scope/server@1.2.3."),
  transport: z.enum(["http", "sse", "stdio"]).optional().describe("How a server is reached; stdio for a command."),
  why,
});
const putInput = z.strictObject({
  files: z
    .array(
      z.strictObject({
        path: z.string().min(1).max(240).describe("Relative, with slashes."),
        content: z.base64().max(2_900_000),
        executable: z.boolean().optional(),
      }),
    )
    .min(1)
    .max(200),
  version: version.optional().describe("Where the package itself says none; a number that rises when left out."),
  source: z.string().max(500).default("").describe("Where the folder comes from."),
  why,
});

const requestOperation: Operation = {
  name: "shelf.request",
  summary: "Asks for a server, tool, skill or plugin; somebody else approves it.",
  method: "POST",
  path: "/shelf/requests",
  input: requestInput,
  output: itemShape,
  roles: "member",
  audit: "change",
  status: 201,
  examples: [
    'lumos shelf request --kind server --name notion --url https://mcp.notion.com/mcp --why "notes of the team"',
  ],
  run: request,
};

export const requestOperations: readonly Operation[] = [
  requestOperation,
  putOperation(
    "skill",
    "Asks for a skill as a folder: SKILL.md, scripts, resources. A changed folder is a new version.",
  ),
  putOperation("plugin", "Asks for a plugin as a folder with .claude-plugin/plugin.json in it."),
];

function putOperation(of: "skill" | "plugin", summary: string): Operation {
  return {
    name: `${of}s.put`,
    summary,
    method: "POST",
    path: `/${of}s`,
    input: putInput,
    output: itemShape,
    roles: "member",
    audit: "change",
    status: 201,
    maxBodyBytes: MAX_BODY,
    examples: [`lumos ${of} put ./my-${of} --why "for the whole team"`],
    run: (services, asker, input: z.output<typeof putInput>) => put(services, asker, of, input),
  };
}

async function request(services: Services, asker: Asker, input: z.output<typeof requestInput>) {
  const { url, command } = input;
  if (input.kind !== "server" && (command !== undefined || input.transport !== undefined))
    throw wrong("command", "Only a server has a command and a transport.");
  if (url !== undefined && command !== undefined) throw wrong("url", "It has either an address or a command.");
  // Guarantee: no credential of somebody's server is kept with a request for it.
  const plain = url === undefined ? undefined : plainAddress(url);
  if (url !== undefined && (!plain || /[?#]/.test(url) || /\/\/[^/]*@/.test(url)))
    throw wrong("url", "An address begins with https:// and carries no user name, password or query.");
  const texts = [input.name, input.title, input.description, input.why, url ?? "", ...(command ?? [])];
  if (services.risk.holdsSecret(texts.join("\n")))
    throw wrong(command === undefined ? "url" : "command", "This looks like it holds a secret: leave it out.");
  const run = command === undefined ? undefined : runOf(command);
  const item = {
    ...blank(services, asker, input),
    version: input.version ?? "",
    source: plain?.url ?? run?.target ?? "",
    target: url === undefined ? (run?.target ?? "") : targetOfUrl(url),
    server: serverOf(input),
    concerns: await concernsOf(services.risk, { files: [written(input)] }),
  };
  return keepRequest(services, asker, "shelf.request", input, item, []);
}

/** What a reviewer reads, and clients are shown later: looked through as a file of a package is. */
function written({ title, description, why: because }: z.output<typeof requestInput>): PackageFile {
  return { path: "request", content: Buffer.from([title, description, because].join("\n")), executable: false };
}

function serverOf(input: z.output<typeof requestInput>): Server | undefined {
  const { kind: itsKind, name, url, command } = input;
  if (itsKind !== "server" || (url === undefined && command === undefined)) return undefined;
  const transport = input.transport ?? (url === undefined ? "stdio" : "http");
  if ((transport === "stdio") !== (url === undefined))
    throw wrong("transport", "stdio goes with a command, http and sse with an address.");
  const spec = { id: name, kind: "mcp", transport, ...(url === undefined ? { command } : { url }) };
  const read = OBJECTS.servers.safeParse(spec);
  if (!read.success) throw wrong("name", read.error.issues[0]?.message ?? "This is no server.");
  return read.data;
}

async function put(services: Services, asker: Asker, of: "skill" | "plugin", input: z.output<typeof putInput>) {
  const files: PackageFile[] = input.files.map(({ path, content, executable = false }) => ({
    path,
    content: Buffer.from(content, "base64"),
    executable,
  }));
  const read = readPackage(of, files);
  if (!read.ok) throw wrong("files", `This is no ${of}: ${read.error}.`);
  const package_ = read.value;
  if (services.risk.holdsSecret(`${input.source}\n${input.why}`))
    throw wrong("why", "This looks like it holds a secret: leave it out.");
  const known = await listItems(services.store.read, asker.org, { kind: of, name: package_.name }, { limit: 200 });
  const standing = known.filter(({ status }) => status !== "denied");
  const same = standing.find(({ digest, status }) => digest === package_.digest && status !== "retired");
  if (same)
    throw fault("conflict", { public: `This very folder is version ${same.version} already: it is ${same.status}.` });
  const version_ = input.version ?? (package_.version || nextNumber(known));
  // Guarantee: a version never changes what it holds.
  if (standing.some((one) => one.version === version_ && one.digest !== package_.digest))
    throw fault("conflict", {
      public: `Version ${version_} of ${package_.name} holds something else already: give this one a version of its own.`,
      param: "version",
    });
  const item = {
    ...blank(services, asker, { ...package_, kind: of, why: input.why }),
    version: version_,
    source: plainAddress(input.source)?.url ?? input.source,
    digest: package_.digest,
    concerns: await concernsOf(services.risk, package_),
    files: package_.files.length,
    bytes: package_.bytes,
  };
  return keepRequest(services, asker, `${of}s.put`, { ...input, files: package_.digest }, item, package_.files);
}

/** Kinds count their versions where nobody says one. */
function nextNumber(known: readonly ShelfItem[]): string {
  const numbers = known.flatMap(({ version: one }) => (/^\d{1,9}$/.test(one) ? [Number(one)] : []));
  return String(Math.max(0, ...numbers) + 1);
}

export function blank(
  { ids, clock }: Pick<Services, "ids" | "clock">,
  { chain }: Asker,
  said: Pick<ShelfItem, "kind" | "name" | "title" | "description" | "why">,
): ShelfItem {
  if (!chain) throw fault("unauthenticated");
  const now = clock.now();
  return {
    id: ids.next(),
    kind: said.kind,
    name: said.name,
    title: said.title,
    description: said.description,
    why: said.why,
    version: "",
    source: "",
    target: "",
    digest: "",
    server: undefined,
    teams: [],
    status: "requested",
    requestedBy: chain.links[0]?.ref ?? "",
    hands: personsOf(chain),
    requestedAt: now,
    decidedBy: "",
    reason: "",
    decidedAt: undefined,
    updatedAt: now,
    concerns: [],
    files: 0,
    bytes: 0,
    revision: 1,
  };
}

export function keepRequest(
  services: Services,
  asker: Asker,
  operation: string,
  input: unknown,
  item: ShelfItem,
  files: readonly PackageFile[],
) {
  return changing(services, asker, { operation, input }, async (tx) => {
    const { org } = asker;
    const open = await countItems(tx, org, { status: "requested", requestedBy: item.requestedBy });
    if (open >= MAX_OPEN)
      throw fault("conflict", { public: `You have ${MAX_OPEN} requests waiting: take some back, or wait for them.` });
    if ((await countItems(tx, org, {})) >= MAX_ITEMS)
      throw fault("conflict", { public: `There are ${MAX_ITEMS} items and requests already.` });
    if (!(await writeItem(tx, org, item, files)))
      throw fault("conflict", { public: "This was asked for already, or is approved or blocked." });
    const subject = { kind: "shelf" as const, id: item.id };
    return { answer: { body: told(item) }, records: [{ subject, after: recordedItem(item) }] };
  });
}

function wrong(param: string, message: string) {
  return fault("invalid_request", { public: message, param });
}
