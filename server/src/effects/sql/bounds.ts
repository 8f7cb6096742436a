import { type Tree, all, holds, items, listOf, names, of, shapeOf } from "./tree.ts";

/**
 * Whether a condition can leave rows out, as far as its shape tells. A test without a column leaves none out, nor does
 * one of a column with itself or for not being null. What is doubtful is no bound.
 */
export function bounds(where: unknown): boolean {
  return where !== undefined && shapeOf(where).length < MAX_SHAPE && chooses(where);
}

/** A longer condition is not looked through: it is taken for none. */
const MAX_SHAPE = 50_000;

function chooses(node: unknown): boolean {
  if (never(node)) return true;
  if (of(node, "CurrentOfExpr")) return true;
  const bool = of(node, "BoolExpr");
  if (bool) {
    const args = listOf(bool["args"]);
    if (bool["boolop"] === "AND_EXPR") return args.some(chooses);
    if (bool["boolop"] === "OR_EXPR") return args.every(chooses) && !opposites(args);
    return !seldom(args[0]) && chooses(args[0]);
  }
  return hasColumn(node) && !always(node);
}

/** Holds for every row, or for every row where the column has a value. */
function always(node: unknown): boolean {
  const value = constant(node);
  if (value !== undefined) return value === true;
  const bool = of(node, "BoolExpr");
  if (bool) {
    const args = listOf(bool["args"]);
    if (bool["boolop"] === "AND_EXPR") return args.every(always);
    if (bool["boolop"] === "OR_EXPR") return args.some(always) || opposites(args);
    return seldom(args[0]);
  }
  const test = of(node, "NullTest");
  if (test) return test["nulltesttype"] === "IS_NOT_NULL";
  const boolean = of(node, "BooleanTest");
  if (boolean) {
    const kind = String(boolean["booltesttype"]);
    if (kind === "IS_NOT_UNKNOWN") return true;
    const arg = boolean["arg"];
    return kind === "IS_TRUE" || kind === "IS_NOT_FALSE" ? always(arg) : kind !== "IS_UNKNOWN" && seldom(arg);
  }
  const link = of(node, "SubLink");
  if (link) return alwaysLink(link);
  const choice = of(node, "CaseExpr");
  if (choice) {
    const whens = all(choice["args"], "CaseWhen");
    const results = [...whens.map((when) => when["result"]), choice["defresult"]];
    return (
      results.every(always) || whens.some((when) => !choice["arg"] && always(when["expr"]) && always(when["result"]))
    );
  }
  const first = of(node, "CoalesceExpr");
  if (first) return listOf(first["args"]).some(always);
  const cast = of(node, "TypeCast");
  if (cast) return always(cast["arg"]);
  const compared = of(node, "A_Expr");
  return compared !== undefined && alwaysCompared(compared);
}

/** Holds for no row, or only where a column has no value: its opposite leaves nothing out. */
function seldom(node: unknown): boolean {
  if (never(node) || of(node, "NullTest")?.["nulltesttype"] === "IS_NULL") return true;
  const bool = of(node, "BoolExpr");
  const args = listOf(bool?.["args"]);
  if (bool?.["boolop"] === "OR_EXPR") return args.every(seldom);
  if (bool?.["boolop"] === "AND_EXPR") return args.some(seldom);
  return bool !== undefined && always(args[0]);
}

/** Holds for no row, without a doubt. */
function never(node: unknown): boolean {
  const value = constant(node);
  if (value !== undefined) return value === false || value === null;
  const bool = of(node, "BoolExpr");
  if (bool) {
    const args = listOf(bool["args"]);
    if (bool["boolop"] === "AND_EXPR") return args.some(never);
    if (bool["boolop"] === "OR_EXPR") return args.every(never);
    return surely(args[0]);
  }
  const compared = of(node, "A_Expr");
  if (!compared || compared["kind"] !== "AEXPR_OP") return false;
  const same = shapeOf(compared["lexpr"]) === shapeOf(compared["rexpr"]);
  return same && ["<>", "<", ">"].includes(operator(compared)) && !holds(compared, (member) => "funcname" in member);
}

