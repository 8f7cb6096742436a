import { touch } from "./paths.ts";
import { parted } from "./powershell.ts";
import { addProgram, mark, markUnbounded, markUnread, type Seen } from "./seen.ts";

/* cmd.exe, modestly: well-known commands. Variables, carets and blocks are not understood and count as the gravest. */

const READS =
  /^(dir|type|echo|cd|chdir|pushd|popd|cls|ver|vol|where|find|findstr|more|sort|tree|fc|comp|whoami|hostname|ipconfig|systeminfo|tasklist|ping|nslookup|tracert|date|time|path|rem|title|help|assoc|driverquery|getmac|timeout)$/;
const WRITES = /^(copy|xcopy|move|ren|rename|mkdir|md|mklink|attrib|compact|replace|tar|expand|clip)$/;
const DELETES = /^(del|erase|rd|rmdir|robocopy)$/;
const MACHINE =
  /^(format|diskpart|shutdown|bcdedit|vssadmin|wbadmin|cipher|takeown|icacls|net|net1|sc|netsh|fsutil|logoff|wevtutil|chkdsk|label|defrag|manage-bde)$/;
const BEYOND =
  /%|\^|!|\b(for|if|call|start|set|setx|goto|cmd|powershell|pwsh|wscript|cscript|mshta|rundll32|regsvr32|certutil|bitsadmin|wmic|reg|schtasks|at|msiexec|forfiles)\b|@/i;

export function readCmd(text: string, seen: Seen): void {
  if (text.length > 64 * 1_024) return markUnread(seen, "is longer than 64 KB");
  for (const words of parted(text.replace(/\//g, " /"))) order(words, seen);
  if (BEYOND.test(text.replace(/"[^"%^!]*"/g, '""'))) markUnread(seen, "more of cmd than is read");
}

function order([first, ...args]: readonly string[], seen: Seen): void {
  if (first === undefined) return;
  const name = first.toLowerCase().replace(/\.(exe|com)$/, "");
  addProgram(seen, first);
  const switches = new Set(args.filter((arg) => /^\/\w/.test(arg)).map((arg) => arg.toLowerCase()));
  const paths = args.filter((arg) => !/^\/\w/.test(arg) && arg !== ">" && arg !== "<");
  const into = args.indexOf(">");
  if (into >= 0 && args[into + 1] !== undefined) touch(seen, args[into + 1] ?? "", "write");
  if (DELETES.test(name)) {
    const recursive = switches.has("/s") || switches.has("/mir") || switches.has("/purge");
    mark(seen, ["write", "destructive"], "deletes files or folders");
    for (const path of paths) {
      touch(seen, path, "delete", recursive ? "recursive" : undefined);
      if (recursive && /^([a-z]:)?[\\/]?(\*(\.\*)?)?$/i.test(path))
        markUnbounded(seen, "deletes a whole drive or folder");
    }
  } else if (WRITES.test(name)) {
    mark(seen, ["write"]);
    for (const path of paths) touch(seen, path, "write");
  } else if (MACHINE.test(name)) markUnbounded(seen, "changes the machine itself");
  else if (READS.test(name)) {
    mark(seen, ["read"]);
    if (/^(type|more|findstr|find|dir)$/.test(name))
      for (const path of paths) if (/[\\.:]/.test(path)) touch(seen, path, "read");
  } else markUnread(seen, "a program that is not known");
}
