import type { ConnectedModel } from "../../../registry/index.ts";
import type { Dialect } from "./dialect.ts";
import type { Unready } from "./types.ts";

export interface Address {
  origin: string;
  /** With its query. */
  path: string;
}

/** Where a provider answers; every piece of it is the organization's own text, never the caller's. */
export function addressOf(dialect: Dialect, model: ConnectedModel, path: string): Address | Unready {
  const { provider, upstream } = model;
  if (provider.baseUrl === undefined && dialect.baseUrl === undefined) {
    return { problem: `provider ${provider.id} has no baseUrl` };
  }
  // Guarantee: a model's name never leaves the place it has in a path.
  if (path.includes("{model}") && !isOneStep(upstream)) {
    return { problem: `the model's name at provider ${provider.id} cannot stand in an address` };
  }
  const missing = new Set<string>();
  const filled = (text: string) =>
    text.replace(/\{(\w+)\}/g, (_all, place: Place | "model" | "host") => {
      if (place === "model") return encodeURIComponent(upstream);
      if (place === "host")
        return provider.location === undefined ? (missing.add("location"), "") : hostOf(dialect, provider);
      const value = provider[place];
      if (value === undefined) missing.add(place);
      return encodeURIComponent(value ?? "");
    });
  const base = provider.baseUrl ?? filled(dialect.baseUrl ?? "");
  const below = filled(path);
  if (missing.size > 0) return { problem: `provider ${provider.id} needs ${[...missing].join(" and ")}` };
  const url = new URL(base);
  let folder = url.pathname.replace(/\/+$/, "");
  const version = dialect.version ?? VERSION.exec(below)?.[0];
  if (version !== undefined && below.startsWith(version) && folder.endsWith(version)) {
    folder = folder.slice(0, -version.length);
  }
  return { origin: url.origin, path: withQuery(folder + below, url.search) };
}

type Place = "resource" | "apiVersion" | "project" | "location" | "region";

const VERSION = /^\/v1(?=\/)/;

function hostOf(dialect: Dialect, provider: ConnectedModel["provider"]): string {
  return dialect.host?.(provider) ?? "";
}

function isOneStep(name: string): boolean {
  return name !== "." && name !== ".." && !/\p{Cc}/u.test(name);
}

/** A query of the base URL comes before that of the path. */
function withQuery(path: string, search: string): string {
  if (search.length <= 1) return path;
  return path.includes("?") ? path.replace("?", `${search}&`) : path + search;
}