/** Without a doubt true: only constants are. A column's own presence is not. */
function surely(node: unknown): boolean {
  return constant(node) === true;
}

function alwaysLink(link: Tree): boolean {
  const query = of(link["subselect"], "SelectStmt");
  if (!query) return false;
  const open = query["whereClause"] === undefined || !bounds(query["whereClause"]);
  const plain = query["op"] === undefined || query["op"] === "SETOP_NONE";
  if (link["subLinkType"] === "EXISTS_SUBLINK") return !plain || (open && query["havingClause"] === undefined);
  if (link["subLinkType"] === "EXPR_SUBLINK") {
    const target = of(listOf(query["targetList"])[0], "ResTarget")?.["val"];
    return open && always(target);
  }
  // `id in (select id from the same table)`: every row is in it, where nothing leaves rows out there.
  const own = names(of(link["testexpr"], "ColumnRef")?.["fields"]).at(-1);
  const target = of(listOf(query["targetList"])[0], "ResTarget")?.["val"];
  const other = names(of(target, "ColumnRef")?.["fields"]).at(-1);
  return open && plain && own !== undefined && own === other;
}

function alwaysCompared(node: Tree): boolean {
  const { kind, lexpr, rexpr } = node;
  const left = shapeOf(lexpr);
  const right = shapeOf(rexpr);
  switch (kind) {
    case "AEXPR_OP": {
      const sign = operator(node);
      if (["~", "~*"].includes(sign)) return matchesAll(rexpr, /^\^?(\(?\.[*+]?\)?)?\$?$/);
      if (!["=", "<=", ">=", "<", ">", "<>"].includes(sign)) return false;
      if (left === right) return ["=", "<=", ">="].includes(sign);
      return sameColumn(lexpr, rexpr);
    }
    case "AEXPR_LIKE":
    case "AEXPR_ILIKE":
    case "AEXPR_SIMILAR":
      return operator(node).startsWith("!") ? false : left === right || matchesAll(rexpr, /^[%_]*%[%_]*$/);
    case "AEXPR_NOT_DISTINCT":
      return left === right || sameColumn(lexpr, rexpr);
    case "AEXPR_DISTINCT":
      return constant(rexpr) === null || constant(lexpr) === null;
    case "AEXPR_IN":
      return operator(node) === "=" && items(rexpr).some((each) => shapeOf(each) === left || sameColumn(lexpr, each));
    case "AEXPR_OP_ANY":
    case "AEXPR_OP_ALL":
      return holds(rexpr, (member) => shapeOf(member) === left);
    case "AEXPR_BETWEEN":
    case "AEXPR_BETWEEN_SYM":
      return items(rexpr).some((each) => shapeOf(each) === left || sameColumn(lexpr, each));
    default:
      return false;
  }
}

/** `total >= total - 1`, `name = coalesce($1, name)`: the same column on both sides, with nothing else that differs. */
function sameColumn(left: unknown, right: unknown): boolean {
  const columns = new Set<string>();
  let computed = false;
  holds([left, right], (member) => {
    const path = names(of(member, "ColumnRef")?.["fields"]);
    if (path.length > 0) columns.add(path.at(-1) ?? "");
    if ("funcname" in member || "subselect" in member) computed = true;
    return false;
  });
  return columns.size === 1 && !computed && hasColumn(left) && hasColumn(right);
}

/** `a is null or a is not null`, `a = 1 or a <> 1`, `x or not x`. */
function opposites(args: readonly unknown[]): boolean {
  const shapes = new Set(args.map(shapeOf));
  return args.some((arg) => turned(arg).some((other) => shapes.has(other)));
}

