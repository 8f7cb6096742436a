import type { Reader, Tables } from "../store/index.ts";
import type { Approval, ApprovalFilter, ApprovalState, ApprovalTold, Asking, Given, Shown } from "./types.ts";

export type Row = Tables["approvals"];

/** Those of one call that may still matter, the newest first. */
export function rowsOf(read: Reader, org: string, call: string): Promise<Row[]> {
  return read
    .selectFrom("approvals")
    .selectAll()
    .where("org", "=", org)
    .where("call", "=", call)
    .where("state", "in", ["pending", "approved", "denied"])
    .orderBy("id", "desc")
    .limit(50)
    .execute();
}

export function rowById(read: Reader, org: string, id: string): Promise<Row | undefined> {
  return read.selectFrom("approvals").selectAll().where("org", "=", org).where("id", "=", id).executeTakeFirst();
}

export function listRows(
  read: Reader,
  org: string,
  filter: ApprovalFilter & { now: number },
  page: { before?: string; limit: number },
): Promise<Row[]> {
  let query = read.selectFrom("approvals").selectAll().where("org", "=", org);
  if (page.before !== undefined) query = query.where("id", "<", page.before);
  if (filter.state !== undefined) query = query.where("state", "=", filter.state);
  if (filter.principal !== undefined) query = query.where("principal", "=", filter.principal);
  // What has run out and was not swept yet is no longer pending for anyone.
  if (filter.state === "pending" || filter.state === "approved") query = query.where("expires_at", ">", filter.now);
  if (filter.askedBy !== undefined) query = query.where("id", "in", asksOf(read, org, filter.askedBy));
  if (filter.concerns !== undefined) query = query.where("id", "in", peoplesOf(read, org, filter.concerns));
  if (filter.waitsFor !== undefined)
    query = query
      .where("state", "=", "pending")
      .where("expires_at", ">", filter.now)
      .where("id", "in", peoplesOf(read, org, filter.waitsFor).where("need", "<>", ASKS))
      .where("id", "not in", asksOf(read, org, filter.waitsFor));
  return query.orderBy("id", "desc").limit(page.limit).execute();
}

/** In place of a need: who asked. */
export const ASKS = "";

function peoplesOf(read: Reader, org: string, person: string) {
  return read.selectFrom("approval_people").select("approval").where("org", "=", org).where("person", "=", person);
}

function asksOf(read: Reader, org: string, person: string) {
  return peoplesOf(read, org, person).where("need", "=", ASKS);
}

export function linesOf(row: Pick<Row, "chain">): string[] {
  return row.chain.split("\n");
}

export function listOf(text: string): string[] {
  return JSON.parse(text) as string[];
}

export function givenOf(row: Pick<Row, "given">): Given[] {
  return JSON.parse(row.given) as Given[];
}

/** What it is now: what ran out and was not swept yet is expired all the same. */
export function stateOf(row: Pick<Row, "state" | "expires_at">, now: number): ApprovalState {
  const standing = row.state === "pending" || row.state === "approved";
  return standing && row.expires_at <= now ? "expired" : (row.state as ApprovalState);
}

export function toldOf(row: Row, about: { now: number; url: string }): ApprovalTold {
  const { now, url } = about;
  return {
    id: row.id,
    state: stateOf(row, now),
    url: `${url}/approvals/${row.id}`,
    needs: listOf(row.needs),
    expiresAt: row.expires_at,
    ...(row.reason === "" ? {} : { reason: row.reason }),
  };
}

export function approvalOf(row: Row, about: { now: number; url: string }): Approval {
  return {
    ...toldOf(row, about),
    chain: linesOf(row),
    action: row.action,
    resource: row.resource,
    server: row.server,
    reasons: JSON.parse(row.reasons) as Asking[],
    shown: JSON.parse(row.shown) as Shown,
    session: row.session,
    decision: row.decision,
    given: givenOf(row),
    createdAt: row.created_at,
    decidedAt: row.decided_at ?? undefined,
    usedBy: row.used_by,
    version: row.version,
  };
}
