import { type Tree, nodeAt } from "./tree.ts";
import type { Declaration, Problem } from "./types.ts";
import { pathText } from "./words.ts";

/** What is accepted and should be looked at all the same. */
export function findWarnings(declaration: Declaration, tree: Tree): Problem[] {
  const warnings: Problem[] = [];
  const warn = (path: (string | number)[], message: string) => {
    const { at } = nodeAt(tree, path);
    warnings.push({ file: at.file, line: at.line, column: at.column, path: pathText(path), message });
  };
  const lookForLiteral = (path: (string | number)[]) => {
    const { node } = nodeAt(tree, path);
    if (node.kind === "scalar" && node.substitutions === undefined)
      warn(path, "a secret stands in the file; write ${NAME} and set it in the environment");
  };
  for (const [index, provider] of declaration.objects.providers.entries()) {
    if (isPlainRemote(provider.baseUrl))
      warn(["providers", index, "baseUrl"], "prompts and the key travel to another machine without encryption");
    if (provider.key !== undefined) lookForLiteral(["providers", index, "key"]);
    for (const [at, { key }] of (provider.keys ?? []).entries()) {
      if (key !== undefined) lookForLiteral(["providers", index, "keys", at, "key"]);
    }
  }
  const used = declaration.guardrails.judge?.use;
  if (used !== undefined && !declaration.objects.judges.some(({ id }) => id === used))
    warn(["guardrails", "judge", "use"], `there is no judge ${used}: calls that it should look at are blocked`);
  for (const [index, judge] of declaration.objects.judges.entries()) {
    if (isPlainRemote(judge.url))
      warn(["judges", index, "url"], "content and the key travel to another machine without encryption");
    if (judge.key !== undefined) lookForLiteral(["judges", index, "key"]);
  }
  for (const [index, server] of declaration.objects.servers.entries()) {
    const key = server.kind === "openapi" ? "baseUrl" : "url";
    if (server.kind === "client" || server.kind === "sandbox") continue;
    const url = server.kind === "openapi" ? server.baseUrl : server.url;
    if (isPlainRemote(url)) warn(["servers", index, key], "calls travel to another machine without encryption");
    if (server.kind === "postgres") continue;
    const { auth } = server;
    for (const member of ["token", "value", "password", "clientSecret"])
      if (auth !== undefined && Object.hasOwn(auth, member)) lookForLiteral(["servers", index, "auth", member]);
    if (auth?.kind === "oauth" && isPlainRemote(auth.tokenUrl))
      warn(["servers", index, "auth", "tokenUrl"], "the secret travels to another machine without encryption");
  }
  for (const [index, alert] of declaration.objects.alerts.entries()) {
    if (isPlainRemote(alert.url)) warn(["alerts", index, "url"], "alerts travel to another machine without encryption");
    if (alert.secret !== undefined) lookForLiteral(["alerts", index, "secret"]);
  }
  return warnings;
}

function isPlainRemote(text: string | undefined): boolean {
  const url = text === undefined ? null : URL.parse(text);
  if (url?.protocol !== "http:") return false;
  const host = url.hostname;
  return !(host === "localhost" || host.endsWith(".localhost") || host === "[::1]" || /^127(\.\d{1,3}){3}$/.test(host));
}
