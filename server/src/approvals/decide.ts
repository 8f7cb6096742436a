import { type Clock, type Result, ok, refused } from "../kernel/index.ts";
import type { Chain } from "../identity/index.ts";
import type { Landscape } from "../registry/index.ts";
import type { Tx } from "../store/index.ts";
import { isPuppet } from "./laundering.ts";
import { deciders, machineMay, requestersOf } from "./people.ts";
import { ASKS, type Row, givenOf, linesOf, listOf, rowById, stateOf } from "./rows.ts";
import { clean } from "./shown.ts";
import type { ApprovalRefused, Given, Step } from "./types.ts";

const MAX_REASON = 500;
/** Two people who give different needs at once: the second looks again. */
const TRIES = 3;

export interface Word {
  org: string;
  id: string;
  by: Chain;
  answer: "approve" | "deny";
  reason: string;
}

interface DecideParts {
  clock: Clock;
  landscape(org: string): Landscape | undefined;
  stepped(tx: Tx, step: Step): Promise<void>;
}

/** A person's word about an approval. Everything is looked at as it stood when it was asked for, and as it is now. */
export async function decideOn(parts: DecideParts, tx: Tx, word: Word): Promise<Result<Row, ApprovalRefused>> {
  for (let tries = 1; ; tries += 1) {
    const row = await rowById(tx, word.org, word.id);
    const landscape = parts.landscape(word.org);
    // Guarantee: an approval of another organization is not there.
    if (!row || !landscape || word.by.org !== word.org) return refused("unknown");
    const gives = await givesOf(tx, row, landscape, word.by);
    if (!gives.ok) return gives;
    const now = parts.clock.now();
    const state = stateOf(row, now);
    // Guarantee: what has run out is decided by nobody.
    if (state === "expired") return refused("expired");
    if (state !== "pending") return refused("already-decided");
    const written = await write(tx, row, word, { needs: gives.value, now });
    if (!written && tries < TRIES) continue;
    if (!written) return refused("already-decided");
    await parts.stepped(tx, stepOf(written, word, now));
    return ok(written);
  }
}

/** What this one may give of it; a refusal where that is nothing. */
async function givesOf(tx: Tx, row: Row, landscape: Landscape, by: Chain): Promise<Result<string[], ApprovalRefused>> {
  // Guarantee: only a person's own chain of one user link decides; no agent, no application, nobody through them.
  const [link] = by.links;
  const local = by.credential.kind === "local";
  if (by.links.length !== 1 || link?.kind !== "user" || !link.active) return refused("not-a-person");
  // Guarantee: a key that was not issued for deciding decides nothing.
  if (!local && !by.credential.scopes.includes("approve")) return refused("not-a-person");
  const kept = await tx.selectFrom("approval_people").selectAll().where("approval", "=", row.id).execute();
  const asked = kept.filter(({ need }) => need === ASKS).map(({ person }) => person);
  // Guarantee: nobody decides about what it asked for, nor about what its agents and applications did, then or now.
  const requesters = new Set([...asked, ...requestersOf(landscape, linesOf(row))]);
  if (!local && requesters.has(link.id)) return refused("own-request");
  const about = { server: row.server, not: requesters };
  const open = openNeeds(row);
  const gives = open.filter((need) =>
    local
      ? machineMay(landscape, need, about)
      : // Guarantee: who came to a role or a team only after something was asked for does not decide about it.
        kept.some((one) => one.person === link.id && one.need === need) &&
        deciders(landscape, need, about).includes(link.id),
  );
  // Of what was decided already nothing is open; whoever could have decided hears that and nobody else.
  const mine =
    open.length === 0 ? kept.some((one) => one.person === link.id && one.need !== ASKS) || local : gives.length > 0;
  if (!mine) return refused(local && isOwners(landscape, requesters) ? "own-request" : "not-entitled");
  if (!local && (await isPuppet(tx, row, by, requesters))) return refused("not-entitled");
  return ok(gives);
}

function isOwners(landscape: Landscape, requesters: ReadonlySet<string>): boolean {
  return [...requesters].some((id) => landscape.users.get(id)?.roles?.includes("owner"));
}

function openNeeds(row: Row): string[] {
  const given = new Set(givenOf(row).map(({ need }) => need));
  return listOf(row.needs).filter((need) => !given.has(need));
}

async function write(
  tx: Tx,
  row: Row,
  { by, answer, reason }: Word,
  { needs, now }: { needs: readonly string[]; now: number },
): Promise<Row | undefined> {
  const who = by.links[0]?.ref ?? "";
  const said = clean(reason, MAX_REASON);
  const given: Given[] = [
    ...givenOf(row),
    ...(answer === "approve" ? needs.map((need) => ({ need, by: who, at: now, reason: said })) : []),
  ];
  const whole = new Set(given.map(({ need }) => need)).size === listOf(row.needs).length;
  const state = answer === "deny" ? "denied" : whole ? "approved" : "pending";
  const change = {
    given: JSON.stringify(given),
    state,
    version: row.version + 1,
    ...(state === "pending" ? {} : { decided_at: now }),
    // A denial holds as long as an approval would have been waited for.
    ...(answer === "deny" ? { reason: said, expires_at: now + row.ttl_ms } : {}),
  };
  const written = await tx
    .updateTable("approvals")
    .set(change)
    .where("id", "=", row.id)
    .where("version", "=", row.version)
    .where("state", "=", "pending")
    .where("expires_at", ">", now)
    .returning("id")
    .executeTakeFirst();
  return written && { ...row, ...change };
}

function stepOf(row: Row, { by, answer, reason }: Word, now: number): Step {
  const actor = by.links[0]?.ref ?? "";
  const what = answer === "deny" ? "denied" : row.state === "approved" ? "approved" : "given";
  const given = givenOf(row)
    .filter(({ by: giver, at }) => giver === actor && at === now)
    .map(({ need }) => need);
  return {
    org: row.org,
    id: row.id,
    what,
    actor,
    at: now,
    details: {
      credential: by.credential.ref,
      chain: linesOf(row),
      action: row.action,
      resource: row.resource,
      decision: row.decision,
      ...(answer === "deny" ? {} : { given }),
      ...(reason === "" ? {} : { reason: clean(reason, MAX_REASON) }),
    },
  };
}
