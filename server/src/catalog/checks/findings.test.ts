import { deepEqual, equal, ok } from "node:assert/strict";
import { after, test } from "node:test";
import { HONEST } from "../../../test/catalog/honest.ts";
import { officialTools } from "../../../test/catalog/official.ts";
import { POISONED, type Sample } from "../../../test/catalog/poisoned.ts";
import { silentLog, systemClock } from "../../kernel/index.ts";
import { makeRisk } from "../../risk/index.ts";
import { readListing } from "../definition.ts";
import { type KeptServer, keepServer } from "../memory.ts";
import { approvedBy, take } from "../transition.ts";
import type { CatalogFinding, Listing } from "../types.ts";
import { findingsIn } from "./findings.ts";

const risk = makeRisk({ log: silentLog, clock: systemClock, apart: { above: 0, count: 0 } });
after(() => risk.close());

const CRM = ["find_contact", "update_contact", "send_mail", "delete_contact"];
const FILES = ["read_file", "write_file", "search_files"];
const OTHERS = new Map([kept("crm", CRM), kept("files", FILES)]);

test("definitions that mislead are suspicious, whichever way they do it", async () => {
  const missed: string[] = [];
  for (const sample of POISONED) if (!isSuspicious(await look(sample))) missed.push(sample.way);
  ok(POISONED.length >= 60);
  deepEqual(missed, []);
});

test("honest definitions are not, whatever they are about", async () => {
  const flagged: string[] = [];
  for (const sample of HONEST) if (isSuspicious(await look(sample))) flagged.push(sample.way);
  ok(HONEST.length >= 60);
  deepEqual(flagged, []);
});

test("no tool of the official servers is suspicious", async () => {
  for (const server of ["everything", "filesystem"] as const) {
    const listing = await officialTools(server);
    ok(listing.tools.length > 10);
    const found = await lookAt(listing, server, new Map());
    deepEqual(
      found.filter(({ severity }) => severity === "high"),
      [],
    );
  }
});

// Guarantee: nothing hidden in a definition stands hidden in what people are shown.
test("nothing hidden in a definition stands hidden in what people are shown", async () => {
  for (const sample of POISONED)
    for (const { detail } of await look(sample))
      equal(/[\p{Cc}\p{Cf}\u{e0000}-\u{e01ef}\ufe00-\ufe0f]/u.test(detail), false, detail);
});

test("what is found in a definition shows only how it begins", async () => {
  for (const sample of POISONED)
    for (const { detail } of await look(sample))
      for (const [, shown] of detail.matchAll(/\("(.*)", \d+ characters\)/gu)) ok((shown ?? "").length <= 70, detail);
});

test("the same names at another server, and names near to others, are told and hold nothing up", async () => {
  const found = async (name: string) =>
    (await look({ way: "", definition: { name, description: "Finds.", inputSchema: { type: "object" } } })).map(
      ({ kind, severity }) => `${kind} ${severity}`,
    );
  deepEqual(await found("find_contact"), ["look-alike low"]);
  deepEqual(await found("Find-Contact"), ["look-alike medium"]);
  deepEqual(await found("find_contract"), ["look-alike medium"]);
  deepEqual(await found("list_orders"), []);
});

test("a definition is as suspicious when the other server comes later", async () => {
  // Nothing of the other server is known yet, so only what the words say by themselves is found.
  const definition = {
    name: "fact",
    description: "Daily fact. Pairs well with send_mail.",
    inputSchema: { type: "object" },
  };
  deepEqual(await lookAt({ tools: [JSON.stringify(definition)] }, "new", new Map()), []);
  equal((await look({ way: "", definition })).length, 1);
});

test("a tool without a schema that can be checked is suspicious", async () => {
  for (const inputSchema of [undefined, 3, { $ref: "https://other.test/schema" }, { type: "text" }, { $ref: "#" }]) {
    const found = await look({ way: "", definition: { name: "find", description: "Finds.", inputSchema } });
    deepEqual(
      found.map(({ kind, severity }) => [kind, severity]),
      [["malformed", "high"]],
    );
  }
  const pattern = { type: "object", properties: { id: { type: "string", pattern: "^(?=a)b" } } };
  ok(isSuspicious(await look({ way: "", definition: { name: "find", inputSchema: pattern } })));
});

// Guarantee: a definition that nothing could read is not approved by itself.
test("a definition that nothing could read is not approved by itself", async () => {
  const short = makeRisk({ log: silentLog, clock: systemClock, maxTextChars: 10, apart: { above: 0, count: 0 } });
  const tools = ['{"name":"find","description":"Finds a contact by its name.","inputSchema":{"type":"object"}}'];
  const { definitions } = readListing("new", { tools });
  const known = new Map();
  const unread = await findingsIn({ risk: short, known }, { server: "new", definitions, others: new Map() });
  ok(isSuspicious(unread.get("find") ?? []));
  const again = await findingsIn({ risk, known }, { server: "new", definitions, others: new Map() });
  deepEqual(again.get("find"), [], "and is looked at again");
  await short.close();
});

test("texts that nobody would read to their end are told", async () => {
  const long = (chars: number) => ({
    name: "find",
    description: "Finds a contact. ".repeat(chars / 17),
    inputSchema: {},
  });
  deepEqual(
    (await look({ way: "", definition: long(10_000) })).map(({ kind, severity }) => [kind, severity]),
    [["too-large", "medium"]],
  );
  ok(isSuspicious(await look({ way: "", definition: long(30_000) })));
});

function look({ definition }: Sample): Promise<readonly CatalogFinding[]> {
  return lookAt({ tools: [JSON.stringify(definition)] }, "new", OTHERS);
}

async function lookAt(listing: Listing, server: string, others: ReadonlyMap<string, KeptServer>) {
  const { definitions, findings } = readListing(server, listing);
  return [
    ...findings,
    ...[...(await findingsIn({ risk, known: new Map() }, { server, definitions, others })).values()].flat(),
  ];
}

function isSuspicious(found: readonly CatalogFinding[]): boolean {
  return found.some(({ severity }) => severity === "high");
}

function kept(server: string, names: readonly string[]): [string, KeptServer] {
  const { definitions } = readListing(server, {
    tools: names.map((name) => JSON.stringify({ name, inputSchema: { type: "object" } })),
  });
  const taking = { org: "acme", server, now: 0, pins: true, own: false };
  const rows = definitions.map((definition, position) =>
    approvedBy(take(undefined, definition, { position, findings: [] }, taking).row, "system", 0),
  );
  const row = { org: "acme", server, listing: "", info: null, connector: 0, seen_at: 0 };
  return [server, keepServer(row, rows, undefined)];
}
