import { OPERATORS, functionKind } from "./functions.ts";
import { CHANGES, DEFINES, DESTROYS, EVERYTHING, REACHES, type SqlOperation } from "./operations.ts";
import { type Place, type Sight, calls, does, notUnderstood } from "./sight.ts";
import { type Tree, all, isTree, listOf, nameOf, names, of } from "./tree.ts";

/** Goes through everything below a node. What a member is called tells what it is also where no kind stands around it. */
export function walk(node: unknown, sight: Sight, place: Place): void {
  if (Array.isArray(node)) {
    for (const each of node) walk(each, sight, place);
    return;
  }
  if (!isTree(node)) return;
  const here = withQueries(node, sight, place);
  const alias = isTree(node["alias"]) ? node["alias"]["aliasname"] : undefined;
  if (typeof alias === "string") sight.aliases.add(alias);
  if (typeof node["relname"] === "string") table(node, sight, here);
  if ("funcname" in node && isFunction(node)) called(node, sight);
  if ("lockingClause" in node) does(sight, here, CHANGES, "locks rows");
  if (isTree(node["intoClause"])) {
    does(sight, here, [...DEFINES, "insert"], "makes a table");
    walk(node["intoClause"], sight, { ...here, queries: new Set() });
  }
  for (const [member, value] of Object.entries(node)) {
    if (/^[A-Z]/.test(member)) kind(member, value, sight, here);
    // Read already, so that each sees those before it.
    else if (member !== "withClause") walk(value, sight, here);
  }
}

/** A node that says its kind. */
function kind(name: string, value: unknown, sight: Sight, place: Place): void {
  if (name.endsWith("Stmt")) return sight.statement(name, value, place);
  if (!isTree(value)) return;
  switch (name) {
    case "ColumnRef":
      column(value, sight);
      return;
    case "A_Expr":
      if (!String(value["kind"]).includes("BETWEEN")) operator(names(value["name"]), sight);
      break;
    case "SubLink":
      if ("operName" in value) operator(names(value["operName"]), sight);
      break;
    case "SortBy":
      if ("useOp" in value) operator(names(value["useOp"]), sight);
      break;
    case "A_Indirection":
      attribute(value, sight);
      break;
    case "RangeTableSample":
      if (!/^(bernoulli|system)$/.test(nameOf(names(value["method"])))) unknownFunction(names(value["method"]), sight);
      break;
    case "JoinExpr":
      for (const each of names(value["usingClause"])) sight.columns.add(each);
      break;
    default:
      if (!place.defining && !KNOWN.has(name)) notUnderstood(sight, `a part of it is not known (${name})`);
  }
  walk(value, sight, place);
}

/** The names that common table expressions give below this node. */
function withQueries(node: Tree, sight: Sight, place: Place): Place {
  const clause = node["withClause"];
  if (!isTree(clause)) return place;
  const queries = all(clause["ctes"], "CommonTableExpr");
  if (queries.length > MAX_QUERIES) notUnderstood(sight, "it has too many common table expressions");
  const nameIn = (query: Tree) => String(query["ctename"]);
  const recursive = clause["recursive"] === true;
  let known = new Set([...place.queries, ...(recursive ? queries.map(nameIn) : [])]);
  for (const query of queries.slice(0, MAX_QUERIES)) {
    walk(query, sight, { ...place, queries: known });
    known = new Set([...known, nameIn(query)]);
    sight.aliases.add(nameIn(query));
  }
  return { ...place, queries: known };
}

/** So many common table expressions in one place, and no more. */
const MAX_QUERIES = 200;

function table(node: Tree, sight: Sight, place: Place): void {
  const name = String(node["relname"]);
  const schema = node["schemaname"];
  sight.aliases.add(name);
  if (typeof schema === "string") sight.tables.add(nameOf([schema, name]));
  else if (!place.queries.has(name)) sight.tables.add(nameOf([name]));
}

function column(node: Tree, sight: Sight): void {
  const path = names(node["fields"]);
  const star = listOf(node["fields"]).some((each) => of(each, "A_Star"));
  const last = star ? "*" : path.at(-1);
  if (last !== undefined) sight.columns.add(last);
}

/** `funcname` also stands in errors and definitions; a call has a list of names there. */
function isFunction(node: Tree): boolean {
  return names(node["funcname"]).length > 0;
}

function called(node: Tree, sight: Sight): void {
  const path = names(node["funcname"]);
  const note = `calls ${nameOf(path)}`;
  switch (functionKind(path)) {
    case "reads":
      return;
    case "runs":
      calls(sight, EVERYTHING, `${note}, which runs SQL it is given`);
      notUnderstood(sight, "a function in it runs a text as SQL");
      return;
    case "destroys":
      return calls(sight, DESTROYS, note);
    case "reaches":
      return calls(sight, REACHES, `${note}, which reaches beyond the database`);
    case "changes":
      return calls(sight, [...CHANGES, ...session(path, node)], note);
    case "unknown":
      return unknownFunction(path, sight);
  }
}

/** Who one is, and what names mean, can be set by a function too. */
function session(path: readonly string[], node: Tree): SqlOperation[] {
  if (path.at(-1) !== "set_config") return [];
  // Only a name that is written out is known; one that is put together may be any.
  const name = (of(listOf(node["args"])[0], "A_Const")?.["sval"] as Tree | undefined)?.["sval"];
  const plain = typeof name === "string" && !/role|session_authorization|superuser/i.test(name);
  return plain ? [] : ["destructive", "ddl"];
}

function unknownFunction(path: readonly string[], sight: Sight): void {
  calls(sight, CHANGES, `calls ${nameOf(path)}, of which nothing is known`);
}

/** An operator is a function; one of PostgreSQL's own only reads. */
function operator(path: readonly string[], sight: Sight): void {
  const own = path.length > 1 && path[0] !== "pg_catalog";
  if (own || !OPERATORS.has(path.at(-1) ?? "")) calls(sight, CHANGES, "uses an operator of which nothing is known");
}

/** `(42).pg_sleep` is the same as `pg_sleep(42)`. */
function attribute(node: Tree, sight: Sight): void {
  for (const name of names(node["indirection"])) called({ funcname: [{ String: { sval: name } }] }, sight);
}

/** Kinds of nodes that do nothing by themselves. */
const KNOWN: ReadonlySet<string> = new Set(
  `
  A_ArrayExpr A_Const A_Indices A_Star Alias BitString BoolExpr Boolean BooleanTest CaseExpr CaseWhen CoalesceExpr
  CollateClause ColumnDef CommonTableExpr CTECycleClause CTESearchClause CurrentOfExpr DefElem Float FuncCall GroupingFunc
  GroupingSet InferClause Integer IntoClause JsonAggConstructor JsonArgument JsonArrayAgg JsonArrayConstructor
  JsonArrayQueryConstructor JsonBehavior JsonFormat JsonFuncExpr JsonIsPredicate JsonKeyValue JsonObjectAgg
  JsonObjectConstructor JsonOutput JsonParseExpr JsonReturning JsonScalarExpr JsonSerializeExpr JsonTable
  JsonTableColumn JsonTablePathSpec JsonValueExpr IndexElem List LockingClause MergeWhenClause MinMaxExpr MultiAssignRef
  NamedArgExpr NullTest OnConflictClause ParamRef RangeFunction RangeSubselect RangeTableFunc RangeTableFuncCol RangeVar
  ResTarget ReturningClause ReturningOption RowExpr SetToDefault SQLValueFunction String TypeCast TypeName
  WindowDef WithClause XmlExpr XmlSerialize RoleSpec
`
    .trim()
    .split(/\s+/),
);
