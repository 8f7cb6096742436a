import { bounds } from "./bounds.ts";
import {
  CHANGES,
  DEFINES,
  DELETES,
  DROPS,
  EVERYTHING,
  INSERTS,
  MANY,
  READS,
  REACHES,
  type SqlOperation,
} from "./operations.ts";
import { type Place, type Sight, TOP, does, notUnderstood } from "./sight.ts";
import { type Tree, all, holds, isTree, items, listOf, nameOf, names, of } from "./tree.ts";
import { walk } from "./walk.ts";

/** One statement of a text. */
export function statement(node: Tree, sight: Sight): void {
  const select = of(node, "SelectStmt");
  if (select) sight.batch += rowsOf(select);
  walk(node, sight, TOP);
}

/** A statement wherever it stands: as one of a text, in a common table expression, in EXPLAIN, PREPARE, COPY, ... */
export function inner(kind: string, value: unknown, sight: Sight, place: Place): void {
  const node = isTree(value) ? value : {};
  const read = STATEMENTS[kind];
  if (read) return read(node, sight, place);
  const family = FAMILIES.find(([pattern]) => pattern.test(kind));
  if (!family) {
    does(sight, place, EVERYTHING);
    return notUnderstood(sight, `a kind of statement that is not known (${kind})`);
  }
  const [, operations, note] = family;
  does(sight, place, operations, note);
  if (operations.includes("destructive")) sight.unbounded ||= !place.planned;
  namesOf(node, sight);
  walk(node, sight, { ...place, defining: operations.includes("ddl") || place.defining });
}

/** What one kind of statement does, and whatever is in it. */
type Read = (node: Tree, sight: Sight, place: Place) => void;

