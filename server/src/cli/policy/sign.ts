import { readFileSync, readdirSync, statSync } from "node:fs";
import { join, relative, resolve } from "node:path";
import { fault, sha256 } from "../../kernel/index.ts";
import type { Asked, Command } from "../command.ts";
import { refuseLink, writeInside } from "../inside.ts";
import { isFolder, readBareFolder } from "./sets.ts";

export const policySignCommand: Command = {
  words: ["policy", "sign"],
  summary:
    "Signs the policies of a directory, so that organizations that trust the key can pull them. Needs no server.",
  details:
    'Writes lumos-policies.json (what is in the set, its number, the one before it) and lumos-policies.sig beside the policies. Each signing counts the number up; an organization does not go back to a lower one unnoticed. A key is made with `openssl genpkey -algorithm ed25519 -out key.pem`, and trusted with `lumos signer create --public-key="$(openssl pkey -in key.pem -pubout)"`.',
  positionals: [{ name: "DIR", summary: "Where policies and cases.yaml are.", required: true }],
  flags: [
    { name: "key", kind: "text", value: "FILE", summary: "The private Ed25519 key, in PEM.", required: true },
    {
      name: "organization",
      kind: "text",
      value: "ID",
      summary: "The only organization it is for; every one that trusts the key when left out.",
    },
    { name: "sequence", kind: "text", value: "N", summary: "The set's number; one more than before when left out." },
  ],
  examples: ["lumos policy sign ./acme --key key.pem"],
  run: sign,
};

const MAX_KEY_BYTES = 10_000;

async function sign(asked: Asked): Promise<number> {
  const { io, common, flags } = asked;
  const folder = resolve(io.cwd, asked.positionals[0] ?? ".");
  const { MANIFEST_FILE, SIGNATURE_FILE, manifestOf, readManifest, signManifest, signingKey } =
    await import("../../policy/index.ts");
  const key = signingKey(readKey(resolve(io.cwd, flags.text("key") ?? "")));
  if (!key)
    throw fault("usage", {
      public: "--key is no private Ed25519 key in PEM.",
      fix: "openssl genpkey -algorithm ed25519 -out key.pem",
    });
  const set = readBareFolder(asked, folder);
  if (set.policies.length === 0) throw fault("usage", { public: `There are no policies in ${folder}.` });
  const before = textOf(join(folder, MANIFEST_FILE));
  const last = before === undefined ? undefined : readManifest(before);
  const organization = flags.text("organization");
  const manifest = manifestOf(set, {
    ...(organization === undefined ? {} : { organization }),
    sequence: sequenceOf(flags.text("sequence")) ?? (last?.sequence ?? 0) + 1,
    at: new Date().toISOString(),
    previous: before === undefined ? "" : sha256(before),
    files: hashesOf(folder),
  });
  const text = `${JSON.stringify(manifest, null, 2)}\n`;
  refuseLink(join(folder, SIGNATURE_FILE));
  writeInside(join(folder, MANIFEST_FILE), text);
  writeInside(join(folder, SIGNATURE_FILE), signManifest(text, key));
  if (common.json) await io.out(text);
  if (!common.quiet) io.say(`Signed ${set.policies.length} policies as number ${manifest.sequence}.`);
  return 0;
}

function readKey(path: string): string {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found?.isFile() || found.size > MAX_KEY_BYTES) throw fault("usage", { public: `There is no key ${path}.` });
  return readFileSync(path, "utf8");
}

function sequenceOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  throw fault("usage", { public: "--sequence is a whole number from 1." });
}

function textOf(path: string): string | undefined {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ? readFileSync(path, "utf8") : undefined;
}

/** Hashes of the files that the set is read from, by their path in the directory. */
export function hashesOf(folder: string): Record<string, string> {
  const inside = join(folder, "policies");
  const home = isFolder(inside) ? inside : folder;
  const files = readdirSync(home, { withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".cedar"))
    .map((entry) => join(home, entry.name));
  const cases = join(folder, "cases.yaml");
  if (statSync(cases, { throwIfNoEntry: false })?.isFile()) files.push(cases);
  const named = files.map((file) => [relative(folder, file), sha256(readFileSync(file))] as const);
  return Object.fromEntries(named.toSorted(([one], [other]) => (one < other ? -1 : 1)));
}
