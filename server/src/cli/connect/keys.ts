import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { asFault, fault, isRecord } from "../../kernel/index.ts";
import type { Asked } from "../command.ts";
import { readInput } from "../io.ts";
import type { ConnectedClient } from "./clients.ts";

/* The key of a connection: made for it, given, or found where it was kept. */

const MAX_KEY = 4_096;

export async function makeKey(
  asked: Asked,
  client: ConnectedClient,
): Promise<{ key: string; id: string; principal: string }> {
  const principal = asked.flags.text("principal");
  const expires = asked.flags.text("expires");
  const { body } = await (
    await asked.client()
  ).send({
    method: "POST",
    path: "/keys",
    body: { principal, name: nameOfKey(client), scopes: ["call"], ...(expires === undefined ? {} : { expires }) },
  });
  if (!isRecord(body) || typeof body["key"] !== "string") throw fault("internal", { internal: "no key came" });
  return { key: body["key"], id: String(body["id"]), principal: String(body["principal"]) };
}

function nameOfKey({ name, part }: ConnectedClient): string {
  return part === undefined ? name : `${name}-${part}`;
}

export async function givenKey(asked: Asked): Promise<string | undefined> {
  const from = asked.flags.text("key");
  if (from === undefined) return undefined;
  const wrong = (what: string) => fault("usage", { public: `--key: ${what}.`, param: "key" });
  if (from !== "-") {
    const key = keyIn(resolve(asked.io.cwd, from));
    if (key === undefined) throw wrong(`there is no key in ${from}`);
    return key;
  }
  if (asked.io.terminal.in) throw wrong("standard input is a terminal");
  const key = (await readInput(asked.io, MAX_KEY))?.toString("utf8").trim();
  if (key === undefined || !/^[\x21-\x7e]+$/.test(key)) throw wrong("there is no key in standard input");
  return key;
}

export function keyIn(file: string): string | undefined {
  try {
    const key = readFileSync(file, "utf8").trim();
    return key.length <= MAX_KEY && /^[\x21-\x7e]+$/.test(key) ? key : undefined;
  } catch {
    return undefined;
  }
}

export async function revoke(asked: Asked, id: string): Promise<boolean> {
  try {
    await (await asked.client()).send({ method: "DELETE", path: `/keys/${encodeURIComponent(id)}` });
    return true;
  } catch (error) {
    return asFault(error).code === "not_found";
  }
}
