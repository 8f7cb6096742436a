import type { Does } from "../kernel/index.ts";
import {
  carriesData,
  hostOf,
  isLoopback,
  isSecretPath,
  isSystemPath,
  plainPath,
  readShell,
  touchOf,
} from "./shell/index.ts";

/*
 * The tools that coding agents bring themselves, and what a use of one does. They are the same few things under many
 * names; where two clients mean different things by one name, the client's own table says so.
 */

type Input = Readonly<Record<string, unknown>>;
type Kind =
  | "shell"
  | "read"
  | "write"
  | "delete"
  | "patch"
  | "search"
  | "fetch"
  | "look-up"
  | "inner"
  | "delegate"
  | "session"
  | "kill";

const SAME: Readonly<Record<Kind, string>> = {
  shell:
    "bash shell local_shell exec_command run_command run_shell_command run_terminal_cmd run_in_terminal terminal execute_command unified_exec container.exec beforeshellexecution shell_command runcommand command powershell",
  read: "read read_file read_many_files readfile view view_file notebookread view_image cat open_file read_files beforereadfile tabread view_line_range read_notebook",
  write:
    "edit write multiedit notebookedit write_file write_to_file replace create create_file str_replace str_replace_editor str_replace_based_edit_tool insert insert_edit_into_file edit_file edit_notebook edit_notebook_file replace_string_in_file multi_replace_string_in_file multi_edit search_replace replace_file_content propose_code create_directory rename_file afterfileedit save_file writefile edit_existing_file smart_edit",
  delete: "delete delete_file remove_file",
  patch: "apply_patch applypatch patch",
  search:
    "glob grep ls list list_dir list_directory find find_by_name grep_search file_search codebase_search semantic_search search_file_content glob_file_search search_files ripgrep codebase view_code_item view_file_outline list_code_usages lsp get_errors get_changed_files toolsearch",
  fetch:
    "webfetch web_fetch fetch fetch_webpage read_url_content fetch_url browser_navigate open_simple_browser url_fetch view_web_document_content_chunk",
  "look-up": "websearch web_search google_web_search search_web websearch_tool google_search",
  inner:
    "todowrite todoread todo_write todo_read todo update_plan bashoutput taskoutput tasklist taskget command_status get_terminal_output exitplanmode enterplanmode exit_plan_mode askuserquestion ask_user ask_followup_question save_memory memory think report_intent question plan update_todos manage_todo_list write_todos get_internal_docs checkpoint trajectory_search structuredoutput attempt_completion listmcpresourcestool terminal_last_command terminal_selection",
  delegate:
    "task agent skill slashcommand runsubagent spawn_agent delegate_to_agent activate_skill codebase_investigator new_task schedule croncreate taskcreate taskupdate sendmessage workflow readmcpresourcetool mcp",
  session: "write_stdin send_command_input writebash write_bash stdin",
  kill: "killshell killbash taskstop stop_bash kill_terminal crondelete",
};

const KINDS: ReadonlyMap<string, Kind> = new Map(
  Object.entries(SAME).flatMap(([kind, names]) => names.split(" ").map((name) => [name, kind as Kind] as const)),
);

/** Where a client means something else by a name. */
const OWN: Readonly<Record<string, Readonly<Record<string, Kind>>>> = {
  copilot: { create: "write", view: "read", bash: "shell", powershell: "shell" },
  cursor: { write: "write", delete: "delete", task: "delegate" },
  "gemini-cli": { replace: "write", glob: "search" },
};

/** Undefined where the client has no such tool of its own: then what it does is not known here. */
export function clientToolDoes(client: string, toolName: string, input: unknown): Does | undefined {
  const name = toolName.toLowerCase();
  const own = Object.hasOwn(OWN, client) ? OWN[client] : undefined;
  const kind = own?.[name] ?? KINDS.get(name);
  if (kind === undefined) return undefined;
  const given: Input = typeof input === "object" && input !== null && !Array.isArray(input) ? (input as Input) : {};
  return does(kind, given, { powershell: name === "powershell" });
}

function does(kind: Kind, input: Input, { powershell }: { powershell: boolean }): Does {
  switch (kind) {
    case "shell": {
      const command = commandOf(input);
      if (command === undefined)
        return doing(["write", "destructive", "egress", "code-execution"], { unbounded: true });
      return readShell(command, powershell ? { dialect: "powershell" } : {}).does;
    }
    case "session": {
      const typed = firstText(input, ["chars", "input", "text", "command"]);
      // Keys for a program that runs: a shell or anything else.
      return doing(["write", "code-execution"], typed === undefined ? {} : { also: readShell(typed).does });
    }
    case "read":
      return pathsDo(pathsOf(input), "read");
    case "search":
      return pathsDo(pathsOf(input), "read");
    case "write":
      return pathsDo(pathsOf(input), "write");
    case "delete":
      return pathsDo(pathsOf(input), "delete");
    case "patch":
      return patched(input);
    case "fetch":
      return fetched(input);
    case "look-up": {
      const query = firstText(input, ["query", "q", "search_term", "searchTerm"]) ?? "";
      return doing(query.length > 300 ? ["read", "network", "egress"] : ["read", "network"]);
    }
    case "inner":
      return doing(["read"]);
    case "kill":
      return doing(["write"]);
    case "delegate":
      return doing(["write", "code-execution"]);
    default:
      return kind satisfies never;
  }
}

