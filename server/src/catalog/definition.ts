import { canonicalJson, isRecord, scanJson, sha256 } from "../kernel/index.ts";
import type { CatalogFinding, Listing } from "./types.ts";

/** What a server tells models about itself is pinned like a tool, under a name that no tool may have. */
export const INSTRUCTIONS = "@instructions";

/** Bounds of a list. What is beyond them is not taken in, and cannot be used. */
const MOST = { definitionBytes: 128 * 1024, instructionsBytes: 64 * 1024, depth: 64, tools: 2_000, name: 128 };

/** One definition, read. */
export interface Definition {
  name: string;
  /** As the server wrote it. */
  raw: string;
  hash: string;
  parsed: Readonly<Record<string, unknown>>;
}

/** A list, read: what can be pinned, and what is wrong with the rest. */
export interface ReadListing {
  /** Over everything in it. */
  hash: string;
  definitions: readonly Definition[];
  findings: readonly CatalogFinding[];
}

/** Rises whenever the same list could be looked at another way: then each list is taken in once more. */
const LOOK = "1";

export function listingHash({ tools, instructions, connector, partial }: Listing): string {
  const lengths = tools.map((tool) => tool.length).join();
  const texts = [
    ...tools,
    instructions ?? "",
    instructions === undefined ? "0" : "1",
    connector ? "1" : "0",
    partial ? "1" : "0",
    LOOK,
  ];
  return sha256(`${lengths}\n${texts.join("")}`);
}

/**
 * What a person approves: every byte of the definition, and what the server told models beside it.
 *
 * Guarantee: an approval is of the bytes that were looked at.
 */
function definitionHash(raw: string, instructions: string | undefined): string {
  return sha256(`${Buffer.byteLength(raw)}:${raw}${instructions === undefined ? "-" : `+${instructions}`}`);
}

/**
 * Whether two texts define the same tool. Order of members and spaces between them mean nothing: servers that build
 * their list anew each time write them as it comes.
 */
export function sameDefinition(a: string, b: string): boolean {
  return a === b || canonicalJson(JSON.parse(a)) === canonicalJson(JSON.parse(b));
}

export function readListing(server: string, listing: Listing): ReadListing {
  const findings: CatalogFinding[] = [];
  const found = (tool: string, kind: "too-large" | "malformed", detail: string) =>
    findings.push({ server, tool, kind, severity: "high", detail });
  const byName = new Map<string, Definition | "twice">();
  if (listing.tools.length > MOST.tools)
    found("", "too-large", `It lists ${listing.tools.length} tools; those after the first ${MOST.tools} are left out.`);
  let unread = 0;
  for (const raw of listing.tools.slice(0, MOST.tools)) {
    const read = readDefinition(raw, listing.instructions);
    if (typeof read === "string") {
      unread += 1;
      if (unread <= 20) found("", read.startsWith("It is larger") ? "too-large" : "malformed", read);
    } else byName.set(read.name, byName.has(read.name) ? "twice" : read);
  }
  if (unread > 20) found("", "malformed", `${unread} definitions cannot be read.`);
  // Which of two was meant nobody can say, so neither can be used.
  for (const [name, read] of byName)
    if (read === "twice") found(name, "malformed", "Its server lists this name more than once.");
  const definitions = [...byName.values()].filter((read) => read !== "twice");
  const { instructions } = listing;
  if (instructions !== undefined && instructions !== "") {
    if (Buffer.byteLength(instructions) > MOST.instructionsBytes)
      found(INSTRUCTIONS, "too-large", `What it tells models is larger than ${MOST.instructionsBytes} bytes.`);
    else definitions.push(instructionsOf(instructions));
  }
  return { hash: listingHash(listing), definitions, findings };
}

function instructionsOf(text: string): Definition {
  const raw = JSON.stringify(text);
  return { name: INSTRUCTIONS, raw, hash: definitionHash(raw, undefined), parsed: { instructions: text } };
}

function readDefinition(raw: string, instructions: string | undefined): Definition | string {
  const bytes = Buffer.from(raw);
  if (bytes.length > MOST.definitionBytes) return `It is larger than ${MOST.definitionBytes} bytes.`;
  let parsed: unknown;
  try {
    parsed = JSON.parse(raw);
  } catch {
    return "It is not JSON.";
  }
  if (!isRecord(parsed)) return "It is no object.";
  // Guarantee: a definition that two parsers could read in two ways is not pinned.
  const shape = scanJson(bytes, MOST.depth);
  if ("problem" in shape)
    return shape.problem === "too-deep"
      ? `It nests deeper than ${MOST.depth}.`
      : "An object in it names a member twice.";
  const name = parsed["name"];
  if (typeof name !== "string" || !isName(name)) return "It has no name that a tool can have.";
  return { name, raw, hash: definitionHash(raw, instructions), parsed };
}

/** Longer than the protocol wants and with signs it does not want are let be; what cannot be shown or kept is not. */
function isName(name: string): boolean {
  return (
    name.length > 0 && name.length <= MOST.name && !name.startsWith("@") && name.isWellFormed() && !/\p{C}/u.test(name)
  );
}
