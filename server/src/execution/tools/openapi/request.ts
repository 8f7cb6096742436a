import { randomBytes } from "node:crypto";
import { isRecord } from "../../../kernel/index.ts";
import type { HttpAsk } from "../exchange.ts";
import type { Operation, Parameter } from "./operations.ts";

/* Arguments of a tool as an HTTP request. */

export type Arguments = Readonly<Record<string, unknown>>;

/** What is wrong with the arguments, for whoever gave them. */
export class Unfit extends Error {}

const MAX_URL = 16 * 1_024;
const MAX_BODY = 4 * 1_024 * 1_024;

/**
 * Guarantee: arguments stay in their places: none leads to another host or path, and none adds a header.
 */
export function requestOf(operation: Operation, args: Arguments, base: URL): HttpAsk {
  const query: string[] = [];
  const cookies: string[] = [];
  const headers: Record<string, string> = { accept: "application/json, */*;q=0.5", "user-agent": "lumos" };
  let path = operation.path;
  for (const one of operation.parameters) {
    const value = args[one.argument];
    if (value === undefined || (value === null && one.in !== "path")) {
      if (one.required) throw new Unfit(`${one.argument} is missing.`);
      continue;
    }
    if (one.in === "path") path = path.replaceAll(`{${one.name}}`, () => segment(one, value));
    else if (one.in === "query") query.push(...queryOf(one, value));
    else if (one.in === "cookie") cookies.push(`${one.name}=${encoded(plain(one, value))}`);
    else headers[one.name.toLowerCase()] = headerValue(one, plain(one, value));
  }
  if (cookies.length > 0) headers["cookie"] = cookies.join("; ");
  const body = bodyOf(operation, args, headers);
  return { url: placed(base, path, query), method: operation.method, headers, body };
}

/** The path is compared with what an address makes of it: nothing in it may mean "one folder up". */
function placed(base: URL, path: string, query: readonly string[]): URL {
  const whole = `${base.pathname === "/" ? "" : base.pathname}${encodedPath(path)}`;
  const address = `${base.origin}${whole}${query.length > 0 ? `?${query.join("&")}` : ""}`;
  if (address.length > MAX_URL || !URL.canParse(address)) throw new Unfit("The address is too long.");
  const url = new URL(address);
  if (url.origin !== base.origin || url.pathname !== whole) throw new Unfit("A part of the path cannot be used.");
  return url;
}

/** What the document itself wrote: spaces and the like, but no dots that lead away. */
function encodedPath(path: string): string {
  return path.replace(/[^A-Za-z0-9\-._~!$&'()*+,;=:@%/]/gu, (char) => encodeURIComponent(char));
}

function segment(one: Parameter, value: unknown): string {
  const parts = Array.isArray(value)
    ? value.map((each) => scalar(one, each))
    : isRecord(value)
      ? pairs(one, value)
      : [plain(one, value)];
  const joined = parts.map(encoded);
  if (joined.join("") === "") throw new Unfit(`${one.argument} is empty.`);
  const text =
    one.style === "label"
      ? `.${joined.join(one.explode ? "." : ",")}`
      : one.style === "matrix"
        ? joined.map((each) => `;${encoded(one.name)}=${each}`).join("")
        : joined.join(",");
  if (/^\.{1,2}$/.test(text)) throw new Unfit(`${one.argument} cannot be used in a path.`);
  return text;
}

function pairs(one: Parameter, value: Arguments): string[] {
  return Object.entries(value).flatMap(([name, each]) =>
    one.explode ? [`${name}=${scalar(one, each)}`] : [name, scalar(one, each)],
  );
}

function queryOf(one: Parameter, value: unknown): string[] {
  const name = encoded(one.name);
  if (one.json) return [`${name}=${encoded(JSON.stringify(value))}`];
  if (Array.isArray(value)) {
    const all = value.slice(0, 1_000).map((each) => encoded(scalar(one, each)));
    if (one.style === "form" && one.explode) return all.map((each) => `${name}=${each}`);
    const between = one.style === "spaceDelimited" ? "%20" : one.style === "pipeDelimited" ? "%7C" : ",";
    return all.length === 0 ? [] : [`${name}=${all.join(between)}`];
  }
  if (!isRecord(value)) return [`${name}=${encoded(plain(one, value))}`];
  if (one.style === "deepObject")
    return Object.entries(value).map(([key, each]) => `${name}${encoded(`[${key}]`)}=${encoded(scalar(one, each))}`);
  if (one.explode) return Object.entries(value).map(([key, each]) => `${encoded(key)}=${encoded(scalar(one, each))}`);
  return [
    `${name}=${pairs({ ...one, explode: false }, value)
      .map(encoded)
      .join(",")}`,
  ];
}

function plain(one: Parameter, value: unknown): string {
  if (one.json) return JSON.stringify(value);
  if (Array.isArray(value)) return value.map((each) => scalar(one, each)).join(",");
  return isRecord(value) ? pairs(one, value).join(",") : scalar(one, value);
}

function scalar(one: Parameter, value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  if (value === null) return "";
  throw new Unfit(`${one.argument} holds more than a plain value where one belongs.`);
}

/** All that could mean anything in an address is written as what it is. */
function encoded(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function headerValue(one: Parameter, text: string): string {
  if (!/^[\x20-\x7e]*$/.test(text) || text.length > 8_192)
    throw new Unfit(`${one.argument} holds what no header can hold.`);
  return text;
}

function bodyOf({ body }: Operation, args: Arguments, headers: Record<string, string>): string | Buffer | undefined {
  if (body === undefined) return undefined;
  const { members } = body;
  const given =
    members === undefined
      ? args["body"]
      : Object.fromEntries(Object.entries(args).filter(([name]) => members.has(name)));
  if (
    given === undefined ||
    (members !== undefined && isRecord(given) && Object.keys(given).length === 0 && !body.required)
  ) {
    if (body.required) throw new Unfit("body is missing.");
    return undefined;
  }
  const text = written(body.media, given, headers);
  if (text.length > MAX_BODY) throw new Unfit("The body is too big.");
  return text;
}

function written(media: string, given: unknown, headers: Record<string, string>): string {
  headers["content-type"] = media;
  if (/json$/i.test(media)) return JSON.stringify(given);
  if (/^application\/x-www-form-urlencoded/i.test(media)) return new URLSearchParams(fieldsOf(given)).toString();
  if (/^multipart\//i.test(media)) {
    const boundary = `lumos-${randomBytes(16).toString("hex")}`;
    headers["content-type"] = `${media}; boundary=${boundary}`;
    const parts = fieldsOf(given).map(
      ([name, value]) =>
        `--${boundary}\r\ncontent-disposition: form-data; name="${name.replace(/["\r\n]/g, (char) => encodeURIComponent(char))}"\r\n\r\n${value}\r\n`,
    );
    return `${parts.join("")}--${boundary}--\r\n`;
  }
  return typeof given === "string" ? given : JSON.stringify(given);
}

function fieldsOf(given: unknown): [string, string][] {
  if (!isRecord(given)) throw new Unfit("body must be an object.");
  return Object.entries(given).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value]).flatMap((one): [string, string][] =>
      one === null || one === undefined ? [] : [[name, typeof one === "object" ? JSON.stringify(one) : String(one)]],
    ),
  );
}
