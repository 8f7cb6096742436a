import { type TextPart, isRecord } from "../../kernel/index.ts";
import { base64Start, wordsInside } from "./inside.ts";

/** What only a model's provider can read, as it was given out by Lumos or by the provider itself. */
const SEALED =
  /^(?:lumos1\.sealed\.[A-Za-z0-9_-]*\.(?:redacted:|call:[A-Za-z0-9%_.-]{1,200}:)?[A-Za-z0-9+/_-]*|gAAAA[A-Za-z0-9_-]+|[A-Za-z0-9+/]+)={0,2}$/;
/** Shorter than any signature, longer than most keys. */
const MIN_SEALED = 128;
const BASE64 = /^[A-Za-z0-9+/_-]+={0,2}$/;
/** Shorter than any picture; what is shorter is read as text. */
const MIN_MEDIA = 512;
/** Below it a number is too short to be somebody's. */
const TELLING_NUMBER = 1e6;
const TELLING_NAME = 6;
/** A name that may be shown: no key and no address looks like it. */
export const PLAIN_NAME = /^[a-z_]{1,40}$/i;

type Path = (string | number)[];
type Channel = TextPart["channel"];

/** Collects every text a request carries, wherever it stands: a field nobody thought of is read as well. */
export class Texts {
  readonly texts: TextPart[] = [];
  characters = 0;
  images = false;
  files = false;
  /** Names of members that belong to the format; any other that is long enough to tell something is read. */
  readonly #names: ReadonlySet<string>;

  constructor(names: ReadonlySet<string>) {
    this.#names = names;
  }

  /** Every member of an object but those that `known` reads itself, which answers true for them. */
  members(
    path: Path,
    value: Record<string, unknown>,
    channel: Channel,
    known: (name: string, path: Path, value: unknown) => boolean,
  ): void {
    for (const name of Object.keys(value)) {
      const at = [...path, name];
      this.name(at, name);
      if (!known(name, at, value[name])) this.value(at, value[name], channel);
    }
  }

  /** Pictures, sound and files: their base64 is left alone where it is no text, everything beside it is read. */
  media(path: Path, value: unknown, channel: Channel): void {
    if (!isRecord(value)) return this.#inline(path, value, channel);
    for (const [name, inner] of Object.entries(value)) {
      const at = [...path, name];
      this.name(at, name);
      this.#inline(at, inner, channel);
    }
  }

  // Guarantee: text that is sent as a file is read like any other.
  #inline(path: Path, value: unknown, channel: Channel): void {
    const words = typeof value === "string" ? wordsInside(value) : undefined;
    if (words !== undefined) this.#add({ path, place: placeOf(path), channel, encoding: "base64", text: words });
    if (!isMedia(value)) this.value(path, value, channel);
  }

  /** Signatures and encrypted thoughts: a guess at their letters finds secrets that are none. */
  sealed(path: Path, value: unknown, channel: Channel): void {
    if (typeof value !== "string" || value.length < MIN_SEALED || !SEALED.test(value)) this.value(path, value, channel);
  }

  /** A word of the protocol; any other is text in disguise. */
  word(path: Path, value: unknown, known: ReadonlySet<string>): void {
    if (typeof value !== "string" || !known.has(value)) this.value(path, value, "prompt");
  }

  value(path: Path, value: unknown, channel: Channel): void {
    if (typeof value === "string") {
      if (value !== "") this.#add({ path, place: placeOf(path), channel, encoding: "string", text: value });
    } else if (isTelling(value)) {
      this.#add({ path, place: placeOf(path), channel, encoding: "json", text: JSON.stringify(value) });
    }
  }

  /** A member's name can carry text as well. */
  name(path: Path, name: string): void {
    if (name.length < TELLING_NAME || this.#names.has(name)) return;
    this.#add({ path, place: placeOf(path), channel: "prompt", encoding: "name", text: name });
  }

  #add(part: TextPart): void {
    this.characters += part.text.length;
    this.texts.push(part);
  }
}

function isTelling(value: unknown): boolean {
  return typeof value === "number" ? Math.abs(value) >= TELLING_NUMBER : typeof value === "object" && value !== null;
}

// Guarantee: only base64 in the place of a picture, a sound or a file is left unread.
function isMedia(value: unknown): boolean {
  if (typeof value !== "string" || value.length < MIN_MEDIA) return false;
  return BASE64.test(value.slice(base64Start(value)));
}

// Guarantee: a place never repeats what a caller wrote as a name.
function placeOf(path: Path): string {
  return path
    .map((step, at) => {
      if (typeof step === "number") return `[${step}]`;
      return `${at === 0 ? "" : "."}${PLAIN_NAME.test(step) ? step : "*"}`;
    })
    .join("");
}