const OPPOSITE: Readonly<Record<string, readonly string[]>> = {
  "=": ["<>"],
  "<>": ["="],
  "<": [">=", ">", "<>"],
  ">": ["<=", "<", "<>"],
  "<=": [">", ">="],
  ">=": ["<", "<="],
  "~~": ["!~~"],
  "!~~": ["~~"],
  "~~*": ["!~~*"],
  "!~~*": ["~~*"],
  "~": ["!~"],
  "!~": ["~"],
};

/** Shapes that hold where this one does not. */
function turned(node: unknown): string[] {
  const denied = of(node, "BoolExpr");
  if (denied?.["boolop"] === "NOT_EXPR") return [shapeOf(listOf(denied["args"])[0])];
  const test = of(node, "NullTest");
  if (test) {
    const nulltesttype = test["nulltesttype"] === "IS_NULL" ? "IS_NOT_NULL" : "IS_NULL";
    return [shapeOf({ NullTest: { ...test, nulltesttype } })];
  }
  const compared = of(node, "A_Expr");
  const sign = compared ? operator(compared) : "";
  return (OPPOSITE[sign] ?? []).map((other) =>
    shapeOf({ A_Expr: { ...compared, name: [{ String: { sval: other } }] } }),
  );
}

function operator(node: Tree): string {
  return names(node["name"]).at(-1) ?? "";
}

function matchesAll(node: unknown, pattern: RegExp): boolean {
  // SIMILAR TO and ESCAPE hand the pattern through a function.
  const value = constant(listOf(of(node, "FuncCall")?.["args"])[0] ?? node);
  return typeof value === "string" && pattern.test(value);
}

function hasColumn(node: unknown): boolean {
  return holds(node, (member) => of(member, "ColumnRef") !== undefined);
}

type Constant = string | number | boolean | null;

/** What an expression of constants alone comes to; undefined where it is not known. */
function constant(node: unknown): Constant | undefined {
  const value = of(node, "A_Const");
  if (value) {
    if (value["isnull"] === true) return null;
    const text = (kind: string, member: string) => (value[kind] as Tree | undefined)?.[member];
    if ("boolval" in value) return text("boolval", "boolval") === true;
    if ("ival" in value) return Number(text("ival", "ival") ?? 0);
    if ("fval" in value) return Number(text("fval", "fval"));
    return "sval" in value ? String(text("sval", "sval") ?? "") : undefined;
  }
  const cast = of(node, "TypeCast");
  if (cast) {
    const type = names((cast["typeName"] as Tree | undefined)?.["names"]).at(-1);
    const inner = constant(cast["arg"]);
    if (type !== "bool" || inner === undefined || inner === null) return inner;
    if (typeof inner === "string") return /^\s*(t|tr|tru|true|y|ye|yes|on|1)\s*$/i.test(inner);
    return Boolean(inner);
  }
  const bool = of(node, "BoolExpr");
  if (bool?.["boolop"] === "NOT_EXPR") {
    const inner = constant(listOf(bool["args"])[0]);
    return typeof inner === "boolean" ? !inner : inner === null ? null : undefined;
  }
  const compared = of(node, "A_Expr");
  return compared?.["kind"] === "AEXPR_OP" ? computed(compared) : undefined;
}

function computed(node: Tree): Constant | undefined {
  const right = constant(node["rexpr"]);
  const left = node["lexpr"] === undefined ? 0 : constant(node["lexpr"]);
  if (left === undefined || right === undefined) return undefined;
  if (left === null || right === null) return null;
  const order = typeof left === typeof right ? compare(left, right) : compare(Number(left), Number(right));
  switch (operator(node)) {
    case "=":
      return order === 0;
    case "<>":
      return order !== 0;
    case "<":
      return order < 0;
    case ">":
      return order > 0;
    case "<=":
      return order <= 0;
    case ">=":
      return order >= 0;
    case "+":
      return Number(left) + Number(right);
    case "-":
      return Number(left) - Number(right);
    case "*":
      return Number(left) * Number(right);
    case "||":
      return `${String(left)}${String(right)}`;
    default:
      return undefined;
  }
}

function compare(left: string | number | boolean, right: string | number | boolean): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
