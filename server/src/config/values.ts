import { z } from "zod";
import { NANO_PER_USD, nanoUsd, parseDuration } from "../kernel/index.ts";

/* What single values look like, wherever an object has them. */

const MAX_TEXT = 1_000;
export const MAX_LIST = 10_000;

/** Ids are names people type: letters, digits and a few marks, no spaces. */
export const id = z
  .string()
  .regex(
    /^[A-Za-z0-9][A-Za-z0-9._@+-]{0,127}$/,
    "an id is 1 to 128 letters, digits or . _ @ + - and starts with a letter or digit",
  );
export const name = z.string().min(1).max(200);
export const text = z.string().max(MAX_TEXT);
export const ids = z.array(id).max(MAX_LIST);
/** An address with one of these schemes. Only a database's may carry credentials: they have no other place there. */
const address = (schemes: readonly string[], options: { credentials: boolean }) =>
  z
    .string()
    .max(2_048)
    .superRefine((value, context) => {
      const url = URL.parse(value);
      if (url === null || url.host === "" || !schemes.includes(url.protocol))
        context.addIssue({
          code: "custom",
          message: `an address here begins with ${schemes.map((scheme) => `${scheme}//`).join(" or ")}`,
        });
      else if (!options.credentials && (url.username !== "" || url.password !== ""))
        context.addIssue({
          code: "custom",
          message: "an address carries no user name and no password here; they would end up in logs",
        });
    });
export const url = address(["http:", "https:"], { credentials: false });
export const databaseUrl = address(["postgres:", "postgresql:"], { credentials: true });
export const duration = z
  .string()
  .refine((value) => parseDuration(value) !== undefined, "a duration is a number and a unit: 15m, 12h, 30d, 0d");
export const date = z.iso.date("a date is written 2027-12-31");
const AMOUNT = `an amount of dollars is at least 0, has at most 9 decimals and is below ${Math.floor(Number.MAX_SAFE_INTEGER / NANO_PER_USD)}`;
export const dollars = z
  .union([z.number(), z.string()], AMOUNT)
  .refine((value) => nanoUsd(value) !== undefined, AMOUNT);
const FACTOR = "a factor is at least 0, at most 100, and has at most 9 decimals";
export const factor = z
  .union([z.number(), z.string()], FACTOR)
  .refine((value) => (nanoUsd(value) ?? Infinity) <= 100 * NANO_PER_USD, FACTOR);
export const timeouts = z
  .strictObject({
    headers: duration.optional().describe("How long a model may think before its answer begins; 10m when left out."),
    idle: duration.optional().describe("How long a stream may be silent; 10m when left out."),
  })
  .optional();
export const country = z.string().regex(/^[A-Z]{2}$/, "a region is two capital letters: US, EU, DE");
/** It ends up in a header, where a line end would begin another one. */
export const credential = z
  .string()
  .min(1)
  .regex(/^[\x20-\x7e]+$/, "a credential is one line of visible ASCII characters");
/** Key files of cloud providers are JSON over several lines; they are read, and never become a header as they stand. */
export const providerKey = z
  .string()
  .min(1)
  .max(8_192)
  .regex(
    /^(?:[\x20-\x7e]+|\s*\{[\x20-\x7e\r\n\t]*\}\s*)$/,
    "a key is one line of visible ASCII characters, or a JSON object",
  );
/** A piece of a host name or a path that an address is made with. */
export const piece = (what: string) =>
  z.string().regex(/^[A-Za-z0-9][A-Za-z0-9-]{0,62}$/, `${what} is 1 to 63 letters, digits or -`);
/** `agent:triage-bot`, `team:eng`, `server:crm` */
export const reference = (...kinds: string[]) =>
  z
    .string()
    .regex(
      new RegExp(`^(${kinds.join("|")}):[A-Za-z0-9][A-Za-z0-9._@+-]{0,127}$`),
      `written as ${kinds.map((kind) => `${kind}:ID`).join(" or ")}`,
    );
