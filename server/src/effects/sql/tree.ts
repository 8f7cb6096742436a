/* The tree that PostgreSQL's grammar makes, as plain JSON: each node is an object with one member, named by its kind. */

export type Tree = Readonly<Record<string, unknown>>;

export function isTree(value: unknown): value is Tree {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** A node's members where it is of this kind. */
export function of(node: unknown, kind: string): Tree | undefined {
  const inner = isTree(node) ? node[kind] : undefined;
  return isTree(inner) ? inner : undefined;
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** The nodes of a list that are of this kind. */
export function all(value: unknown, kind: string): Tree[] {
  return listOf(value).flatMap((node) => of(node, kind) ?? []) as Tree[];
}

/** The texts of a list of String nodes: the parts of a name. */
export function names(value: unknown): string[] {
  return listOf(value).flatMap((node) => {
    const text = of(node, "String")?.["sval"];
    return typeof text === "string" ? [text] : [];
  });
}

/** The members of what may be a list of its own. */
export function items(node: unknown): readonly unknown[] {
  const list = of(node, "List");
  return list ? listOf(list["items"]) : [node];
}

/** `schema.table` as it would be written: what is not a plain name is quoted, so that no two are taken for one. */
export function nameOf(path: readonly string[]): string {
  return path.map((part) => (/^[a-z_][a-z0-9_$]*$/.test(part) ? part : `"${part.replaceAll('"', '""')}"`)).join(".");
}

/** The same for two expressions that were written alike, wherever they stand. */
export function shapeOf(node: unknown): string {
  return JSON.stringify(node, (key, value: unknown) => (key === "location" ? undefined : value)) ?? "";
}

export function holds(node: unknown, wanted: (member: Tree) => boolean): boolean {
  if (Array.isArray(node)) return node.some((each) => holds(each, wanted));
  return isTree(node) && (wanted(node) || Object.values(node).some((each) => holds(each, wanted)));
}
