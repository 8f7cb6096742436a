export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export const asObject = (value: Json | undefined): { [key: string]: Json } =>
  typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};

export const asList = (value: Json | undefined): Json[] => (Array.isArray(value) ? value : []);

export const asText = (value: Json | undefined): string => (typeof value === "string" ? value : "");

export const parseJson = (text: string): Json | undefined => {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
};

/** The text in a message's content: a string, or a list of parts that may hold text. */
export function textOf(content: Json): string {
  if (typeof content === "string") return content;
  return asList(content)
    .map((part) => (typeof part === "string" ? part : asText(asObject(part)["text"])))
    .join("");
}
