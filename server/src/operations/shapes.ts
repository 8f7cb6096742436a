import { z } from "zod";
import { OBJECTS, type ObjectKind, ROLES } from "../config/index.ts";

/* Pieces of inputs and outputs that several operations share. */

export const id = OBJECTS.agents.shape.id;
export const policyId = OBJECTS.policies.shape.id;
export const millis = z.int().min(0).describe("Milliseconds since 1970.");
/** A point in time, as a caller may write it. */
export const moment = z.union([z.int().min(0), z.iso.datetime({ offset: true })]);
export function millisOf(at: z.output<typeof moment> | undefined): number | undefined {
  return typeof at === "string" ? Date.parse(at) : at;
}
export const role = z.enum(ROLES);

const DEFAULT_PAGE = 50;
const MAX_PAGE = 200;

/** A page: rows after a place, at most so many. */
export const page = {
  after: z.string().min(1).max(200).optional().describe("The `next` of the page before."),
  limit: z.int().min(1).max(MAX_PAGE).optional().describe(`How many at most; ${DEFAULT_PAGE} where it is not said.`),
};

export function pageOf<T extends z.ZodType>(item: T) {
  return z.strictObject({
    items: z.array(item),
    next: z.string().nullable().describe("What `after` says for the next page; null on the last."),
  });
}

/** Reads one row more than asked for, so that the last page is known to be the last. */
export async function readPage<T>(
  input: { limit?: number | undefined },
  placeOf: (item: T) => string,
  read: (limit: number) => Promise<T[]>,
): Promise<{ items: T[]; next: string | null }> {
  const limit = input.limit ?? DEFAULT_PAGE;
  const rows = await read(limit + 1);
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last !== undefined ? placeOf(last) : null };
}

/** The same where the reader gives at most a page: the row that tells of a next one is then asked for apart. */
export async function readNewest<T extends { id: string }>(
  input: { after?: string | undefined; limit?: number | undefined },
  read: (page: { before?: string; limit: number }) => Promise<T[]>,
): Promise<{ items: T[]; next: string | null }> {
  const limit = input.limit ?? DEFAULT_PAGE;
  const items = await read({ ...(input.after === undefined ? {} : { before: input.after }), limit });
  const last = items.at(-1);
  const more = items.length === limit && last ? await read({ before: last.id, limit: 1 }) : [];
  return { items, next: more.length > 0 && last ? last.id : null };
}

/** An object as it is kept. */
export function stored<K extends ObjectKind>(kind: K) {
  return z.strictObject({
    kind: z.literal(kind),
    id: z.string(),
    version: z.int().describe("Also the ETag; an update names it with If-Match."),
    origin: z.enum(["file", "api"]).describe("`file`: lumos.yaml declared it. `api`: a person or program did."),
    createdAt: millis,
    updatedAt: millis,
    spec: OBJECTS[kind],
  });
}

/** `agent:release-bot` */
export const principalRef = z
  .string()
  .regex(/^(user|agent|application|server):[A-Za-z0-9][A-Za-z0-9._@+-]{0,127}$/, "written as KIND:ID")
  .describe("`user:ID`, `agent:ID`, `application:ID` or `server:ID`.");

export const change = z.strictObject({
  action: z.enum(["create", "update", "delete"]),
  kind: z.string(),
  id: z.string(),
  before: z.unknown().optional(),
  after: z.unknown().optional(),
});

export const nothing = z.strictObject({});
