import { readSql } from "../../sql/read.ts";
import { hostOf, isLoopback } from "../hosts.ts";
import { isMarked, LOCAL } from "../marks.ts";
import { options } from "../options.ts";
import { touch } from "../paths.ts";
import { addHost, addPath, mark, markCode, markUnbounded, markUnread } from "../seen.ts";
import type { Program, Use } from "../use.ts";
import { each } from "./verbs.ts";

/* Clients of databases. The statements they are given are looked at word by word; the grammar of SQL is another reading. */

const READING =
  /^\s*(select|show|explain|describe|desc|with|values|table|pragma\s+\w+\s*;?\s*$|\\?d\w*\+?|\.(tables|schema|indexes|databases|headers|mode|dump)|help|use|set\s+search_path|\\[dlzh?]\S*|\\(timing|x|conninfo|pset|encoding))\b/i;
const DESTROYING =
  /\b(drop|truncate|delete|alter\s+\w+\s+\S+\s+drop|purge|detach|vacuum\s+full|reset|shutdown|flush\w*|grant|revoke)\b/i;
const WRITING =
  /\b(insert|update|create|alter|replace|merge|copy|call|do|load|attach|import|grant|reindex|lock|into|nextval|setval|pg_\w*(write|terminate|reload|cancel)\w*|lo_import|lo_export|dblink\w*|upsert)\b/i;
