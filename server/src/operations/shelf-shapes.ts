import { z } from "zod";
import { type ShelfItem, EVERYONE, SHELF_KINDS, SHELF_STATUSES } from "../shelves/index.ts";
import { id, millis } from "./shapes.ts";

/* What operations on shelves take and answer. */

export const itemId = z.string().min(1).max(100);
export const reason = z.string().min(1).max(2_000);
export const kind = z.enum(SHELF_KINDS);
export const teams = z.array(id).max(200).default([]).describe("The teams whose shelf it stands on.");
export const everyone = z.boolean().optional().describe("It stands on everybody's shelf.");

const concern = z.strictObject({
  kind: z.string(),
  place: z.string().describe("The file; empty where it is about the whole."),
  detail: z.string(),
  score: z.number().describe("0 to 100."),
});
const file = z.strictObject({ path: z.string(), digest: z.string(), bytes: z.int(), executable: z.boolean() });

/** What everybody may see of an item that is on their shelf. */
export const shelvedShape = z.strictObject({
  id: z.string(),
  kind,
  name: z.string(),
  version: z.string(),
  title: z.string(),
  description: z.string(),
  source: z.string().describe("Where it comes from: an address or a package."),
  digest: z.string().describe("Over its files; empty where it has none."),
  updatedAt: millis,
});

/** The whole, for whoever asked for it and whoever decides. */
export const itemShape = z.strictObject({
  ...shelvedShape.shape,
  status: z.enum(SHELF_STATUSES),
  teams: z.array(z.string()),
  everyone: z.boolean(),
  target: z.string().describe("The form in which a scan finds it: `npm:package`, `url:host/path`."),
  server: z
    .strictObject({
      transport: z.string(),
      url: z.string().optional(),
      command: z.array(z.string()).optional(),
    })
    .nullable()
    .describe("How it is reached, where it is a server to be declared."),
  why: z.string(),
  requestedBy: z.string(),
  requestedAt: millis,
  decidedBy: z.string(),
  reason: z.string(),
  decidedAt: millis.nullable(),
  concerns: z.array(concern).describe("What a reviewer should look at; no text that was found stands in it."),
  files: z.int(),
  bytes: z.int(),
  revision: z.int(),
});

export const wholeShape = z.strictObject({
  ...itemShape.shape,
  contents: z.array(file),
  texts: z
    .array(z.strictObject({ path: z.string(), text: z.string() }))
    .optional()
    .describe("Where asked for: what stands in those that are text."),
});

export function shelved(item: ShelfItem): z.output<typeof shelvedShape> {
  const { id: itsId, kind: itsKind, name, version, title, description, source, digest, updatedAt } = item;
  return { id: itsId, kind: itsKind, name, version, title, description, source, digest, updatedAt };
}

export function told(item: ShelfItem): z.output<typeof itemShape> {
  const { server } = item;
  return {
    ...shelved(item),
    status: item.status,
    teams: item.teams.filter((team) => team !== EVERYONE),
    everyone: item.teams.includes(EVERYONE),
    target: item.target,
    server:
      server?.kind === "mcp"
        ? {
            transport: server.transport,
            ...(server.url === undefined ? {} : { url: server.url }),
            ...(server.command === undefined ? {} : { command: server.command }),
          }
        : null,
    why: item.why,
    requestedBy: item.requestedBy,
    requestedAt: item.requestedAt,
    decidedBy: item.decidedBy,
    reason: item.reason,
    decidedAt: item.decidedAt ?? null,
    concerns: item.concerns,
    files: item.files,
    bytes: item.bytes,
    revision: item.revision,
  };
}

/** What the record of a step holds. */
export function recordedItem(item: ShelfItem) {
  const { kind: itsKind, name, version, status, source, digest, teams: itsTeams, why, reason: because } = item;
  return { kind: itsKind, name, version, status, source, digest, teams: itsTeams, why, reason: because };
}
