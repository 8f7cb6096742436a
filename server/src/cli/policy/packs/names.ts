/*
 * The names a pack leaves open stand in its texts as `$KIND.NAME`, always inside of a string, so that the texts
 * are Cedar and YAML as they lie. Filling in is replacing these words and nothing else: there are no conditions,
 * no loops, and what takes their place is letters, digits and a few marks.
 */
export const KINDS = [
  "owner",
  "region",
  "tier",
  "team",
  "workflow",
  "program",
  "server",
  "provider",
  "user",
  "agent",
  "route",
  "model",
] as const;
export type Kind = (typeof KINDS)[number];

/** What stands for each parameter, by key. */
export type Names = ReadonlyMap<string, readonly string[]>;

const MARK = new RegExp(`\\$((?:${KINDS.join("|")})\\.[a-z][a-z0-9-]*)`, "g");
const LISTED = new RegExp(`\\[((?:Lumos::[A-Za-z]+::)?)"\\$((?:${KINDS.join("|")})\\.[a-z][a-z0-9-]*)"\\]`, "g");
const NAME = /^[A-Za-z0-9][A-Za-z0-9._@+-]{0,127}$/;
const REGION = /^[A-Z]{2}$/;

/** The keys of all parameters that a text uses. */
export function namesIn(text: string): string[] {
  return [...new Set([...text.matchAll(MARK)].map((match) => match[1] as string))];
}

/** Undefined where it may stand for a parameter; else what is wrong with it. */
// Guarantee: a name that is filled into a policy can only ever be a name.
export function nameProblem(kind: Kind, name: string): string | undefined {
  if (kind === "region") return REGION.test(name) ? undefined : "a region is two capital letters";
  return NAME.test(name)
    ? undefined
    : "a name is 1 to 128 letters, digits or . _ @ + - and starts with a letter or digit";
}

/** A policy's text with its names: several stand where a list has room for them, sentences name them all. */
export function fillPolicy(text: string, names: Names): string {
  return text
    .replaceAll(
      LISTED,
      (_, type: string, key: string) =>
        `[${of(names, key)
          .map((name) => `${type}"${name}"`)
          .join(", ")}]`,
    )
    .replaceAll(MARK, (_, key: string) => of(names, key).join(" and "));
}

/** Any other text with its names; of several the first. */
export function fillText(text: string, names: Names): string {
  return text.replaceAll(MARK, (_, key: string) => of(names, key)[0] ?? "");
}

export function fillValue(value: unknown, names: Names): unknown {
  if (typeof value === "string") return fillText(value, names);
  if (Array.isArray(value)) return value.map((one) => fillValue(one, names));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, fillValue(member, names)]));
}

function of(names: Names, key: string): readonly string[] {
  const found = names.get(key);
  if (!found) throw new Error(`nothing stands for $${key}`);
  return found;
}
