import { sha256 } from "../../kernel/index.ts";

/* What things of many servers are called where they stand in one list. */

const SEPARATOR = "__";
const MAX_NAME = 64;
const PLAIN = /^[A-Za-z0-9_-]+$/;
/** What a shortened name ends with; a name that ends so by itself gets one too. */
const MARKED = /_x[0-9a-f]{12}$/;

// Guarantee: two tools never share a name, and a name does not depend on which other servers there are.
/**
 * `SERVER__NAME`, where that can be told apart from every other server's and is short and plain; else cut, with a
 * hash of both at its end. It follows from the two alone.
 */
export function joinedName(server: string, name: string): string {
  const joined = `${server}${SEPARATOR}${name}`;
  if (isPlain(server, joined)) return joined;
  const mark = `_x${sha256(`${server}\n${name}`).slice(0, 12)}`;
  const readable = joined.replace(/[^A-Za-z0-9_-]+/g, "_").slice(0, MAX_NAME - mark.length);
  return `${readable}${mark}`;
}

/** With a plain name the server ends at the first separator, so that it has neither one inside nor half of one at its end. */
function isPlain(server: string, joined: string): boolean {
  if (joined.length > MAX_NAME || !PLAIN.test(joined) || MARKED.test(joined)) return false;
  return !server.includes(SEPARATOR) && !server.endsWith("_");
}
