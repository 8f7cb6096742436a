import type { Ids, Millis } from "../kernel/index.ts";
import type { Reader, Tables, Tx } from "../store/index.ts";
import type { Sighting } from "./sighting.ts";
import { graver } from "./severity.ts";
import { type Incident, type Sample, type Severity, SEVERITIES, type Status } from "./types.ts";

const DAY_MS = 86_400_000;
/** What comes later than this after the last finding is another incident. */
const SAME_FOR_MS = 7 * DAY_MS;
const MAX_SAMPLES = 10;
const OPEN: ReadonlySet<string> = new Set(["open", "acknowledged"]);

/** An incident that is new, or has become graver. */
export interface News {
  incident: Incident;
  opened: boolean;
}

/** Adds what was seen to open incidents, or opens new ones. What is the same in one page is written once. */
export async function group(
  tx: Tx,
  sightings: readonly Sighting[],
  about: { org: string; ids: Ids; now: Millis },
): Promise<News[]> {
  const { org, ids } = about;
  const news: News[] = [];
  for (const [key, seen] of byKey(sightings)) {
    const last = await tx
      .selectFrom("incidents")
      .selectAll()
      .where("org", "=", org)
      .where("key", "=", key)
      .orderBy("id", "desc")
      .limit(1)
      .executeTakeFirst();
    const firstSeen = seen[0] as Sighting;
    const same = last && OPEN.has(last.status) && firstSeen.at - last.last_at <= SAME_FOR_MS;
    const known = same ? incidentOf(last) : undefined;
    const severity = seen.map((one) => one.severity).reduce(graver, known?.severity ?? "low");
    const count = seen.reduce((sum, one) => sum + one.count, known?.count ?? 0);
    const allowed = seen.reduce((sum, one) => sum + (one.through ? one.count : 0), known?.allowed ?? 0);
    const samples = [...(known?.samples ?? []), ...seen.flatMap((one) => one.samples)].slice(-MAX_SAMPLES);
    const lastAt = seen.reduce((latest, { at }) => Math.max(latest, at), known?.lastAt ?? 0);
    const changed = { severity, count, allowed, samples: JSON.stringify(samples), last_at: lastAt };
    if (known) {
      await tx.updateTable("incidents").set(changed).where("id", "=", known.id).execute();
      const incident = { ...known, severity, count, allowed, samples, lastAt };
      if (severity !== known.severity) news.push({ incident, opened: false });
      continue;
    }
    const { kind, principal, subject, team, workflow } = firstSeen;
    const row: Tables["incidents"] = {
      id: ids.next(),
      org,
      key,
      kind,
      status: "open",
      principal,
      subject,
      team,
      workflow,
      first_at: firstSeen.at,
      note: "",
      assignee: "",
      handled_by: "",
      handled_at: null,
      version: 1,
      ...changed,
    };
    await tx.insertInto("incidents").values(row).execute();
    news.push({ incident: incidentOf(row), opened: true });
  }
  return news;
}

function byKey(sightings: readonly Sighting[]): Map<string, Sighting[]> {
  const groups = new Map<string, Sighting[]>();
  for (const sighting of sightings) {
    const group = groups.get(sighting.key);
    if (group) group.push(sighting);
    else groups.set(sighting.key, [sighting]);
  }
  return groups;
}

function incidentOf(row: Tables["incidents"]): Incident {
  return {
    id: row.id,
    kind: row.kind,
    severity: row.severity as Severity,
    status: row.status as Status,
    principal: row.principal,
    subject: row.subject,
    team: row.team,
    workflow: row.workflow,
    firstAt: row.first_at,
    lastAt: row.last_at,
    count: row.count,
    allowed: row.allowed,
    samples: JSON.parse(row.samples) as Sample[],
    note: row.note,
    assignee: row.assignee,
    handledBy: row.handled_by,
    handledAt: row.handled_at ?? undefined,
    version: row.version,
  };
}

export interface IncidentFilter {
  status?: Status | undefined;
  kind?: string | undefined;
  severity?: Severity | undefined;
  principal?: string | undefined;
  team?: string | undefined;
}

/** Newest first; `severity` and whatever is graver. */
export async function listIncidents(
  read: Reader,
  org: string,
  filter: IncidentFilter,
  page: { before?: string; limit: number },
): Promise<Incident[]> {
  let query = read.selectFrom("incidents").selectAll().where("org", "=", org);
  for (const name of ["status", "kind", "principal", "team"] as const) {
    const value = filter[name];
    if (value !== undefined) query = query.where(name, "=", value);
  }
  if (filter.severity !== undefined)
    query = query.where("severity", "in", SEVERITIES.slice(SEVERITIES.indexOf(filter.severity)));
  if (page.before !== undefined) query = query.where("id", "<", page.before);
  const rows = await query.orderBy("id", "desc").limit(page.limit).execute();
  return rows.map(incidentOf);
}

export async function readIncident(read: Reader | Tx, org: string, id: string): Promise<Incident | undefined> {
  const row = await read
    .selectFrom("incidents")
    .selectAll()
    .where("org", "=", org)
    .where("id", "=", id)
    .executeTakeFirst();
  return row && incidentOf(row);
}

/** What a person does with an incident, whose version only that changes; undefined where it has changed since that person saw it. */
export async function handle(
  tx: Tx,
  org: string,
  incident: Incident,
  change: { status?: Status; note?: string; assignee?: string; by: string; at: Millis },
): Promise<Incident | undefined> {
  const { status = incident.status, note = incident.note, assignee = incident.assignee, by, at } = change;
  const changed = await tx
    .updateTable("incidents")
    .set({ status, note, assignee, handled_by: by, handled_at: at, version: incident.version + 1 })
    .where("org", "=", org)
    .where("id", "=", incident.id)
    .where("version", "=", incident.version)
    .returning("id")
    .execute();
  if (changed.length === 0) return undefined;
  return { ...incident, status, note, assignee, handledBy: by, handledAt: at, version: incident.version + 1 };
}
