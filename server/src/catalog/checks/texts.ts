import { INSTRUCTIONS, type Definition } from "../definition.ts";
import { shown } from "../shown.ts";

/** One string of a definition that a model may read, and where it stands. */
export interface Text {
  /** For people: `inputSchema.properties.path.description`. */
  place: string;
  text: string;
}

/** Words of the language of schemas, and pictures: no model takes them for sentences. */
const SILENT: ReadonlySet<string> = new Set(["$schema", "$ref", "$id", "type", "pattern", "format", "icons"]);
/** Names that schemas give members themselves, which need no look. */
const USUAL: ReadonlySet<string> = new Set([
  ...SILENT,
  "additionalProperties",
  "allOf",
  "annotations",
  "anyOf",
  "const",
  "default",
  "definitions",
  "$defs",
  "description",
  "destructiveHint",
  "enum",
  "examples",
  "execution",
  "exclusiveMaximum",
  "exclusiveMinimum",
  "idempotentHint",
  "inputSchema",
  "items",
  "maxItems",
  "maxLength",
  "maximum",
  "minItems",
  "minLength",
  "minimum",
  "name",
  "not",
  "oneOf",
  "openWorldHint",
  "outputSchema",
  "properties",
  "readOnlyHint",
  "required",
  "taskSupport",
  "title",
  "uniqueItems",
  "_meta",
]);

/** Every string of a definition, names of members too. It has been bounded when it was read. */
export function textsOf({ name, parsed }: Pick<Definition, "name" | "parsed">): Text[] {
  if (name === INSTRUCTIONS) return [{ place: "instructions", text: String(parsed["instructions"]) }];
  const texts: Text[] = [];
  const walk = (value: unknown, place: string): void => {
    if (typeof value === "string") {
      if (value !== "") texts.push({ place, text: value });
    } else if (Array.isArray(value)) {
      for (const [at, item] of value.entries()) walk(item, `${place}[${at}]`);
    } else if (typeof value === "object" && value !== null) {
      for (const [key, member] of Object.entries(value)) {
        const inside = place === "" ? shown(key, 40) : `${place}.${shown(key, 40)}`;
        // In `properties` a member may be called like a word of the language.
        const isName = place.endsWith("properties");
        if (isName || !USUAL.has(key)) texts.push({ place: `${inside} (its name)`, text: key });
        if (!isName && SILENT.has(key) && typeof member !== "object") continue;
        if (key !== "icons") walk(member, inside);
      }
    }
  };
  walk(parsed, "");
  return texts;
}

/** What stands in several places as one text: an order may be cut in pieces. */
export function joinedOf(texts: readonly Text[]): string {
  return texts
    .filter(({ text }) => text.length > 2)
    .map(({ text }) => text.replaceAll(/[_-]/g, " "))
    .join("\n");
}

/** How a found piece is shown: its beginning, visibly, and how long it is. */
export function sample(text: string, start: number, end: number): string {
  const piece = text.slice(start, end);
  return `"${shown(piece.slice(0, 20), 60)}${piece.length > 20 ? "..." : ""}", ${piece.length} characters`;
}
