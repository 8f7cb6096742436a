import type { Server } from "../config/index.ts";
import { canonicalJson, Secret, sha256 } from "../kernel/index.ts";
import { maskAddress } from "./secrets.ts";
import type { ConnectedAuth, ConnectedServer } from "./types.ts";

/** What is known about a server and its tools without changing how it is reached. */
const TOLD: ReadonlySet<string> = new Set([
  "environment",
  "region",
  "verified",
  "classes",
  "tools",
  "content",
  "pin",
  "owner",
]);

export function connectServer(server: Server, org: string): ConnectedServer {
  const of = { org, mark: markOf(server, org) };
  switch (server.kind) {
    case "postgres":
      return { ...server, ...of, url: maskAddress(server.url), secretUrl: new Secret(server.url) };
    case "client":
    case "sandbox":
      return { ...server, ...of };
    case "openapi": {
      const { auth, ...rest } = server;
      return { ...rest, ...of, ...(auth && { auth: connectAuth(auth) }) };
    }
    case "mcp": {
      const { auth, env, ...rest } = server;
      const sealed = env && new Map(Object.entries(env).map(([name, value]) => [name, new Secret(value)]));
      return { ...rest, ...of, ...(auth && { auth: connectAuth(auth) }), ...(sealed && { env: sealed }) };
    }
  }
}

function connectAuth(auth: NonNullable<Extract<Server, { kind: "mcp" }>["auth"]>): ConnectedAuth {
  switch (auth.kind) {
    case "bearer":
      return { kind: "bearer", token: secretOf(auth.token) };
    case "header":
      return { kind: "header", name: auth.name, value: secretOf(auth.value) };
    case "basic":
      return { kind: "basic", user: auth.user, password: secretOf(auth.password) };
    case "oauth": {
      const { clientSecret, ...rest } = auth;
      return { ...rest, clientSecret: secretOf(clientSecret) };
    }
  }
}

function secretOf(text: string | undefined): Secret | undefined {
  return text === undefined ? undefined : new Secret(text);
}

function markOf(server: Server, org: string): string {
  const way = Object.fromEntries(Object.entries(server).filter(([name]) => !TOLD.has(name)));
  return sha256(canonicalJson({ org, way })).slice(0, 16);
}