const RUNNING =
  /\b(program\s*'|xp_cmdshell|sys_exec|sys_eval|pg_read_file|pg_execute|load_file|into\s+(out|dump)file|load_extension|create\s+(or\s+replace\s+)?function|plpython\w*|plperlu?)\b|(^|\n)\s*(\\!|\.shell|\.system|system\s|!|\\o\s*\||\\g\s*\|)/i;

/** PostgreSQL's own statements are read by its own grammar. False where that could not. */
function byGrammar({ seen }: Use, text: string): boolean {
  const { does, unread } = readSql(text);
  if (unread !== undefined) return false;
  const effects = (["read", "write", "destructive", "egress"] as const).filter((one) => does.operations.includes(one));
  mark(seen, effects.length === 0 ? ["write"] : effects);
  if (does.unbounded) markUnbounded(seen, "takes a table, a database or all its rows away");
  for (const table of does.objects) addPath(seen, table);
  return true;
}

/** What a text in SQL does, as far as its words tell. */
function readStatements(use: Use, text: string): void {
  const { seen } = use;
  if (use.name === "psql" && !isMarked(text) && !/(^|\n)\s*\\/.test(text) && byGrammar(use, text)) return;
  if (isMarked(text)) mark(seen, ["write"], "statements that are made while it runs");
  const plain = text
    .replace(/\/\*[\s\S]*?\*\//g, " ")
    .replace(/--[^\n]*/g, " ")
    .replace(/'(?:[^']|'')*'/g, "''");
  for (const statement of plain.split(";").slice(0, 200)) {
    if (statement.trim() === "") continue;
    if (DESTROYING.test(statement)) {
      mark(seen, ["write", "destructive"], "deletes from a database");
      const bounded =
        /\bdelete\b[\s\S]*\bwhere\b/i.test(statement) && !/\bwhere\s+(true|1\s*=\s*1|1)\b/i.test(statement);
      if (!bounded) markUnbounded(seen, "takes a table, a database or all its rows away");
    } else if (/\bupdate\b/i.test(statement) && !/\bwhere\b/i.test(statement) && /\bset\b/i.test(statement)) {
      markUnbounded(seen, "changes all rows of a table");
      mark(seen, ["write"]);
    } else if (WRITING.test(statement)) mark(seen, ["write"]);
    else if (READING.test(statement)) mark(seen, ["read"]);
    else mark(seen, ["write"], "a statement that is not known");
  }
  if (RUNNING.test(text)) {
    markCode(seen, "a database runs a command or reads files");
    for (const found of text.matchAll(/(?:\\!|\.shell|\.system|^\s*system|program)\s*'?([^'\n]+)'?/gim))
      use.script(found[1] ?? "");
  }
}

function client(takes: string, code: string, files: string): Program {
  return (use) => {
    const { seen, args, stdin } = use;
    const { has, rest, values } = options(args, takes);
    mark(seen, ["network"]);
    for (const host of values("-h", "--host", "--hostname", "-S")) addHost(seen, host);
    for (const arg of rest) if (/^\w+(\+\w+)?:\/\//.test(arg)) addHost(seen, hostOf(arg));
    if (has("--version", "--help", "-l", "--list") && !has(...code.split(" "))) return (mark(seen, ["read"]), LOCAL);
    const statements = values(...code.split(" "));
    for (const one of statements) readStatements(use, one);
    for (const path of values(...files.split(" "))) {
      touch(seen, path, "read");
      const written = use.at.scope.files.get(path);
      if (written === undefined) mark(seen, ["write", "destructive"], "runs statements from a file");
      else readStatements(use, written);
    }
    for (const path of values("-o", "--output")) touch(seen, path, "write");
    if (stdin !== "") {
      if (isMarked(stdin)) mark(seen, ["write", "destructive"], "runs statements that are not known");
      else readStatements(use, stdin);
    } else if (statements.length === 0 && values(...files.split(" ")).length === 0)
      mark(seen, ["write"], "opens a database for statements");
    return LOCAL;
  };
}

/** sqlite3 has its statements behind the file's name. */
const sqlite: Program = (use) => {
  const { rest, values } = options(use.args, "-cmd -separator -newline -init -nullvalue");
  if (rest[0] !== undefined) touch(use.seen, rest[0], "read");
  for (const one of [...rest.slice(1), ...values("-cmd")]) readStatements(use, one);
  if (rest.length < 2 && use.stdin !== "") {
    if (isMarked(use.stdin)) mark(use.seen, ["write", "destructive"], "runs statements that are not known");
    else readStatements(use, use.stdin);
  } else if (rest.length < 2) mark(use.seen, ["write"], "opens a database for statements");
  return LOCAL;
};

const REDIS_READS =
  /^(get|mget|hget|hgetall|hkeys|hvals|hmget|keys|scan|hscan|sscan|zscan|exists|type|ttl|pttl|info|ping|dbsize|lrange|llen|smembers|scard|sismember|zrange|zcard|zscore|strlen|memory|object|time|client|role|echo|slowlog|command|xrange|xlen|xinfo|lastsave|monitor)$/i;
const redis: Program = (use) => {
  const { rest, value } = options(use.args, "-h -p -a -n -u -s -r -i --user --pass --pattern");
  mark(use.seen, ["network"]);
  addHost(use.seen, value("-h") ?? "");
  const order = rest[0] ?? (isMarked(use.stdin) ? "" : use.stdin.trim().split(/\s+/)[0]) ?? "";
  if (
    /^(flushall|flushdb|shutdown|swapdb|debug|script|function|config|slaveof|replicaof|failover|cluster|acl|reset|module)$/i.test(
      order,
    ) &&
    !/^get$/i.test(rest[1] ?? "")
  )
    markUnbounded(use.seen, "takes all keys away, or changes the server itself");
  else if (
    /^(del|unlink|expire|pexpire|ltrim|lpop|rpop|spop|srem|zrem\w*|hdel|getdel|rename\w*|move|migrate|restore|xdel|xtrim)$/i.test(
      order,
    )
  )
    mark(use.seen, ["write", "destructive"], "deletes from a database");
  else if (/^eval/i.test(order)) markCode(use.seen, "a database runs a script");
  else mark(use.seen, REDIS_READS.test(order) ? ["read"] : ["write"]);
  return LOCAL;
};

const mongo: Program = (use) => {
  const { rest, value } = options(
    use.args,
    "--eval --host --port -u -p --username --password --authenticationDatabase --file -f",
  );
  mark(use.seen, ["network"]);
  for (const arg of rest) if (arg.includes("://")) addHost(use.seen, hostOf(arg));
  const code = value("--eval") ?? (isMarked(use.stdin) ? undefined : use.stdin);
  if (code === undefined || code === "" || rest.some((arg) => arg.endsWith(".js")))
    markCode(use.seen, "a database runs a script");
  else if (
    /\b(drop\w*|delete\w*|remove|renameCollection|shutdownServer|findOneAndDelete|findAndModify)\s*\(/.test(code)
  ) {
    mark(use.seen, ["write", "destructive"], "deletes from a database");
    if (/\b(drop\w*|shutdownServer)\s*\(|\b(deleteMany|remove)\s*\(\s*(\{\s*\})?\s*\)/.test(code))
      markUnbounded(use.seen, "takes a table, a database or all its rows away");
  } else if (
    /^\s*(JSON\.stringify\(|printjson\(|print\()?\s*(db(\.\w+|\.getCollection\([^)]*\))*\.(find|findOne|count\w*|estimatedDocumentCount|distinct|stats|getIndexes|explain|getCollectionNames|version|serverStatus|hello)\([^;$]*\)[\s\S]{0,60}|show \w+)\s*;?\s*\)?\s*$/.test(
      code,
    ) &&
    !/\$(out|merge|where|function)/.test(code)
  )
    mark(use.seen, ["read"]);
  else mark(use.seen, ["write", "code-execution"], "a database runs a script");
  return LOCAL;
};

/** Dumps come out, or go back in over what is there. */
function dumps(how: "out" | "in"): Program {
  return (use) => {
    const { rest, value, values, has } = options(
      use.args,
      "-h --host -p --port -U --username -d --dbname -f --file -t --table -n -F -o --out -u --archive",
    );
    mark(use.seen, ["network"]);
    const host = value("-h", "--host");
    if (host !== undefined && !isLoopback(host)) addHost(use.seen, host);
    if (how === "out") {
      for (const path of values("-f", "--file", "-o", "--out")) touch(use.seen, path, "write");
      mark(use.seen, ["read"], "copies a whole database out");
    } else {
      mark(use.seen, ["write", "destructive"], "writes a copy over a database");
      if (has("-c", "--clean", "--drop", "-C"))
        markUnbounded(use.seen, "takes a table, a database or all its rows away");
      for (const path of rest) touch(use.seen, path, "read");
    }
    return LOCAL;
  };
}

const drops: Program = (use) => (
  mark(use.seen, ["write", "network"]),
  markUnbounded(use.seen, "takes a table, a database or all its rows away"),
  ""
);

export const DATABASES: Readonly<Record<string, Program>> = {
  ...each(
    "psql pgcli cockroach-sql",
    client(
      "-c --command -f --file -h --host -p --port -U --username -d --dbname -o --output -v --set -P --pset -F -R -L",
      "-c --command",
      "-f --file",
    ),
  ),
  ...each(
    "mysql mariadb mycli",
    client(
      "-e --execute -h --host -P --port -u --user -D --database -S --init-command",
      "-e --execute --init-command",
      "--defaults-file",
    ),
  ),
  ...each(
    "clickhouse-client clickhouse snowsql cqlsh sqlcmd usql trino presto beeline influx duckdb-cli bteq tsql isql",
    client(
      "-q --query -e --execute -Q -f --file -i -h --host -u -S -U -P -p",
      "-q --query -e --execute -Q",
      "-f --file -i",
    ),
  ),
  ...each("sqlite3 sqlite duckdb", sqlite),
  ...each("redis-cli valkey-cli keydb-cli", redis),
  ...each("mongosh mongo", mongo),
  ...each("pg_dump pg_dumpall mysqldump mongodump mongoexport mariadb-dump pg_basebackup", dumps("out")),
  ...each("pg_restore mongorestore mysqlimport mongoimport", dumps("in")),
  ...each("dropdb dropuser", drops),
  ...each("createdb createuser pg_ctl initdb mysqladmin pgbench", (use: Use) => {
    mark(use.seen, ["write", "network"]);
    if (use.args.some((arg) => /^(drop|shutdown|kill|flush-\w+|stop)$/.test(arg)))
      markUnbounded(use.seen, "takes a database away, or stops it");
    return LOCAL;
  }),
  ...each(
    "etcdctl zkCli.sh",
    (use: Use) => (
      use.args.includes("get")
        ? mark(use.seen, ["read", "network", "secret-access"])
        : markUnread(use.seen, "changes the store of a cluster"),
      LOCAL
    ),
  ),
};
