import type { Json, JsonObject, Rest } from "../form.ts";

export function asObject(value: Json | undefined): JsonObject | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : undefined;
}

export function asList(value: Json | undefined): Json[] | undefined {
  return Array.isArray(value) ? value : undefined;
}

export function asText(value: Json | undefined): string | undefined {
  return typeof value === "string" ? value : undefined;
}

export function asNumber(value: Json | undefined): number | undefined {
  return typeof value === "number" ? value : undefined;
}

export function asFlag(value: Json | undefined): boolean | undefined {
  return typeof value === "boolean" ? value : undefined;
}

/** The member where there is a value for it, nothing where there is none. */
export function given<Name extends string, Value>(name: Name, value: Value | undefined): { [K in Name]?: Value } {
  return value === undefined ? {} : ({ [name]: value } as { [K in Name]?: Value });
}

/** Members of an object, taken out one by one; what nobody took is the rest. */
export interface Members {
  /** Leaves the member where it stands when its value is not what is meant. Null is as good as nothing. */
  take<T>(name: string, as: (value: Json) => T | undefined): T | undefined;
  rest(): { rest?: Rest };
}

export function membersOf(value: JsonObject): Members {
  const left = new Map(Object.entries(value));
  return {
    take(name, as) {
      const member = left.get(name);
      if (member === undefined) return undefined;
      const taken = member === null ? undefined : as(member);
      if (member === null || taken !== undefined) left.delete(name);
      return taken;
    },
    rest: () => (left.size === 0 ? {} : { rest: Object.fromEntries(left) }),
  };
}