function doing(
  operations: readonly string[],
  more: { objects?: readonly string[]; hosts?: readonly string[]; unbounded?: boolean; also?: Does } = {},
): Does {
  const also = more.also;
  const objects = [...new Set([...(more.objects ?? []), ...(also?.objects ?? [])])];
  return {
    operations: [...new Set([...operations, ...(also?.operations ?? [])])],
    objects,
    hosts: [...new Set([...(more.hosts ?? []), ...(also?.hosts ?? [])])],
    unbounded: more.unbounded === true || also?.unbounded === true,
    batch: Math.max(1, objects.length, also?.batch ?? 1),
  };
}

const MOST_PATHS = 200;
const PATHS = [
  "file_path",
  "filePath",
  "path",
  "target_file",
  "targetFile",
  "absolute_path",
  "absolutePath",
  "notebook_path",
  "filename",
  "file",
  "dir_path",
  "directory",
  "dir",
  "TargetFile",
  "AbsolutePath",
  "DirectoryPath",
  "SearchDirectory",
  "SearchPath",
  "relative_workspace_path",
  "uri",
  "old_path",
  "new_path",
  "cwd",
];
const LISTS = ["paths", "files", "file_paths", "filePaths", "include", "edits", "replacements", "target_directories"];

function pathsOf(input: Input): string[] {
  const found: string[] = [];
  for (const name of PATHS) if (typeof input[name] === "string") found.push(input[name]);
  for (const name of LISTS) {
    const list = input[name];
    if (!Array.isArray(list)) continue;
    for (const one of list.slice(0, MOST_PATHS)) {
      if (typeof one === "string") found.push(one);
      else if (typeof one === "object" && one !== null)
        found.push(...pathsOf({ ...one, edits: undefined, replacements: undefined }));
    }
  }
  const pattern = firstText(input, ["glob", "include_pattern", "includePattern"]);
  if (pattern !== undefined) found.push(pattern);
  return [...new Set(found)].slice(0, MOST_PATHS);
}

function pathsDo(paths: readonly string[], how: "read" | "write" | "delete"): Does {
  const least = how === "delete" ? ["write", "destructive"] : [how];
  return paths.reduce((all, path) => {
    const one = touchOf(path, how);
    const more: string[] = [...one.operations];
    // Guarantee: a tool that writes where secrets are kept, or into the machine's own files, is seen as that.
    if (how !== "read" && isSystemPath(path)) more.push("destructive");
    if (isSecretPath(plainPath(path))) more.push("secret-access");
    return doing([...all.operations, ...more], {
      objects: [...all.objects, ...one.objects],
      unbounded: all.unbounded || one.unbounded,
    });
  }, doing(least));
}

/** The files that a patch names, in the forms that agents write. */
function patched(input: Input): Does {
  const text = firstText(input, ["patch", "input", "diff", "patchText", "patch_text", "command"]) ?? patchWords(input);
  if (text === undefined) return doing(["write", "destructive"], { unbounded: true });
  const lines = [
    ...text.matchAll(/^(?:\*\*\* (Add|Update|Delete) File: |\*\*\* (Move) to: |(?:\+\+\+|---) (?:[ab]\/)?)(.+)$/gm),
  ].slice(0, MOST_PATHS);
  const written = lines
    .filter((line) => line[1] !== "Delete" && line[3] !== "/dev/null")
    .map((line) => (line[3] ?? "").trim());
  const deleted = lines.filter((line) => line[1] === "Delete").map((line) => (line[3] ?? "").trim());
  const writes = pathsDo(written, "write");
  if (deleted.length === 0 && !/^\+\+\+ \/dev\/null/m.test(text)) return writes;
  const deletes = pathsDo(deleted, "delete");
  return doing([...writes.operations, ...deletes.operations], { objects: writes.objects, also: deletes });
}

function patchWords(input: Input): string | undefined {
  const words = input["command"];
  return Array.isArray(words) ? words.filter((one) => typeof one === "string").join("\n") : undefined;
}

function fetched(input: Input): Does {
  const urls = new Set<string>();
  for (const value of [input["url"], input["urls"], input["Url"], input["prompt"], input["uri"], input["query"]]
    .flat()
    .slice(0, 50)) {
    if (typeof value !== "string") continue;
    for (const found of value.matchAll(/\b[a-z][a-z0-9+.-]*:\/\/[^\s"'<>)\]]+/gi)) urls.add(found[0]);
    if (value === input["url"]) urls.add(value);
  }
  const all = [...urls].slice(0, MOST_PATHS);
  const files = all.filter((url) => /^file:/i.test(url));
  const hosts = all.filter((url) => !files.includes(url)).map((url) => hostOf(url).toLowerCase());
  // Guarantee: an address that carries data out is egress, though it is only fetched.
  const tells = all.some((url) => carriesData(url) && !isLoopback(hostOf(url)));
  const method = firstText(input, ["method"])?.toUpperCase() ?? "GET";
  const sends = input["body"] !== undefined || !["GET", "HEAD"].includes(method);
  return doing(["read", "network", ...(tells || sends ? ["egress"] : []), ...(sends ? ["write"] : [])], {
    hosts,
    ...(files.length === 0 ? {} : { also: pathsDo(files, "read") }),
  });
}

/** A command as text, or as words: `["bash", "-lc", "..."]`. */
function commandOf(input: Input): string | undefined {
  for (const name of ["command", "cmd", "CommandLine", "script", "commandLine", "code"]) {
    const value = input[name];
    if (typeof value === "string") return value;
    if (Array.isArray(value) && value.every((one) => typeof one === "string")) return value.map(quoted).join(" ");
  }
  return undefined;
}

function quoted(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

function firstText(input: Input, names: readonly string[]): string | undefined {
  for (const name of names) if (typeof input[name] === "string") return input[name];
  return undefined;
}
