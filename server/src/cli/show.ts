import { stringify } from "yaml";
import { z } from "zod";
import { isRecord } from "../kernel/index.ts";
import type { Asked } from "./command.ts";
import type { Described } from "./from-operation.ts";
import { membersOf } from "./members.ts";
import { type Column, cellOf, moment, plainRows, table } from "./table.ts";

/** Writes what an operation answered: JSON, a table, or what a person wants to see of it. */
export async function showAnswer(
  operation: Described,
  reply: { body: unknown; version?: number | undefined },
  asked: Asked,
): Promise<number> {
  const { io, common } = asked;
  const say = (text: string) => {
    if (!common.quiet) io.say(text);
  };
  const { body } = reply;
  if (common.json) {
    if (body !== undefined) await io.out(`${JSON.stringify(body, null, 2)}\n`);
    return 0;
  }
  if (isRecord(body) && Array.isArray(body["items"])) {
    await showList(operation, body["items"].filter(isRecord), asked);
    if (typeof body["next"] === "string") {
      const command = [asked.program, ...operation.name.split(".")].join(" ");
      say(`There are more: ${command} --after ${body["next"]}, or --all`);
    }
    return 0;
  }
  if (isRecord(body) && typeof body["key"] === "string") {
    await io.out(`${body["key"]}\n`);
    const until = typeof body["expiresAt"] === "number" ? `, good until ${moment(body["expiresAt"])}` : "";
    say(`The key ${cellOf(body["id"])} of ${cellOf(body["principal"])}${until}. It is not shown again.`);
    return 0;
  }
  // What changes nothing was asked for its answer, whatever its method.
  if (operation.method === "GET" || operation.audit !== "change") {
    await io.out(objectText(body));
    return 0;
  }
  say(`${DONE[operation.name.split(".").at(-1) ?? ""] ?? "Done"}${named(body)}.`);
  return 0;
}

const DONE: Readonly<Record<string, string>> = {
  create: "Created",
  update: "Updated",
  delete: "Deleted",
  revoke: "Revoked",
  disable: "Disabled",
  enable: "Enabled",
};

async function showList(operation: Described, items: Record<string, unknown>[], asked: Asked): Promise<void> {
  const { io } = asked;
  const columns = columnsOf(operation);
  const rows = items.map(flat);
  if (io.terminal.out) {
    if (rows.length === 0) io.say("Nothing.");
    else await io.out(table(columns, rows, io.terminal));
    return;
  }
  await io.out(plainRows(columns, rows));
}

/** The columns follow from the operation, not from the rows, so that a script can count on their places. */
function columnsOf(operation: Described): Column[] {
  const schema = z.toJSONSchema(operation.output, { io: "output", unrepresentable: "any" });
  const items = member(member(schema, "properties"), "items");
  const item = member(items, "items");
  const spec = member(member(item, "properties"), "spec");
  const names = membersOf(spec ?? item)
    .filter((one) => one.kind !== "value" || one.hint !== "JSON")
    .map((one) => one.name);
  return names.map((name) => ({ name, title: name.replaceAll(/([a-z0-9])([A-Z])/g, "$1 $2").toUpperCase() }));
}

/** An object as it is kept shows what it says, not how it is kept. */
function flat(item: Record<string, unknown>): Record<string, unknown> {
  return isRecord(item["spec"]) ? item["spec"] : item;
}

/** YAML that `--file` takes back, with what is known besides as a comment. */
function objectText(body: unknown): string {
  if (!isRecord(body)) return body === undefined ? "" : stringify(body);
  if (!isRecord(body["spec"])) return stringify(body, (name, value) => (isMoment(name, value) ? moment(value) : value));
  const { spec, ...kept } = body;
  const about = Object.entries(kept)
    .filter(([name]) => name !== "id" && name !== "kind")
    .map(
      ([name, value]) => `${name} ${name.endsWith("At") && typeof value === "number" ? moment(value) : cellOf(value)}`,
    );
  return `${about.length > 0 ? `# ${about.join(", ")}\n` : ""}${stringify(spec)}`;
}

/** Nothing takes these back from here, so that times may be written for people. */
function isMoment(name: unknown, value: unknown): value is number {
  return typeof value === "number" && typeof name === "string" && (name === "at" || name.endsWith("At"));
}

function named(body: unknown): string {
  if (!isRecord(body)) return "";
  const id = [body["id"], body["principal"], member(body["spec"], "id")].find((one) => typeof one === "string");
  const version = typeof body["version"] === "number" ? `, version ${body["version"]}` : "";
  return `${id === undefined ? "" : ` ${id as string}`}${version}`;
}

function member(value: unknown, name: string): unknown {
  return isRecord(value) ? value[name] : undefined;
}
