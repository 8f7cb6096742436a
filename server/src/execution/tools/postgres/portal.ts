import type { Submittable } from "pg";

/** What one statement answered. Cells are PostgreSQL's own texts, null where there is no value. */
export interface Answered {
  columns: { name: string; oid: number }[];
  rows: (string | null)[][];
  /** `SELECT`, `DELETE`: what PostgreSQL says it was; empty where the rows were not read to their end. */
  tag: string;
  affected: number | undefined;
  /** Why there are more rows than these. */
  cut: "rows" | "bytes" | undefined;
}

export interface Asking {
  sql: string;
  values: readonly (string | null)[];
  rows: number;
  bytes: number;
}

/** How many rows are asked for at once: so many are in memory before their size is known. */
const AT_ONCE = 100;

/**
 * One statement by the extended protocol, its rows read a few at a time and no further than asked.
 *
 * Guarantee: the database itself refuses a text of several statements.
 */
export function portal({ sql, values, rows: most, bytes }: Asking): {
  submittable: Submittable;
  done: Promise<Answered>;
} {
  const { promise: done, resolve, reject } = Promise.withResolvers<Answered>();
  const answer: Answered = { columns: [], rows: [], tag: "", affected: undefined, cut: undefined };
  let size = 0;
  let failure: Error | undefined;
  let ended = false;

  const more = (connection: Wire) => {
    connection.execute({ portal: "", rows: Math.min(AT_ONCE, most + 1 - answer.rows.length) });
    connection.flush();
  };
  const finish = (connection: Wire) => {
    if (ended) return;
    ended = true;
    connection.sync();
  };
  const submittable = {
    submit(connection: Wire): undefined {
      connection.parse({ name: "", text: sql, types: [] });
      connection.bind({ portal: "", statement: "", values: [...values], binary: false });
      connection.describe({ type: "P", name: "" });
      more(connection);
    },
    handleRowDescription({ fields }: { fields: { name: string; dataTypeID: number }[] }) {
      answer.columns = fields.map(({ name, dataTypeID }) => ({ name, oid: dataTypeID }));
    },
    handleDataRow({ fields }: { fields: (string | null)[] }) {
      for (const cell of fields) size += (cell?.length ?? 0) + 4;
      if (answer.cut) return;
      if (answer.rows.length >= most) answer.cut = "rows";
      else if (size > bytes) answer.cut = "bytes";
      else answer.rows.push(fields);
    },
    handlePortalSuspended(connection: Wire) {
      if (answer.cut) finish(connection);
      else more(connection);
    },
    handleCommandComplete({ text }: { text: string }, connection: Wire) {
      const [, tag = "", count] = /^([A-Z ]+?)(?: \d+)??(?: (\d+))?$/.exec(text) ?? [];
      answer.tag = tag;
      answer.affected = count === undefined ? undefined : Number(count);
      finish(connection);
    },
    handleEmptyQuery: finish,
    handleCopyInResponse(connection: Wire) {
      connection.sendCopyFail("COPY is not carried over");
    },
    handleCopyData() {
      // There is no end to it but its own, and nobody waits for that.
      failure ??= Object.assign(new Error("COPY is not carried over; use select."), { code: NOT_CARRIED });
      submittable.broken?.();
    },
    handleError(error: Error, connection: Wire) {
      // pg tells a query that failed no more after this.
      reject(failure ?? error);
      if ("severity" in error) finish(connection);
    },
    handleReadyForQuery() {
      resolve(answer);
    },
    broken: undefined as (() => void) | undefined,
  };
  return { submittable: submittable as unknown as Submittable, done };
}

const NOT_CARRIED = "0A000";

/** What pg's connections can do; its types are of an older form. */
interface Wire {
  parse(query: { name: string; text: string; types: number[] }): void;
  bind(config: { portal: string; statement: string; values: (string | null)[]; binary: boolean }): void;
  describe(what: { type: "P" | "S"; name: string }): void;
  execute(config: { portal: string; rows: number }): void;
  flush(): void;
  sync(): void;
  sendCopyFail(message: string): void;
}
