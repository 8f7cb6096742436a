import { carriesData, hostOf, isLoopback } from "./hosts.ts";
import { isSecretPath, isSystemPath, plainPath, touch } from "./paths.ts";
import { addHost, addProgram, mark, markCode, markUnbounded, markUnread, type Effect, type Seen } from "./seen.ts";
import type { CommandClass } from "../types.ts";

/*
 * PowerShell, modestly: well-known cmdlets in plain pipelines. Whatever is more than that, such as expressions,
 * script blocks and calls of .NET, is not understood and counts as the gravest.
 */

type What = readonly (Effect | CommandClass)[];

const CMDLETS: ReadonlyMap<string, What> = new Map(
  (
    [
      [
        ["read"],
        "get-childitem gci ls dir get-content gc cat type get-location gl pwd get-item gi get-process ps gps get-service gsv get-date get-help help man get-command gcm get-member gm select-object select where-object where ? sort-object sort measure-object measure group-object group format-table ft format-list fl format-wide out-string out-host write-output write echo write-host write-verbose write-warning write-error select-string sls compare-object diff test-path resolve-path rvpa split-path join-path convertto-json convertfrom-json convertto-csv convertfrom-csv import-csv ipcsv get-filehash get-acl get-psdrive get-module gmo get-host get-culture get-unique get-random tee-object get-alias gal get-variable gv get-computerinfo get-hotfix get-disk get-volume get-netipaddress get-netadapter set-location sl cd chdir push-location pushd pop-location popd clear-host cls clear start-sleep sleep out-null whoami hostname ipconfig systeminfo findstr where.exe tree",
      ],
      [
        ["read", "secret-access"],
        "get-eventlog get-winevent get-history history h ghy get-credential get-clipboard gcb",
      ],
      [
        ["write"],
        "set-content sc add-content ac out-file new-item ni mkdir md copy-item cpi cp copy rename-item rni ren set-item si set-itemproperty sp new-itemproperty export-csv epcsv export-clixml set-variable sv set new-variable nv set-alias sal start-transcript expand-archive compress-archive set-clipboard scb stop-process spps kill restart-service set-acl set-date move-item mi mv move unblock-file",
      ],
      [
        ["write", "destructive"],
        "remove-item ri rm rmdir rd del erase clear-content clc clear-item cli remove-itemproperty rp clear-recyclebin remove-service stop-service spsv remove-variable uninstall-package uninstall-module remove-module rmo clear-eventlog remove-eventlog remove-localuser disable-localuser",
      ],
      [["read", "network"], "test-connection test-netconnection tnc resolve-dnsname ping nslookup tracert"],
      [
        ["write", "network", "package-install", "code-execution"],
        "install-module install-package install-script find-package winget choco scoop",
      ],
      [
        ["write", "code-execution"],
        "start-process saps start start-job sajb import-module ipmo set-executionpolicy register-scheduledtask schtasks new-service set-service start-service sasv enable-psremoting add-type msbuild dotnet npm node python git",
      ],
    ] satisfies [What, string][]
  ).flatMap(([what, names]) => names.split(" ").map((name) => [name, what] as const)),
);

const WHOLE_MACHINE =
  /^(format-volume|clear-disk|initialize-disk|remove-partition|stop-computer|restart-computer|format|diskpart|vssadmin|wbadmin|bcdedit|cipher|remove-vm|remove-aduser|set-mppreference|disable-computerrestore|reset-computermachinepassword|logoff|shutdown|fdisk)(\.exe)?$/;