const STATEMENTS: Readonly<Record<string, Read>> = {
  SelectStmt(node, sight, place) {
    does(sight, place, READS);
    walk(node, sight, place);
  },
  InsertStmt(node, sight, place) {
    target(node, sight);
    does(sight, place, INSERTS, `insert into ${tableOf(node)}`);
    const conflict = node["onConflictClause"];
    if (isTree(conflict) && conflict["action"] === "ONCONFLICT_UPDATE")
      does(sight, place, CHANGES, "updates on conflict");
    targets([node["cols"], isTree(conflict) ? conflict["targetList"] : undefined], sight);
    if (listOf(node["cols"]).length === 0) sight.columns.add("*");
    returns(node, sight, place);
    const source = of(node["selectStmt"], "SelectStmt");
    count(sight, place, source ? rowsOf(source) : 1);
    const rows = listOf(source?.["valuesLists"]);
    walk(rows.length > 0 && source ? { ...node, selectStmt: source } : node, sight, place);
  },
  UpdateStmt(node, sight, place) {
    const bound = bounds(node["whereClause"]);
    does(
      sight,
      place,
      bound ? CHANGES : [...CHANGES, "destructive"],
      `update ${tableOf(node)}${bound ? "" : NO_BOUND}`,
    );
    targets([node["targetList"]], sight);
    changesRows(node, sight, place, bound);
  },
  DeleteStmt(node, sight, place) {
    const bound = bounds(node["whereClause"]);
    does(sight, place, DELETES, `delete from ${tableOf(node)}${bound ? "" : NO_BOUND}`);
    changesRows(node, sight, place, bound);
  },
  MergeStmt(node, sight, place) {
    const whens = all(node["mergeWhenClauses"], "MergeWhenClause");
    does(sight, place, CHANGES, `merge into ${tableOf(node)}`);
    for (const when of whens) {
      if (when["commandType"] === "CMD_INSERT") does(sight, place, INSERTS);
      if (when["commandType"] === "CMD_DELETE") does(sight, place, DELETES, "deletes what matches");
      targets([when["targetList"]], sight);
    }
    // What no row of the source matches is everything else.
    const open = whens.some(
      ({ matchKind, condition }) => String(matchKind).includes("BY_SOURCE") && !bounds(condition),
    );
    changesRows(node, sight, place, bounds(node["joinCondition"]) && !open);
  },
  CreateTableAsStmt(node, sight, place) {
    does(sight, place, [...DEFINES, "insert"], "makes a table of what it reads");
    count(sight, place, MANY);
    walk(node, sight, place);
  },
  ExplainStmt(node, sight, place) {
    const carriedOut = listOf(node["options"]).some((each) => executes(of(each, "DefElem")));
    does(sight, place, READS, carriedOut ? "explains by carrying out" : undefined);
    sight.batch += 1;
    walk(node["query"], sight, { ...place, planned: place.planned || !carriedOut });
  },
  PrepareStmt(node, sight, place) {
    does(sight, place, CHANGES, "prepares a statement");
    if (typeof node["name"] === "string" && !place.planned) sight.prepared.add(node["name"]);
    walk(node["query"], sight, place);
  },
  ExecuteStmt(node, sight, place) {
    does(sight, place, CHANGES, "carries out a prepared statement");
    if (!sight.prepared.has(String(node["name"]))) notUnderstood(sight, "what was prepared is not in the text");
    walk(node["params"], sight, place);
  },
  DeclareCursorStmt(node, sight, place) {
    does(sight, place, CHANGES, "opens a cursor");
    walk(node["query"], sight, place);
  },
  CopyStmt(node, sight, place) {
    const file = typeof node["filename"] === "string";
    const into = node["is_from"] === true;
    const table = isTree(node["relation"]) ? tableOf(node) : "a query";
    for (const each of names(node["attlist"])) sight.columns.add(each);
    if (listOf(node["attlist"]).length === 0 && isTree(node["relation"])) sight.columns.add("*");
    if (node["is_program"] === true) {
      does(sight, place, EVERYTHING, `copies ${table} ${into ? "from" : "to"} a program: the server runs a command`);
      sight.unbounded = true;
    } else if (into) {
      does(sight, place, file ? [...INSERTS, "egress"] : INSERTS, `copies into ${table}${file ? " from a file" : ""}`);
    } else {
      does(
        sight,
        place,
        file ? [...READS, ...REACHES, "destructive"] : READS,
        `copies ${table}${file ? " to a file" : ""}`,
      );
    }
    count(sight, place, MANY);
    walk({ relation: node["relation"], query: node["query"], whereClause: node["whereClause"] }, sight, place);
  },
  TruncateStmt(node, sight, place) {
    does(sight, place, DELETES, "truncates");
    sight.unbounded ||= !place.planned;
    count(sight, place, MANY);
    walk(node, sight, place);
  },
  AlterTableStmt(node, sight, place) {
    const drops = holds(node["cmds"], (member) => /^AT_(Drop|Disable|Detach)/.test(String(member["subtype"])));
    does(sight, place, drops ? DROPS : DEFINES, drops ? "alters a table by dropping" : "alters a table");
    walk(node, sight, { ...place, defining: true });
  },
  DoStmt(_node, sight, place) {
    does(sight, place, EVERYTHING, "runs a block of code");
    notUnderstood(sight, "the code of a DO block is not read");
  },
  CallStmt(node, sight, place) {
    const path = names((node["funccall"] as Tree | undefined)?.["funcname"]);
    does(sight, place, ["write", "insert", "update", "delete"], `calls the procedure ${nameOf(path)}`);
    count(sight, place, MANY);
    walk(node, sight, place);
  },
  VariableSetStmt(node, sight, place) {
    const who = /^(role|session_authorization)$/i.test(String(node["name"]));
    does(
      sight,
      place,
      who ? [...CHANGES, "destructive", "ddl"] : CHANGES,
      who ? "changes who it runs as" : "changes a setting",
    );
    walk(node["args"], sight, { ...place, defining: true });
  },
  TransactionStmt(node, sight, place) {
    const prepared = /PREPARE/.test(String(node["kind"]));
    does(sight, place, prepared ? [...CHANGES, "destructive"] : CHANGES, "begins or ends a transaction");
  },
  VariableShowStmt: (_node, sight, place) => does(sight, place, READS),
  LoadStmt(_node, sight, place) {
    does(sight, place, EVERYTHING, "loads a library into the server");
    sight.unbounded = true;
  },
};

