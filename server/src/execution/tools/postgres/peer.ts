import { explained, readSql, readySql, rowsAsked } from "../../../effects/index.ts";
import { isRecord } from "../../../kernel/index.ts";
import type { ConnectedPostgres } from "../../../registry/index.ts";
import { paramsOf, wrong } from "../answers.ts";
import type { Hello, Peer, PeerAnswer, PeerAsk, RawJson } from "../types.ts";
import { type Database, type Work, isAnswer } from "./connection.ts";
import type { Databases } from "./databases.ts";
import { MOST_TABLES, TABLE, TABLES } from "./schema.ts";
import { TOOLS } from "./tools.ts";
import { answerText, parameter } from "./values.ts";

/**
 * A PostgreSQL database as a server of three tools. Nothing of a caller stays in it between two calls, so all peers of
 * a server share its few connections.
 */
export function postgresPeer(server: ConnectedPostgres, { databases }: { databases: Databases }): Peer {
  let database: Database | undefined;
  let ended: string | undefined;
  const opened = () => (database ??= databases.open(server));
  return {
    server,
    get ended() {
      return ended;
    },
    hello: () => Promise.resolve(HELLO),
    async request(ask) {
      if (ask.method === "tools/list") return { result: `{"resultType":"complete","tools":${TOOLS}}` };
      if (ask.method === "ping") return { result: "{}" };
      if (ask.method !== "tools/call") return wrong(-32_601, "This server has tools only.");
      const params = paramsOf(ask.params);
      const args = params?.["arguments"] ?? {};
      if (!params || !isRecord(args)) return wrong(-32_602, "tools/call needs a name and arguments.");
      await readySql();
      return call(String(params["name"]), args, ask, opened());
    },
    notify() {},
    onNotice: () => () => {},
    onRequest: () => () => {},
    async close() {
      ended ??= "closed";
      await database?.close();
      database = undefined;
    },
  };
}

const HELLO: Hello = {
  era: "modern",
  protocol: "2026-07-28",
  serverInfo: '{"name":"lumos-postgres","title":"PostgreSQL","version":"1.0.0"}',
  capabilities: '{"tools":{}}',
  instructions: "A PostgreSQL database. Look at it with schema, ask with query, see what a query costs with explain.",
};

type Args = Readonly<Record<string, unknown>>;

async function call(tool: string, args: Args, ask: PeerAsk, database: Database): Promise<PeerAnswer> {
  const run = (work: Pick<Work, "sql" | "values" | "rows" | "mode">) =>
    database.run({ ...work, signal: ask.signal, timeoutMs: ask.timeoutMs });
  try {
    switch (tool) {
      case "query":
        return await query(args, run);
      case "explain":
        return await explain(args, run);
      case "schema":
        return await schema(args, run);
      default:
        return wrong(-32_602, "There is no such tool.");
    }
  } catch (error) {
    if (isAnswer(error)) return failed(error);
    throw error;
  }
}

type Run = (work: Pick<Work, "sql" | "values" | "rows" | "mode">) => ReturnType<Database["run"]>;

// Guarantee: what was read as only reading is carried out in a read-only transaction, whoever allowed it.
async function query({ sql, params, limit }: Args, run: Run): Promise<PeerAnswer> {
  if (typeof sql !== "string") return told("sql is missing.");
  const mode = readSql(sql).readOnly ? "read only" : "read write";
  return good(answerText(await run({ sql, values: valuesOf(params), rows: Math.max(1, rowsAsked(limit)), mode })));
}

async function explain({ sql, params }: Args, run: Run): Promise<PeerAnswer> {
  if (typeof sql !== "string") return told("sql is missing.");
  const { rows } = await run({ sql: explained(sql), values: valuesOf(params), rows: 1, mode: "read only" });
  return good(`{"plan":${rows[0]?.[0] ?? "[]"}}`);
}

async function schema({ schema: one, table }: Args, run: Run): Promise<PeerAnswer> {
  const place = typeof one === "string" ? one : null;
  const named = typeof table === "string";
  const values = [place, named ? table : String(MOST_TABLES)];
  const { rows } = await run({ sql: named ? TABLE : TABLES, values, rows: 1, mode: "read only" });
  const text = rows[0]?.[0];
  return typeof text === "string" ? good(text) : told("There is no such table, or this role may not read it.");
}

function valuesOf(params: unknown): (string | null)[] {
  return Array.isArray(params) ? params.slice(0, 100).map(parameter) : [];
}

function good(json: RawJson): PeerAnswer {
  return {
    result: `{"resultType":"complete","content":[{"type":"text","text":${JSON.stringify(json)}}],"structuredContent":${json}}`,
  };
}

/** What PostgreSQL says is for whoever wrote the statement; its details hold rows and stay here. */
function failed({ code, message, position }: Error & { code: string; position?: string }): PeerAnswer {
  const sentence = message.slice(0, 1_000).toWellFormed();
  return told(`ERROR ${code}: ${sentence}${position === undefined ? "" : ` (at character ${position})`}`);
}

function told(text: string): PeerAnswer {
  return {
    result: `{"resultType":"complete","content":[{"type":"text","text":${JSON.stringify(text)}}],"isError":true}`,
  };
}
