import { hmacSha256 } from "../../kernel/index.ts";
import { type Detector, builtInDetectors } from "../../risk/index.ts";
import { plainAddress } from "../../shelves/index.ts";

/*
 * What may be told of somebody's settings. The rule is not what must be hidden but what may be shown: names of flags and
 * variables, packages, addresses without credentials, paths. Everything else is masked.
 */

const MASK = "[masked]";
const MAX_NAME = 100;
const MAX_WORDS = 60;
/** Words that programs take as commands of their own; another bare word may be anything. */
const COMMANDS = new Set([
  ..."run exec start serve server stdio mcp http sse dlx tool x -- install add container compose up module".split(" "),
  ..."/c npx mcp-server mcp-remote node python python3 sh bash -c -m -y -i -e -q -v --rm".split(" "),
]);
const FLAG = /^(?:-[A-Za-z]|--[A-Za-z][A-Za-z-]{0,40})$/;
const KEYLIKE = /^(?=.*\d)(?=.*[A-Za-z])[A-Za-z0-9_~+/=.-]{16,}$/;

/** A variable or header: its name, and a hash by which two of the same value are known to be the same. */
export interface NamedValue {
  name: string;
  /** Empty where it is only a reference to something else: `${TOKEN}`. */
  hash: string;
}

export interface Masker {
  name(text: string): string;
  values(of: unknown): NamedValue[];
  words(of: readonly string[], target: string): { words: string[]; masked: boolean };
  path(text: string): string;
  /** Whether a value looks like a secret that stands there in clear. */
  isSecret(text: string): boolean;
}

let secrets: Detector | undefined;

// Guarantee: no value of a variable, header or argument that could be a secret is told, and no hash of it without a key.
export function makeMasker(parts: { key: Uint8Array; home: string }): Masker {
  const { key, home } = parts;
  const isSecret = (text: string): boolean => {
    secrets ??= builtInDetectors().find(({ name }) => name === "secrets") ?? builtInDetectors()[0];
    const read = text.slice(0, 10_000);
    return (secrets?.detect(read, "tool_definition") ?? []).length > 0;
  };
  const path = (text: string): string => {
    const shown = home !== "" && text.startsWith(home) ? `~${text.slice(home.length)}` : text;
    return shown
      .split(/(?<=[\\/])/)
      .map((piece) => (isKeylike(piece.replace(/[\\/]$/, "")) || isSecret(piece) ? MASK : piece))
      .join("")
      .replaceAll("\\", "/")
      .slice(0, 400);
  };
  const word = (text: string, before: string, target: string): string => {
    if (COMMANDS.has(text)) return text;
    const [flag = "", value] = text.includes("=") ? [text.slice(0, text.indexOf("=")), text] : [text];
    if (FLAG.test(flag) && !isKeylike(flag) && !isSecret(flag)) return value === undefined ? flag : `${flag}=${MASK}`;
    if (/^[A-Z][A-Z0-9_]{0,60}=/.test(text)) return `${text.slice(0, text.indexOf("="))}=${MASK}`;
    const bare = target.slice(target.indexOf(":") + 1);
    // The package itself, with a version at most.
    if (bare !== "" && bare !== "-" && /^[@:=]{0,2}[\w.+-]{0,40}$/.test(text.toLowerCase().replace(bare, "")))
      if (text.toLowerCase().startsWith(bare) && !isSecret(text)) return text;
    if (FLAG.test(before)) return MASK;
    if (/^https?:\/\//i.test(text)) return plainAddress(text)?.url ?? MASK;
    if (/^(?:~?[\\/]|\.{1,2}[\\/]|[A-Za-z]:[\\/])/.test(text) && !/[\s=@?]/.test(text)) return path(text);
    return MASK;
  };
  /** Without its folder: `npx`. */
  const program = (text: string): string => {
    const base = text.split(/[\\/]/).at(-1) ?? "";
    return /^[\w.+-]{1,64}$/.test(base) && !isKeylike(base) && !isSecret(base) ? base : MASK;
  };
  return {
    isSecret,
    path,
    name(text) {
      const plain = /^[\w@ ./:+()-]{1,100}$/.test(text) && !isKeylike(text) && !isSecret(text);
      return plain ? text.slice(0, MAX_NAME) : MASK;
    },
    values(of) {
      if (typeof of !== "object" || of === null) return [];
      const entries = Array.isArray(of) ? of.map((name): [string, unknown] => [String(name), ""]) : Object.entries(of);
      return entries.slice(0, MAX_WORDS).map(([name, value]) => {
        const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
        const shown = /^[A-Za-z_][\w-]{0,99}$/.test(name) && !isKeylike(name) && !isSecret(name) ? name : MASK;
        return { name: shown, hash: isReference(text) ? "" : hmacSha256(key, text).toString("hex").slice(0, 16) };
      });
    },
    words(of, target) {
      const words = of
        .slice(0, MAX_WORDS)
        .map((one, place) => (place === 0 ? program(one) : word(one, of[place - 1] ?? "", target)));
      return { words, masked: of.some((one) => isSecret(one)) };
    },
  };
}

function isKeylike(text: string): boolean {
  return KEYLIKE.test(text) && !/^(?:[a-z]+[-_.]?)+\d*$/i.test(text);
}

/** `${TOKEN}`, `${env:TOKEN}`, `${input:token}`, `$TOKEN`, `{env:TOKEN}`, with or without Bearer before it. */
function isReference(text: string): boolean {
  return (
    text === "" || /^(?:Bearer |Basic |token )?(?:\$\{[\w:.-]+\}|\$\w+|\{(?:env|file):[\w./~-]+\}|%\w+%)$/i.test(text)
  );
}