/** Kinds of statements that are alike; the first that fits. */
const FAMILIES: readonly (readonly [RegExp, readonly SqlOperation[], string])[] = [
  [/^(Drop|Dropdb|ReassignOwned)\w*Stmt$/, DROPS, "drops"],
  [/^AlterSystemStmt$/, DROPS, "changes a setting of the whole server"],
  [
    /^(Create|Alter|Import)(Extension|Fdw|Foreign\w*|UserMapping|Subscription|Publication|PLang|Conversion|Transform)\w*Stmt$/,
    [...DEFINES, "egress"],
    "defines what reaches beyond the database",
  ],
  [/^Grant(Role)?Stmt$/, DEFINES, "grants or revokes rights"],
  [/^(Create|Createdb|Define|Alter|Rename|Comment|SecLabel|View|Rule|Index|CompositeType)\w*Stmt$/, DEFINES, "defines"],
  [/^(Reindex|Cluster|Vacuum|RefreshMatView|Repack)Stmt$/, DEFINES, "rewrites what is stored"],
  [
    /^(CheckPoint|Lock|Discard|Listen|Unlisten|ClosePortal|Fetch|ConstraintsSet|Deallocate)Stmt$/,
    CHANGES,
    "changes the session",
  ],
  [/^NotifyStmt$/, REACHES, "tells everyone who listens"],
];

const NO_BOUND = ", no WHERE that leaves any out";

function changesRows(node: Tree, sight: Sight, place: Place, bound: boolean): void {
  target(node, sight);
  sight.unbounded ||= !bound && !place.planned;
  count(sight, place, of(node["whereClause"], "CurrentOfExpr") ? 1 : MANY);
  returns(node, sight, place);
  walk(node, sight, place);
}

function returns(node: Tree, sight: Sight, place: Place): void {
  if ("returningClause" in node || "returningList" in node) does(sight, place, READS);
}

function count(sight: Sight, place: Place, rows: number): void {
  if (!place.planned) sight.batch += rows;
}

/** What a query answers at most, where it says so. */
function rowsOf(select: Tree): number {
  const rows = listOf(select["valuesLists"]).length;
  const limit = of(select["limitCount"], "A_Const")?.["ival"];
  const most = isTree(limit) && select["limitOption"] !== "LIMIT_OPTION_WITH_TIES" ? Number(limit["ival"] ?? 0) : MANY;
  if (rows > 0) return Math.min(rows, most);
  const from = listOf(select["fromClause"]).length > 0 || (select["op"] ?? "SETOP_NONE") !== "SETOP_NONE";
  return from || holds(select["targetList"], (member) => "funcname" in member) ? most : Math.min(1, most);
}

/** ANALYZE carries the statement out, unless it is plainly switched off. */
function executes(option: Tree | undefined): boolean {
  if (option?.["defname"] !== "analyze") return false;
  const arg = option["arg"];
  const text = of(arg, "String")?.["sval"] ?? of(arg, "Boolean")?.["boolval"];
  const number = of(arg, "Integer");
  if (number) return (number["ival"] ?? 0) !== 0;
  if (of(arg, "Boolean")) return text === true;
  return !(typeof text === "string" && /^(false|off)$/i.test(text));
}

/** Columns that are set: in a target list of a SELECT the same place holds what a column is called in the answer. */
function targets(lists: readonly unknown[], sight: Sight): void {
  for (const each of lists.flatMap(listOf)) {
    const name = of(each, "ResTarget")?.["name"];
    if (typeof name === "string") sight.columns.add(name);
  }
}

/** What is written to is always a table, also where a common table expression has its name. */
function target(node: Tree, sight: Sight): void {
  sight.tables.add(tableOf(node));
}

function tableOf(node: Tree): string {
  const { schemaname, relname } = isTree(node["relation"]) ? node["relation"] : {};
  return nameOf([schemaname, relname].filter((part) => typeof part === "string"));
}

/** What is dropped or changed is named by lists of names. */
function namesOf(node: Tree, sight: Sight): void {
  for (const each of [...listOf(node["objects"]), node["object"]]) {
    const path = names(items(each));
    if (path.length > 0) sight.tables.add(nameOf(path.slice(-2)));
  }
}
