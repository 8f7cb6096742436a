import { z } from "zod";
import { fault } from "../kernel/index.ts";
import {
  EXPORT_FORMATS,
  MAX_ITEMS,
  SHELF_STATUSES,
  type ShelfItem,
  allowlistOf,
  isOnShelf,
  listFiles,
  listItems,
  readFile,
  readFiles,
  readItem,
  serversOf,
  standingItems,
  textOf,
} from "../shelves/index.ts";
import { isMachineOwner, rolesOf } from "./authorize.ts";
import { decideOperations } from "./shelf-decide.ts";
import { requestOperations } from "./shelf-requests.ts";
import { itemId, itemShape, kind, shelved, shelvedShape, told, wholeShape } from "./shelf-shapes.ts";
import { id, page, pageOf, readNewest } from "./shapes.ts";
import type { Asker, Operation, Services } from "./types.ts";

const REVIEWERS = ["owner", "security_admin"] as const;
const READERS = [...REVIEWERS, "auditor"] as const;

const listInput = z.strictObject({
  kind: kind.optional(),
  all: z.boolean().optional().describe("Those of every team, for who reviews and audits."),
  ...page,
});
const requestsInput = z.strictObject({
  kind: kind.optional(),
  status: z.enum(SHELF_STATUSES).optional(),
  name: z.string().min(1).max(128).optional(),
  ...page,
});
const skillsInput = z.strictObject({ ...page });
const skillInput = z.strictObject({
  name: z.string().min(1).max(64),
  version: z.string().min(1).max(64).optional().describe("The newest one when left out."),
});
const showInput = z.strictObject({
  id: itemId,
  texts: z.boolean().optional().describe("Also what stands in its files, where they are text."),
});
const exportInput = z.strictObject({
  format: z.enum(EXPORT_FORMATS).default("claude-managed"),
  team: id.optional().describe("What this team may use; everything approved when left out."),
  url: z.url().max(500).optional().describe("Where clients reach this Lumos, where `publicUrl` does not say it."),
});

export const shelfOperations: readonly Operation[] = [
  {
    name: "shelf.list",
    summary: "What is on your shelf: servers, tools, skills and plugins that your teams may use.",
    method: "GET",
    path: "/shelf",
    input: listInput,
    output: pageOf(shelvedShape),
    roles: "member",
    audit: "read",
    status: 200,
    examples: ["lumos shelf list --kind skill"],
    run: (services, asker, input: z.output<typeof listInput>) =>
      shelfPage(services, asker, { ...input, everything: input.all === true && mayRead(asker) }),
  },
  {
    name: "skills.list",
    summary: "The skills on your shelf, the newest version first.",
    method: "GET",
    path: "/skills",
    input: skillsInput,
    output: pageOf(shelvedShape),
    roles: "member",
    audit: "read",
    status: 200,
    run: (services, asker, input: z.output<typeof skillsInput>) =>
      shelfPage(services, asker, { ...input, kind: "skill", everything: false }),
  },
  {
    name: "skills.show",
    summary: "Shows a skill on your shelf: what it says, its files and its approved versions.",
    method: "GET",
    path: "/skills/{name}",
    input: skillInput,
    output: z.strictObject({
      ...shelvedShape.shape,
      text: z.string().describe("Its SKILL.md."),
      contents: wholeShape.shape.contents,
      versions: z.array(z.string()).describe("Those on your shelf, the newest first."),
    }),
    roles: "member",
    audit: "read",
    status: 200,
    examples: ["lumos skill show release-notes"],
    run: showSkill,
  },
  {
    name: "shelf.requests",
    summary: "What was asked for, newest first, and what became of it: your own, or all for who reviews.",
    method: "GET",
    path: "/shelf/requests",
    input: requestsInput,
    output: pageOf(itemShape),
    roles: "member",
    audit: "read",
    status: 200,
    examples: ["lumos shelf requests --status requested"],
    async run({ store }, asker, { after, limit, ...filter }: z.output<typeof requestsInput>) {
      const mine = mayRead(asker) ? {} : { requestedBy: asker.chain?.links[0]?.ref ?? "" };
      const found = await readNewest({ after, limit }, (newest) =>
        listItems(store.read, asker.org, { ...filter, ...mine }, newest),
      );
      return { body: { ...found, items: found.items.map(told) } };
    },
  },
  {
    name: "shelf.show",
    summary: "Shows an item or request with what a reviewer should look at, and its files.",
    method: "GET",
    path: "/shelf/items/{id}",
    input: showInput,
    output: wholeShape,
    roles: READERS,
    own: "member",
    audit: "read",
    status: 200,
    examples: ["lumos shelf show 01a1ff8a-97f6-704f-bd8d-6a6d55e37d93 --texts true"],
    run: show,
  },
  ...requestOperations,
  ...decideOperations,
  {
    name: "shelf.export",
    summary: "A fragment of a client's managed settings that allows what is approved, through Lumos, and nothing else.",
    method: "GET",
    path: "/shelf/export",
    input: exportInput,
    output: z.strictObject({
      format: z.enum(EXPORT_FORMATS),
      file: z.string().describe("Where the client reads it."),
      mediaType: z.string(),
      content: z.string(),
    }),
    roles: READERS,
    audit: "read",
    status: 200,
    examples: ["lumos shelf export --format claude-managed"],
    run: exportAllowlist,
  },
];

