import type { Operation } from "../../operations/index.ts";

export interface Found {
  operation: Operation;
  /** Members of the input that stand in the path. */
  path: Record<string, string>;
}

export interface Routes {
  /** What a request line means; the methods a known path takes where this one is not among them. */
  find(method: string, path: string): Found | { allow: string[] } | undefined;
}

interface Template {
  segments: readonly string[];
  operation: Operation;
}

export function makeRoutes(operations: readonly Operation[]): Routes {
  const byLength = new Map<number, Template[]>();
  for (const operation of operations) {
    const segments = operation.path.slice(1).split("/");
    byLength.set(segments.length, [...(byLength.get(segments.length) ?? []), { segments, operation }]);
  }
  // Words come before placeholders, so that an operation's own path is never taken for an id.
  const holes = (one: Template) => one.segments.filter(isHole).length;
  for (const templates of byLength.values()) templates.sort((a, b) => holes(a) - holes(b));

  return {
    find(method, path) {
      const segments = segmentsOf(path);
      if (!segments) return undefined;
      const fitting = (byLength.get(segments.length) ?? []).filter((template) => fits(template, segments));
      const template = fitting.find((one) => one.operation.method === method);
      if (template) return { operation: template.operation, path: membersOf(template, segments) };
      const allow = [...new Set(fitting.map((one) => one.operation.method))].sort();
      return allow.length > 0 ? { allow } : undefined;
    },
  };
}

/** Names of the members that a path carries: `/agents/{id}`. */
export function pathMembers(path: string): string[] {
  return path
    .split("/")
    .filter(isHole)
    .map((segment) => segment.slice(1, -1));
}

function isHole(segment: string): boolean {
  return segment.startsWith("{");
}

// Guarantee: nothing in a path is resolved, and no segment hides a separator.
function segmentsOf(path: string): string[] | undefined {
  const segments: string[] = [];
  for (const raw of path.split("/")) {
    let segment: string;
    try {
      segment = decodeURIComponent(raw);
    } catch {
      return undefined;
    }
    if (segment === "" || segment === "." || segment === ".." || /[/\\\p{Cc}]/u.test(segment)) return undefined;
    segments.push(segment);
  }
  return segments;
}

function fits(template: Template, segments: readonly string[]): boolean {
  return template.segments.every((segment, at) => isHole(segment) || segment === segments[at]);
}

function membersOf(template: Template, segments: readonly string[]): Record<string, string> {
  const members: Record<string, string> = {};
  for (const [at, segment] of template.segments.entries()) {
    if (isHole(segment)) members[segment.slice(1, -1)] = segments[at] as string;
  }
  return members;
}
