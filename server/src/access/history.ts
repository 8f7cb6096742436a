import { type Declaration, OBJECTS, type ObjectKind } from "../config/index.ts";
import { type Millis, isRecord } from "../kernel/index.ts";
import type { AdminRecordRow, Records } from "../record/index.ts";

/** The organization as it was declared from a moment on, until the next one. */
export interface Epoch {
  from: Millis;
  to: Millis;
  declaration: Declaration;
}

export interface History {
  /** Newest first. */
  epochs: Epoch[];
  /** Since when this is all that was declared; later than what was asked where not all could be read. */
  since: Millis;
  /** Records that do not say what was there before them. */
  unread: number;
}

const MAX_RECORDS = 5_000;
const PAGE = 200;

/**
 * What was declared in a time, by taking back one recorded change after the other. Only kinds that are named make
 * an epoch of their own; the others are taken back with them.
 */
export async function historyOf(
  records: Pick<Records, "changes">,
  now: { org: string; at: Millis; declaration: Declaration },
  asked: { since: Millis; kinds: ReadonlySet<string>; signal: AbortSignal },
): Promise<History> {
  const epochs: Epoch[] = [];
  let declaration = now.declaration;
  let to = now.at;
  let unread = 0;
  let read = 0;
  let before: string | undefined;
  for (;;) {
    const page = { limit: PAGE, ...(before === undefined ? {} : { before }) };
    const rows = await records.changes(now.org, {}, page);
    for (const row of rows) {
      if (row.at < asked.since) return closed();
      if (asked.signal.aborted || read >= MAX_RECORDS) {
        epochs.push({ from: row.at, to, declaration });
        return { epochs, since: row.at, unread };
      }
      read += 1;
      const undone = undo(declaration, row);
      if (undone === undefined) continue;
      if (undone === "unread") {
        unread += 1;
        continue;
      }
      // Changes of one moment are one change.
      if (asked.kinds.has(row.subject.kind) && row.at < to) {
        epochs.push({ from: row.at, to, declaration });
        to = row.at;
      }
      declaration = undone;
    }
    const last = rows.at(-1);
    if (rows.length < PAGE || !last) return closed();
    before = last.id;
  }

  function closed(): History {
    if (asked.since < to) epochs.push({ from: asked.since, to, declaration });
    return { epochs, since: asked.since, unread };
  }
}

/** The declaration before that change; undefined where it was about nothing that is declared. */
function undo(
  declaration: Declaration,
  { subject, before, after }: AdminRecordRow,
): Declaration | "unread" | undefined {
  if (!Object.hasOwn(OBJECTS, subject.kind) || (before === undefined && after === undefined)) return undefined;
  if (before !== undefined && (!isRecord(before) || before["id"] !== subject.id)) return "unread";
  const kind = subject.kind as ObjectKind;
  const list = declaration.objects[kind] as readonly { id: string }[];
  const rest = list.filter((one) => one.id !== subject.id);
  const restored = before === undefined ? rest : [...rest, before];
  return { ...declaration, objects: { ...declaration.objects, [kind]: restored } as Declaration["objects"] };
}