function mayRead({ chain }: Asker): boolean {
  if (!chain) return false;
  const held = rolesOf(chain);
  return READERS.some((role) => held.has(role));
}

async function shelfPage(
  { store, registry }: Services,
  { org, chain }: Asker,
  asked: { kind?: ShelfItem["kind"] | undefined; after?: string | undefined; limit?: number | undefined } & {
    everything: boolean;
  },
) {
  const landscape = registry.landscape(org);
  if (!chain || !landscape) throw fault("not_found");
  const items = await listItems(store.read, org, { status: "approved", kind: asked.kind }, { limit: MAX_ITEMS });
  const mine = items.filter((item) => asked.everything || isMachineOwner(chain) || isOnShelf(item, chain, landscape));
  const found = await readNewest(asked, ({ before, limit }) =>
    Promise.resolve(mine.filter((item) => before === undefined || item.id < before).slice(0, limit)),
  );
  return { body: { ...found, items: found.items.map(shelved) } };
}

async function showSkill({ store, registry }: Services, { org, chain }: Asker, input: z.output<typeof skillInput>) {
  const landscape = registry.landscape(org);
  if (!chain || !landscape) throw fault("not_found");
  const wanted = { status: "approved" as const, kind: "skill" as const, name: input.name };
  const items = await listItems(store.read, org, wanted, { limit: MAX_ITEMS });
  const mine = items.filter((item) => isMachineOwner(chain) || isOnShelf(item, chain, landscape));
  const item = mine.find(({ version }) => input.version === undefined || version === input.version);
  if (!item) throw fault("not_found");
  const text = textOf(await readFile(store.read, item.id, "SKILL.md")) ?? "";
  const contents = await listFiles(store.read, item.id);
  return { body: { ...shelved(item), text, contents, versions: mine.map(({ version }) => version) } };
}

async function show(services: Services, asker: Asker, input: z.output<typeof showInput>) {
  const { store } = services;
  const item = await readItem(store.read, asker.org, input.id);
  if (!item || (asker.reach === "own" && !isMine(item, asker))) throw fault("not_found");
  const contents = await listFiles(store.read, item.id);
  const files = input.texts === true ? await readFiles(store.read, item.id) : undefined;
  const texts = files?.flatMap((file) => {
    const text = textOf(file);
    return text === undefined ? [] : [{ path: file.path, text }];
  });
  return { body: { ...told(item), contents, ...(texts === undefined ? {} : { texts }) }, version: item.revision };
}

/** Whether the asker is who asked for it. */
function isMine(item: ShelfItem, { chain }: Asker): boolean {
  return chain !== undefined && chain.links[0]?.ref === item.requestedBy;
}

async function exportAllowlist(services: Services, asker: Asker, input: z.output<typeof exportInput>) {
  const { store, registry, loaded } = services;
  const landscape = registry.landscape(asker.org);
  if (!landscape) throw fault("not_found");
  if (input.team !== undefined && !landscape.teams.has(input.team)) throw fault("not_found");
  const approved = await standingItems(store.read, asker.org, "approved");
  const blocked = await standingItems(store.read, asker.org, "blocked");
  const { host, port } = loaded.server.listen;
  const url = (input.url ?? (loaded.server.publicUrl || `http://${host}:${port}`)).replace(/\/+$/, "");
  const servers = serversOf(landscape, { approved, blocked }, input.team);
  return { body: allowlistOf(input.format, { servers, blocked }, { org: asker.org, url }) };
}
