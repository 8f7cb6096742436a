import { readdirSync } from "node:fs";
import { sha256 } from "../../kernel/index.ts";
import type { Asked } from "../command.ts";
import { table } from "../table.ts";
import type { ConnectedClient, Places } from "./clients.ts";
import { readText } from "./files.ts";
import { type KeptFile, readKept } from "./kept.ts";

/** Which clients there are, and which are connected. */
export async function list(asked: Asked, places: Places, clients: readonly ConnectedClient[]): Promise<number> {
  const names = safeNames(places).flatMap((name) => readKept(places, name) ?? []);
  const items = clients.flatMap(({ name, title, part = "models" }) => {
    const found = names.filter((kept) => kept.client === name && (kept.part ?? "models") === part);
    if (found.length === 0) return [{ client: name, title, part, state: "not connected" }];
    return found.map((kept) => ({
      client: name,
      title,
      part,
      state: kept.files.every(isAsWritten) ? "connected" : "changed since",
      scope: kept.scope,
      url: kept.url,
      ...(kept.project === undefined ? {} : { project: kept.project }),
      ...(kept.principal === undefined ? {} : { principal: kept.principal }),
      files: kept.files.map(({ path }) => path),
    }));
  });
  if (asked.common.json) {
    await asked.io.out(`${JSON.stringify({ items }, null, 2)}\n`);
    return 0;
  }
  const columns = ["client", "part", "state", "scope", "url", "principal"].map((name) => ({
    name,
    title: name.toUpperCase(),
  }));
  await asked.io.out(table(columns, items, asked.io.terminal));
  return 0;
}

function safeNames(places: Places): string[] {
  try {
    return readdirSync(places.own).flatMap((file) => (file.endsWith(".json") ? [file.slice(0, -5)] : []));
  } catch {
    return [];
  }
}

function isAsWritten(file: KeptFile): boolean {
  try {
    const { text } = readText(file.path);
    return text !== undefined && sha256(text) === file.written;
  } catch {
    return false;
  }
}
