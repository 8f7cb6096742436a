import { isMarked, LOCAL, SECRET, UNKNOWN } from "./marks.ts";
import { addHost, mark, type Seen } from "./seen.ts";

/* Addresses in commands. */

const LOOPBACK = /^(localhost|127(\.\d+){0,3}|\[?::1\]?|0\.0\.0\.0|.*\.localhost|host\.docker\.internal)$/i;

/** The host of an address, with or without a scheme: `https://u@host:1/x`, `host:8080/x`. */
export function hostOf(address: string): string {
  const rest = address.replace(/^[a-z][a-z0-9+.-]*:\/\//i, "");
  const authority = rest.split(/[/?#\\]/, 1)[0] ?? "";
  const host = authority.slice(authority.lastIndexOf("@") + 1);
  return host.startsWith("[") ? host.slice(0, host.indexOf("]") + 1) : (host.split(":", 1)[0] ?? "");
}

export function isLoopback(host: string): boolean {
  return LOOPBACK.test(host);
}

/** `host:path` and `user@host:path`, as scp and rsync have it. */
export function remotePath(word: string): { host: string; path: string } | undefined {
  const url = /^(?:scp|sftp|rsync|ssh):\/\//i.test(word);
  if (url) return { host: hostOf(word), path: word.replace(/^[a-z]+:\/\/[^/]*/i, "") };
  const found = /^(?:[^\s@/:]+@)?([^\s@/:]{2,}|[^\s@/:]+(?=::)|\[[^\]]+\]):{1,2}(.*)$/.exec(word);
  return found === null ? undefined : { host: found[1] ?? "", path: found[2] ?? "" };
}

export function reach(seen: Seen, address: string): string {
  const host = hostOf(address);
  addHost(seen, host === "" ? UNKNOWN : host);
  mark(seen, ["network"]);
  return host;
}

const LONG_VALUE = 40;
const LONG_QUERY = 120;

/** Whether an address that is only fetched tells its host something: data in the query, the path or a label. */
export function carriesData(address: string): boolean {
  if (address.includes(SECRET) || address.includes(LOCAL)) return true;
  const rest = address.replace(/^[a-z][a-z0-9+.-]*:\/\//i, "");
  const query = /[?#](.*)$/s.exec(rest)?.[1] ?? "";
  if (query.length > LONG_QUERY) return true;
  if (query.split(/[&;]/).some((pair) => pair.slice(pair.indexOf("=") + 1).length > LONG_VALUE)) return true;
  if (/^[^/]*@/.test(rest) && isMarked(rest.split("/", 1)[0] ?? "")) return true;
  if (
    hostOf(address)
      .split(".")
      .some((label) => label.length > LONG_VALUE)
  )
    return true;
  return rest
    .replace(/[?#].*$/s, "")
    .split("/")
    .slice(1)
    .some((part) => part.length > 60 && /^[\w+=%-]+$/.test(part) && /\d/.test(part));
}

/** A word that is plainly the address of something on the web. */
export function looksLikeUrl(word: string): boolean {
  return /^(https?|ftps?|sftp|wss?|tftp|scp|gopher|ldaps?|smb|dict|telnet):\/\//i.test(word);
}
