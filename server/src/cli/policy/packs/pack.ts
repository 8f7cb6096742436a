import { existsSync } from "node:fs";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse } from "yaml";
import { z } from "zod";
import { nearest } from "../../../config/index.ts";
import { fault } from "../../../kernel/index.ts";
import { KINDS, type Kind, namesIn } from "./names.ts";

/** A set of policies for one field, with what it needs of an organization and cases that show what it does. */
export interface Pack extends Described {
  /** In the order of the file. */
  parameters: ReadonlyMap<string, Parameter>;
  policies: readonly { file: string; text: string }[];
  /** As written, names not yet filled in. */
  cases: string;
  readme: string;
}

/** A name that a pack leaves to the organization: `tier.safe`. */
export interface Parameter {
  key: string;
  kind: Kind;
  summary: string;
  /** What it is called where nothing else is said. */
  names: readonly string[];
  /** Several names may stand for it. */
  many: boolean;
  /** Only the cases need it. */
  forCases: boolean;
  /** What an organization that lacks it would add, with names of other parameters in it. */
  add: Readonly<Record<string, unknown>> | undefined;
}

type Described = Omit<z.output<typeof description>, "parameters">;

/** Lies beside src in a checkout and beside dist in the published package. */
const PACKS = fileURLToPath(new URL("../../../../defaults/packs", import.meta.url));
const NAME = /^[a-z][a-z0-9-]{0,63}$/;
const KEY = new RegExp(`^(?:${KINDS.join("|")})\\.[a-z][a-z0-9-]*$`);

const words = z.string().min(1).max(500);
const parameter = z.strictObject({
  summary: words,
  default: z.union([words, z.array(words).min(1)]),
  many: z.boolean().optional(),
  for: z.literal("cases").optional(),
  add: z.record(z.string(), z.unknown()).optional(),
});
const description = z.strictObject({
  name: z.string().regex(NAME),
  title: words,
  summary: words,
  /** What the ids of its policies begin with. */
  prefix: z.string().regex(NAME),
  protects: z.array(words).min(1),
  /** Its policies that permit something. */
  grants: z.array(words),
  /** Policies of the starter that would stand in its way, and what of the pack takes their place. */
  replaces: z.record(z.string(), z.string()),
  /** The classes of data that its policies know. */
  dataClasses: z.array(words),
  parameters: z.record(z.string().regex(KEY), parameter),
});

export async function packNames(): Promise<string[]> {
  const entries = await readdir(PACKS, { withFileTypes: true });
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .toSorted();
}

export async function readPack(name: string, program = "lumos"): Promise<Pack> {
  const folder = join(PACKS, name);
  if (!NAME.test(name) || !existsSync(join(folder, "pack.yaml"))) {
    const meant = nearest(name, await packNames());
    throw fault("usage", {
      public: `There is no pack "${name}"${meant === undefined ? "." : `; did you mean ${meant}?`}`,
      fix: `${program} policy packs`,
    });
  }
  const text = (file: string) => readFile(join(folder, file), "utf8");
  const { parameters: written, ...described } = description.parse(parse(await text("pack.yaml")));
  const files = (await readdir(join(folder, "policies"))).filter((file) => file.endsWith(".cedar")).toSorted();
  const policies = await Promise.all(
    files.map(async (file) => ({ file: `${name}-${file}`, text: await text(join("policies", file)) })),
  );
  const parameters = new Map(Object.entries(written).map(([key, value]) => [key, parameterOf(key, value)]));
  const pack: Pack = {
    ...described,
    parameters,
    policies,
    cases: await text("cases.yaml"),
    readme: await text("README.md"),
  };
  const used = [...policies.map((policy) => policy.text), pack.cases].flatMap(namesIn);
  const unknown = used.find((key) => !parameters.has(key));
  if (unknown !== undefined)
    throw fault("internal", { internal: `the pack ${name} uses $${unknown} without saying what it is` });
  return pack;
}

function parameterOf(key: string, written: z.output<typeof parameter>): Parameter {
  return {
    key,
    kind: key.slice(0, key.indexOf(".")) as Kind,
    summary: written.summary,
    names: Array.isArray(written.default) ? written.default : [written.default],
    many: written.many === true,
    forCases: written.for === "cases",
    add: written.add,
  };
}