const BEYOND =
  /\$\(|\[[\w.]+\]::|&\s*[({$'"]|\{|`|\bnew-object\b|\biex\b|\binvoke-(expression|command|item|wmimethod|cimmethod|restmethod-none)\b|-enc\w*\b|frombase64string|\.(invoke|downloadstring|downloadfile|uploadstring|uploadfile|replace|split)\b|\bfunction\b|\bforeach\b|\$\w+\s*=|\+|-join\b|-f\b|^\s*\.\s/i;

export function readPowershell(text: string, seen: Seen): void {
  if (text.length > 64 * 1_024) return markUnread(seen, "is longer than 64 KB");
  const beyond = BEYOND.test(unquoted(text));
  for (const command of parted(text)) cmdlet(command, seen);
  if (beyond) markUnread(seen, "more of PowerShell than is read");
}

/** Single quotes hold nothing that runs. */
function unquoted(text: string): string {
  return text.replace(/'(?:[^']|'')*'/g, "''");
}

/** Commands with their words, from `;`, `|`, `&&`, `||` and lines. */
export function parted(text: string): string[][] {
  const commands: string[][] = [];
  let words: string[] = [];
  let word: string | undefined;
  let quote = "";
  const endWord = (): void => {
    if (word !== undefined) words.push(word);
    word = undefined;
  };
  const endCommand = (): void => {
    endWord();
    if (words.length > 0 && commands.length < 500) commands.push(words);
    words = [];
  };
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at] ?? "";
    if (quote !== "") {
      if (char === quote) quote = "";
      else word = (word ?? "") + char;
    } else if (char === '"' || char === "'") {
      quote = char;
      word ??= "";
    } else if (/[;|&\n\r(){}]/.test(char)) endCommand();
    else if (/\s/.test(char)) endWord();
    else if (char === ">" || char === "<") {
      endWord();
      words.push(char);
    } else word = (word ?? "") + char;
  }
  endCommand();
  return commands;
}

function cmdlet([first, ...args]: readonly string[], seen: Seen): void {
  if (first === undefined) return;
  const name = first.toLowerCase().replace(/\.exe$/, "");
  addProgram(seen, first);
  seen.steps -= 1;
  const plain = args.filter((arg) => !arg.startsWith("-"));
  if (/^(invoke-webrequest|iwr|invoke-restmethod|irm|curl|wget|start-bitstransfer)$/.test(name)) web(args, seen);
  else if (WHOLE_MACHINE.test(name)) markUnbounded(seen, "changes the machine itself");
  else {
    const what = CMDLETS.get(name);
    if (what === undefined) return markUnread(seen, "a cmdlet or program that is not known");
    mark(seen, what, what.includes("destructive") ? "deletes or stops what is there" : undefined);
    const deletes = what.includes("destructive");
    const recursive = args.some((arg) => /^-r(e|ec|ecu\w*)?$/i.test(arg));
    plain.forEach((path, at) => {
      const before = args[args.indexOf(path) - 1] ?? "";
      if (before === ">") touch(seen, path, "write");
      else if (/[\\/~]|^\.|\*|:|\.\w+$/.test(path)) {
        touch(
          seen,
          path,
          deletes ? "delete" : what.includes("write") && at > 0 ? "write" : "read",
          recursive ? "recursive" : undefined,
        );
        if (deletes && recursive && /^[a-z]:[\\/]?\*?$|^\$(env:)?\w+[\\/]?\*?$|^\*$/i.test(path))
          markUnbounded(seen, "deletes a whole drive or home");
        if (/^(env|cert|hklm|hkcu|hkey\w*):/i.test(path))
          mark(
            seen,
            /^(env|cert)/i.test(path)
              ? ["secret-access"]
              : what.includes("write")
                ? ["code-execution", "destructive"]
                : [],
          );
        if (isSecretPath(plainPath(path))) mark(seen, ["secret-access"]);
        if (isSystemPath(path) && what.includes("write"))
          mark(seen, ["destructive"], "changes the machine's own files");
      } else if (/\$env:/i.test(path)) mark(seen, ["secret-access"], "uses the environment");
    });
  }
}

function web(args: readonly string[], seen: Seen): void {
  mark(seen, ["read", "network"]);
  const method = args[args.findIndex((arg) => /^-m(e\w*)?$/i.test(arg)) + 1] ?? "";
  const sends =
    args.some((arg) => /^-(b|bo\w*|inf\w*|form)$/i.test(arg)) ||
    (args.some((arg) => /^-m/i.test(arg)) && /^(post|put|patch|delete)$/i.test(method));
  const urls = args.filter((arg) => /^[a-z]+:\/\//i.test(arg) || /^[\w-]+(\.[\w-]+)+(\/|$)/.test(arg));
  for (const url of urls) {
    addHost(seen, hostOf(url));
    if (carriesData(url) || /\$/.test(url)) mark(seen, ["egress"]);
  }
  if (sends)
    mark(
      seen,
      urls.length > 0 && urls.every((url) => isLoopback(hostOf(url))) ? ["write"] : ["write", "egress"],
      "sends data to another machine",
    );
  if (/^delete$/i.test(method)) mark(seen, ["destructive"]);
  const out = args[args.findIndex((arg) => /^-(o|outf\w*)$/i.test(arg)) + 1];
  if (args.some((arg) => /^-(o|outf\w*)$/i.test(arg)) && out !== undefined) touch(seen, out, "write");
  if (urls.length === 0) markCode(seen, "an address that is not known");
}
