import { isIP } from "node:net";
import { type Document, type Json, list, member, text } from "./document.ts";

/**
 * Where an API answers: what the server is declared with, else what its document says first.
 * Guarantee: a document alone never leads into the machine or its network, and no operation leads to another host.
 */
export function addressOf(document: Document, baseUrl: string | undefined): URL | string {
  const given = baseUrl ?? said(document);
  if (given === undefined) return "needs a baseUrl: its document does not say where it answers";
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (url === undefined || !/^https?:$/.test(url.protocol))
    return "needs a baseUrl: its document has no address that can be used";
  if (baseUrl === undefined && isInside(url.hostname))
    return "needs a baseUrl: its document leads into the own network";
  url.username = "";
  url.password = "";
  url.search = "";
  url.hash = "";
  url.pathname = url.pathname.replace(/\/+$/, "");
  return url;
}

function said({ root, version }: Document): string | undefined {
  if (version === "2.0") {
    const host = text(root, "host");
    const scheme =
      list(root, "schemes").includes("http") && !list(root, "schemes").includes("https") ? "http" : "https";
    return host === undefined ? undefined : `${scheme}://${host}${text(root, "basePath") ?? ""}`;
  }
  const [first] = list(root, "servers") as Json[];
  const variables = member(first, "variables");
  return text(first, "url")?.replace(
    /\{([^{}]+)\}/g,
    (_all, name: string) => text(member(variables, name), "default") ?? "",
  );
}

function isInside(host: string): boolean {
  const plain = host.replace(/^\[|\]$/g, "").toLowerCase();
  if (isIP(plain) === 6) return true;
  if (isIP(plain) === 4)
    return /^(0|10|127|169\.254|192\.168|172\.(1[6-9]|2\d|3[01])|100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])|22[4-9]|2[3-5]\d)\./.test(
      plain,
    );
  return (
    !plain.includes(".") || /(^|\.)(localhost|local|internal|lan|home|corp|intranet|svc|cluster\.local)\.?$/.test(plain)
  );
}
